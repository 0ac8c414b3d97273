"""Qualifications, units, outcomes and criteria by number and word, within what the reader may see."""

from dataclasses import dataclass, replace

from django.db import connection

from centres.models import Membership
from units.search.plain import Plain
from units.search.postgresql import PostgreSQL
from units.search.question import Question, Reading, beginning, read, take_apart
from units.search.reach import Reach, narrowed, reach_of
from units.search.results import Finder, FoundQualification, FoundUnit, Page

KINDS = {"qualification": "Qualifications", "unit": "Titles of units", "criterion": "Outcomes and criteria"}
WITH_QUALIFICATIONS = ("", "qualification")
A_PAGE, MOST = 10, 200  # units; of a broad word only the first are put in order


@dataclass(frozen=True, slots=True)
class Asked:
    """What a page sent. What it cannot have sent narrows nothing."""

    typed: str = ""
    of: str = ""  # an awarding organisation's name, or a scheme
    level: int | None = None
    kind: str = ""  # one of KINDS
    page: int = 1


@dataclass(frozen=True, slots=True)
class Found:
    asked: Asked
    question: Question
    reading: Reading
    reads_forms: bool  # else words have to occur as they were typed
    reach: Reach  # everything the reader may find, whatever was asked
    units: tuple[FoundUnit, ...] = ()
    qualifications: tuple[FoundQualification, ...] = ()
    total: int = 0  # units, MOST + 1 where there are more
    pages: int = 1
    page: int = 1
    begins: bool = False  # nothing had the words themselves; these begin with the last one

    @property
    def asks_something(self) -> bool:
        return self.reading.asks_for_units or bool(self.reading.qualifications)

    @property
    def is_empty(self) -> bool:
        return not (self.units or self.qualifications)

    @property
    def count(self) -> int:
        return self.total + len(self.qualifications)

    @property
    def more_than(self) -> int:
        """How many are put in order, where there are more."""
        return MOST if self.total > MOST else 0


def search_catalogue(*, actor: Membership, asked: Asked) -> Found:
    """What fits, the numbers first. The same number of queries whatever is found."""
    question, everything = take_apart(asked.typed), reach_of(actor)
    reach = narrowed(everything, of=asked.of, level=asked.level if asked.level is not None else question.level)
    numbers = {number for row in reach.qualifications for number in row.numbers} if question.numbers else set()
    reading = read(question, units=finder_of(reach).known(question.numbers), qualifications=numbers)
    found = _look(Found(asked, question, reading, finder_of(reach).reads_forms, everything), reach)
    unfinished = beginning(question, reading)
    if found.is_empty and unfinished:
        found = _look(replace(found, reading=unfinished, begins=True), reach)
    return found


def finder_of(reach: Reach) -> Finder:
    return PostgreSQL(reach) if connection.vendor == "postgresql" else Plain(reach)


def _look(found: Found, reach: Reach) -> Found:
    asked, reading = found.asked, found.reading
    if reading.qualifications:
        reach = reach.within(tuple(row for row in reach.qualifications if reading.qualifications <= row.numbers))
    finder = finder_of(reach)
    keys = []
    if reading.asks_for_units and asked.kind != "qualification":
        keys = finder.units(reading, kind=asked.kind, most=MOST + 1)
    pages = max(1, -(-min(len(keys), MOST) // A_PAGE))
    page = min(max(asked.page, 1), pages)
    shown = keys[:MOST][(page - 1) * A_PAGE : page * A_PAGE]
    tried = [
        row for row in reach.qualifications if reach.level in (None, row.level) and asked.kind in WITH_QUALIFICATIONS
    ]
    units, qualifications = Page(reach, finder, reading, asked.kind).show(shown, tried)
    return replace(
        found, units=tuple(units), qualifications=tuple(qualifications), total=len(keys), pages=pages, page=page
    )
