"""The pages before the units: which edition this is, and what the text of these pages has lost."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from units.handbooks.cg4417.page_lines import Line
from units.handbooks.reading import Correction, correction

_VERSION = re.compile(
    r"(?P<version>\d\.\d{1,2}) (?:January|February|March|April|May|June|July|August|September|October"
    r"|November|December) 20\d\d\b.*"
)
_QUALIFICATION = re.compile(r"\b4417-0\d\b")
_ITS_NUMBER = re.compile(r"(4417-0\d) (\d{3}/\d{4}/[\dX])")
# Cells of the first page that stand without the name of their row.
_NAMELESS = re.compile(r"Online test|Consult the Walled Garden\b.*")


def read_edition(lines: Sequence[Line]) -> str:
    """The newest version in the change history; empty where there is none."""
    versions = _versions(lines)
    return f"{max(versions)[0][0]}.{max(versions)[0][1]}" if versions else ""


def _versions(lines: Sequence[Line]) -> list[tuple[tuple[int, int], int]]:
    """Versions in the order of the table, each with its line."""
    found = []
    for line in lines:
        if match := _VERSION.fullmatch(line.text):
            major, _, minor = match["version"].partition(".")
            found.append(((int(major), int(minor)), line.number))
    return found


def lost_fragments(lines: Sequence[Line]) -> Iterator[Correction]:
    yield from _lost_versions(lines)
    yield from _lost_numbers(lines)
    for line in lines:
        if _NAMELESS.fullmatch(line.text):
            reason = "The name of this row of the first page was lost in the text; nothing is taken from it."
            yield correction("info", line.number, "Handbook", line.text, "", reason)


def _lost_versions(lines: Sequence[Line]) -> Iterator[Correction]:
    for ((major, before), _), ((same, after), line) in pairwise(_versions(lines)):
        for lost in range(before + 1, after) if major == same else ():
            reason = f"Version {major}.{lost} has lost its row of the change history; nothing is taken from its pieces."
            yield correction("info", line, "Handbook", f"{major}.{before}, {major}.{after}", "", reason)


def _lost_numbers(lines: Sequence[Line]) -> Iterator[Correction]:
    numbered = {match[1] for line in lines if (match := _ITS_NUMBER.match(line.text))}
    named: dict[str, int] = {}
    for line in lines:
        for code in _QUALIFICATION.findall(line.text):
            named.setdefault(code, line.number)
    for code, line_number in named.items():
        if code not in numbered:
            reason = "The qualification's number was lost in the text. Look it up in the Ofqual register."
            yield correction("warning", line_number, code, "", "", reason)
