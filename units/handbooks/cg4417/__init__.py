"""Reader of City & Guilds' handbook 4417: one document for two qualifications, at Levels 2 and 3.

Four units are assessed in two ways each. Where one page serves both numbers (“Unit 201 / 271”), it is read for both;
the tables of the front pages tell them apart.
"""

import re
from collections.abc import Sequence
from itertools import chain

from units.handbooks.cg4417.front_pages import lost_fragments, read_edition
from units.handbooks.cg4417.online_tests import read_tests, repeated_headings
from units.handbooks.cg4417.page_lines import FOOT, SCHEME, Line, content_lines
from units.handbooks.cg4417.signposts import read_signposts
from units.handbooks.cg4417.structure import read_hours, read_structure, structure_notes
from units.handbooks.cg4417.unit_pages import split_units
from units.handbooks.cg4417.units import Tables, read_units
from units.handbooks.cg4417.wording import vocabulary
from units.handbooks.reading import Correction, ExpectedUnit, NotAHandbook, ReadHandbook

__all__ = ["NAME", "SCHEME", "read", "recognises"]

NAME = "cg4417"
_NUMBER = re.compile(r"City & Guilds number 4417")
_SUBJECT = re.compile(r"Subject area (\S.*)")


def recognises(lines: Sequence[str]) -> bool:
    texts = (" ".join(line.split()) for line in lines)
    return any(_NUMBER.fullmatch(text) or FOOT.fullmatch(text) for text in texts)


def read(lines: Sequence[str], expected: Sequence[ExpectedUnit]) -> ReadHandbook:
    content = [*content_lines(lines)]
    units, closed = split_units(content)
    if not units:
        raise NotAHandbook(
            "The handbook ends before its first unit: it has no page that starts with “Unit”, a number and a title. "
            "Choose the whole handbook and import it again."
        )
    front = [line for line in content if line.number < units[0].line]
    notes = _front_notes(front)
    problems: list[Correction] = []
    tables = Tables(read_structure(front), read_tests(front), read_signposts(content))
    found = read_units(
        units,
        tables,
        expected,
        vocabulary(content),
        closed=closed,
        notes=notes,
        problems=problems,
    )
    return ReadHandbook(
        layout=NAME,
        title=_title(lines),
        edition=read_edition(front),
        units=tuple(found),
        corrections=tuple(sorted(notes, key=lambda note: note.line)),
        contradictions=tuple(sorted(problems, key=lambda problem: problem.line)),
    )


def _front_notes(front: Sequence[Line]) -> list[Correction]:
    rows = read_structure(front)
    return [
        *lost_fragments(front),
        *structure_notes(rows, read_hours(front)),
        *repeated_headings(read_tests(front)),
    ]


def _title(lines: Sequence[str]) -> str:
    """As the feet of the pages have it; the handbook is about two qualifications and has no title of its own."""
    texts = [" ".join(line.split()) for line in lines]
    feet = (foot["title"] for text in texts if (foot := FOOT.fullmatch(text)))
    subjects = (f"4417 {subject[1]}" for text in texts if (subject := _SUBJECT.fullmatch(text)))
    return f"City & Guilds {next(chain(feet, subjects), SCHEME)}"
