"""Reader of the sector body's units of assessment: one table a unit, outcomes left and criteria right.

The numbers of the criteria run on from list to list in print, so criteria are numbered by their position.
"""

import re
from collections.abc import Sequence

from units.handbooks.cfa.dates import month
from units.handbooks.cfa.headings import read_contents
from units.handbooks.cfa.rows import TAG, rows_of
from units.handbooks.cfa.sheets import sheets_of
from units.handbooks.cfa.units import read_units
from units.handbooks.reading import Correction, ExpectedUnit, NotAHandbook, ReadHandbook, correction

__all__ = ["NAME", "SCHEME", "read", "recognises"]

NAME, SCHEME = "cfa", "4430"
_UNIT_NUMBER = re.compile(r"\s*CFA Unit Number:?\s", re.IGNORECASE)
_FRONT_PAGES = 40


def recognises(lines: Sequence[str]) -> bool:
    return any(_UNIT_NUMBER.match(f"{TAG.sub('', line)} ") for line in lines) or _has_front_page(lines)


def read(lines: Sequence[str], expected: Sequence[ExpectedUnit]) -> ReadHandbook:
    sheets = sheets_of(rows_of(lines))
    if not sheets:
        raise NotAHandbook(
            "The document ends before its first unit: it has no page with a “CFA Unit Number”. "
            "Choose the whole document and import it again."
        )
    front = lines[: sheets[0].line - 1]
    notes = _note_tags(lines)
    problems: list[Correction] = []
    units = read_units(sheets, read_contents(front), expected, notes, problems)
    return ReadHandbook(
        layout=NAME,
        title=_title(front),
        edition=_edition(front),
        units=tuple(units),
        corrections=tuple(sorted(notes, key=lambda note: note.line)),
        contradictions=tuple(sorted(problems, key=lambda problem: problem.line)),
    )


def _has_front_page(lines: Sequence[str]) -> bool:
    return any(line.strip() == "QCF Units of Assessment" for line in lines[:_FRONT_PAGES])


def _title(front: Sequence[str]) -> str:
    """All that stands above the month of issue, else above the contents."""
    said: list[str] = []
    for line in (line.strip() for line in front):
        if month(line) or line == "Contents":
            break
        said.extend([line] if line else [])
    return ", ".join(said)


def _edition(front: Sequence[str]) -> str:
    """The month of issue, as “2010-02”; empty where the first pages have none."""
    return next((issued for line in front if (issued := month(line))), "")


def _note_tags(lines: Sequence[str]) -> list[Correction]:
    found = [(number, tag) for number, line in enumerate(lines, start=1) for tag in TAG.findall(line)]
    if not found:
        return []
    reason = f"{len(found)} marks of a web page stand in the text. They are no part of it and were left out."
    tags = ", ".join(sorted({tag for _, tag in found}))
    return [correction("info", found[0][0], "Document", tags, "", reason)]
