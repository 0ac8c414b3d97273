"""The virus scanner, where one is configured: clamd, asked over its own protocol. It is told the bytes and nothing else."""

from dataclasses import dataclass
from typing import IO, BinaryIO, cast
from urllib.parse import urlsplit

from clamav_client.clamd import BufferTooLongError, ClamdError, ClamdNetworkSocket, ClamdUnixSocket
from django.conf import settings

SECONDS = 60  # for each answer of the scanner, not for the whole file
LONGEST_NAME = 200


class ScannerAwayError(Exception):
    """It did not answer, or not as agreed; why, for the centre's admin. The file stays in quarantine."""


@dataclass(frozen=True, slots=True)
class Answer:
    """`threat`: the scanner's name of what it found; empty if nothing. `by`: which scanner, with which signatures."""

    threat: str
    by: str


def is_configured() -> bool:
    return bool(settings.CLAMD_ADDRESS)


def scan(file: IO[bytes]) -> Answer:
    clamd = _clamd()
    try:
        by = clamd.version()
        ((status, threat),) = clamd.instream(cast(BinaryIO, file)).values()
    except BufferTooLongError as error:
        raise ScannerAwayError("The file is larger than the virus scanner takes (StreamMaxLength).") from error
    except (ClamdError, OSError, ValueError) as error:
        raise ScannerAwayError("The virus scanner does not answer.") from error
    finally:
        _close(clamd)
    if status == "ERROR":
        raise ScannerAwayError(f"The virus scanner could not read the file: {threat}.")
    found = str(threat) if status == "FOUND" else ""
    return Answer(found[:LONGEST_NAME], by[:LONGEST_NAME])


def _close(clamd: ClamdNetworkSocket) -> None:
    """The library leaves the socket open with which it reached nobody."""
    if hasattr(clamd, "clamd_socket"):
        clamd.clamd_socket.close()


def _clamd() -> ClamdNetworkSocket:
    address = settings.CLAMD_ADDRESS
    if address.startswith("/"):
        return ClamdUnixSocket(address, SECONDS)
    parts = urlsplit(f"//{address}")
    return ClamdNetworkSocket(cast(str, parts.hostname), parts.port or 3310, SECONDS)
