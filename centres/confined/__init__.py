"""Runs a program on a file that anybody may have made, such that the worst file costs one answer and nothing else.

The program is a process of its own, in a group of its own, with limits on memory, processor time, time by the clock and
what it writes; with none of our secrets in its environment; and without a network where the system can take it away
(`start.py`). Whatever the process started is killed when it ends. It reads the file on standard input and answers on
standard output.
"""

import os
import subprocess  # callers name programs of ours, or the one that the installation names
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from centres.supervisor import kill_group

__all__ = ["REFUSED", "Ended", "Limits", "run"]

REFUSED = 3  # the exit code that goes with a sentence for people on standard error
ROOT = Path(__file__).resolve().parents[2]
START = Path(__file__).with_name("start.py")
LONGEST_COMPLAINT = 2000  # bytes


@dataclass(frozen=True, slots=True)
class Limits:
    """`seconds` by the clock; `processor` in seconds of each process; `memory` in bytes of address space of each
    process; `output` in bytes of its answer, and of any other file that it writes."""

    seconds: float
    processor: int
    memory: int
    output: int


@dataclass(frozen=True, slots=True)
class Ended:
    """`status` as subprocess has it; None where the time by the clock was up."""

    status: int | None
    answer: bytes
    complaint: str

    @property
    def refusal(self) -> str:
        """The program's own sentence why it has no answer; empty where it has one, or did not live to say."""
        return self.complaint if self.status == REFUSED else ""


def run(
    command: Sequence[str],
    *,
    file: IO[bytes],
    limits: Limits,
    folder: Path | None = None,
    environment: Mapping[str, str] | None = None,
) -> Ended:
    """`file` is a real one, read from its beginning. A `command` that begins with "-m" is a module of this project.

    `folder` is where the command works; by default where this project is, and there it writes nothing.
    """
    program = [sys.executable, *command] if command[0] == "-m" else list(command)
    os.lseek(file.fileno(), 0, os.SEEK_SET)  # whoever looked at its head has read on further than that
    with tempfile.TemporaryFile() as answer, tempfile.TemporaryFile() as complaint:
        process = subprocess.Popen(
            [sys.executable, "-I", "-S", str(START), *_words(limits), *program],
            stdin=file,
            stdout=answer,
            stderr=complaint,
            cwd=folder or ROOT,
            env={"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", **(environment or {})},
            start_new_session=True,
        )
        status = _end_of(process, limits.seconds)
        return Ended(status, _content(answer), _content(complaint)[-LONGEST_COMPLAINT:].decode(errors="replace"))


def _words(limits: Limits) -> list[str]:
    return [str(limits.processor), str(limits.memory), str(limits.output)]


def _end_of(process: "subprocess.Popen[bytes]", seconds: float) -> int | None:
    try:
        return process.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        return None
    finally:
        kill_group(process)
        process.wait()


def _content(file: IO[bytes]) -> bytes:
    """Bounded: the process may not write more than its limit."""
    file.seek(0)
    return file.read()
