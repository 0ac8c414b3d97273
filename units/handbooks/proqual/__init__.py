"""Reader of ProQual's handbook: scanned pages of two columns, outcomes left and criteria right.

The scan gives the outcomes, the column of labels and the criteria as blocks one after the
other, so labels are evidence only: criteria are numbered by their position. A PDF that keeps the columns apart
gives them on one line, parted by a tab.
"""

import re
from collections.abc import Sequence

from units.handbooks.proqual.front_pages import read_profile, read_structure
from units.handbooks.proqual.page_lines import RUNNING_HEAD, UNIT_HEADING, content_lines
from units.handbooks.proqual.units import read_units
from units.handbooks.reading import Correction, ExpectedUnit, NotAHandbook, ReadHandbook

__all__ = ["NAME", "SCHEME", "read", "recognises"]

NAME, SCHEME = "proqual", ""
MONTHS = (  # named here, so that the machine's language does not matter
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
ISSUED = re.compile(rf"ProQual, ({'|'.join(MONTHS)}) (20\d\d)$")


def recognises(lines: Sequence[str]) -> bool:
    named = any("ProQual" in line for line in lines)
    return named and any(RUNNING_HEAD.match(line.strip()) or "Ofqual qualification number" in line for line in lines)


def read(lines: Sequence[str], expected: Sequence[ExpectedUnit]) -> ReadHandbook:
    notes: list[Correction] = []
    problems: list[Correction] = []
    start = _first_unit(lines)
    profile = read_profile(lines[:start], notes)
    rows = read_structure(lines[:start], notes)
    body = content_lines(lines, start, footer=profile.title.removeprefix("ProQual "))
    units = read_units(body, rows, expected, notes, problems)
    return ReadHandbook(
        layout=NAME,
        title=profile.title,
        edition=_edition(lines),
        qualification_number=profile.qualification_number,
        level=profile.level,
        registration_from=profile.registration_from,
        registration_until=profile.registration_until,
        total_hours=profile.total_hours,
        guided_hours=profile.guided_hours,
        units=tuple(units),
        corrections=tuple(sorted(notes, key=lambda note: note.line)),
        contradictions=tuple(sorted(problems, key=lambda problem: problem.line)),
    )


def _edition(lines: Sequence[str]) -> str:
    """The month of issue in the foot of the pages, as “2023-08”; empty where no page has one."""
    for line in lines:
        if issued := ISSUED.match(line.strip()):
            return f"{issued[2]}-{MONTHS.index(issued[1]) + 1:02}"
    return ""


def _first_unit(lines: Sequence[str]) -> int:
    for index, line in enumerate(lines):
        if UNIT_HEADING.match(line.strip()):
            return index
    raise NotAHandbook(
        "The handbook ends before its first unit: it has no page that starts with “Unit” and a unit reference. "
        "Choose the whole handbook and import it again."
    )
