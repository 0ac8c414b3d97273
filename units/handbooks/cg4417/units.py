"""The units of the handbook, each read against its tables and against what the catalogue knows of it."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from units.handbooks.cg4417.checks import check_counts, check_list, check_unit, questions_of
from units.handbooks.cg4417.notes import PageNotes
from units.handbooks.cg4417.online_tests import OnlineTest
from units.handbooks.cg4417.outcomes import read_outcomes
from units.handbooks.cg4417.page_lines import SCHEME, code_of
from units.handbooks.cg4417.profile import Profile, read_profile
from units.handbooks.cg4417.structure import TableRow
from units.handbooks.cg4417.unit_pages import UnitPages
from units.handbooks.reading import Correction, ExpectedUnit, ReadOutcome, ReadUnit, correction
from units.handbooks.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Tables:
    """What the tables before and after the units say of them, by their number."""

    structure: Mapping[str, TableRow]
    tests: Mapping[str, OnlineTest]
    key_skills: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Read:
    """The pages of one or two numbers, read."""

    pages: UnitPages
    profile: Profile
    outcomes: tuple[ReadOutcome, ...]
    notes: PageNotes


def read_units(
    units: Sequence[UnitPages],
    tables: Tables,
    expected: Sequence[ExpectedUnit],
    words: Vocabulary,
    *,
    closed: bool,
    notes: list[Correction],
    problems: list[Correction],
) -> list[ReadUnit]:
    """The expected units that the handbook has, in its order; ``notes`` and ``problems`` are filled.

    ``closed`` is whether the page that follows the last unit is there.
    """
    known = {unit.code: unit for unit in expected}
    spoiled = _spoiled(units, closed=closed)
    found: dict[str, ReadUnit] = {}
    for pages in units:
        register = PageNotes(tuple(_usable(pages, known, found, problems)))
        if not register.codes:
            continue
        read = _read(pages, words, register)
        for code in register.codes:
            if reason := spoiled.get(code):
                register.contradict(code, "error", pages.line, pages.title, "", reason)
            found[code] = _read_unit(read, known[code], tables, _number(code))
        notes.extend(register.corrections)
        problems.extend(register.contradictions)
    problems.extend(_missing(expected, found, tables))
    return [*found.values()]


def _spoiled(units: Sequence[UnitPages], *, closed: bool) -> dict[str, str]:
    """Units whose text cannot be trusted whatever it says, each with the reason."""
    printed = Counter(code_of(number) for pages in units for number in pages.numbers)
    more_than_once = "The handbook has this unit more than once; the first was read. Keep the right one in your copy."
    spoiled = {code: more_than_once for code, times in printed.items() if times > 1}
    if not closed:
        reason = "The handbook ends in this unit though other pages follow it: it may be cut off in mid-sentence."
        spoiled |= {code_of(number): reason for number in units[-1].numbers}
    return spoiled


def _usable(
    pages: UnitPages,
    known: Mapping[str, ExpectedUnit],
    found: Mapping[str, ReadUnit],
    problems: list[Correction],
) -> Iterator[str]:
    """Codes that the catalogue has, each once; what the catalogue lacks goes to ``problems``."""
    for number in pages.numbers:
        code = code_of(number)
        if code not in known:
            reason = "The catalogue has no such unit in this qualification. Nothing is filled in from here."
            problems.append(correction("error", pages.line, code, pages.title, "", reason))
        elif code not in found:
            yield code


def _read(pages: UnitPages, words: Vocabulary, notes: PageNotes) -> _Read:
    profile = read_profile(pages, words, notes)
    outcomes = read_outcomes(pages, words, notes)
    check_list(profile, outcomes, notes)
    return _Read(pages, profile, outcomes, notes)


def _read_unit(read: _Read, unit: ExpectedUnit, tables: Tables, number: str) -> ReadUnit:
    pages, profile, notes = read.pages, read.profile, read.notes
    row, test = tables.structure.get(number), tables.tests.get(number)
    check_unit(unit, pages, profile, row, notes)
    check_counts(unit, pages.line, read.outcomes, notes)
    questions = questions_of(test, row, read.outcomes, unit.code, notes)
    tested = zip(read.outcomes, questions, strict=True)
    hours = row.guided_hours if row else profile.guided_hours
    return ReadUnit(
        code=unit.code,
        printed_code=pages.printed,
        title=pages.title,
        level=profile.level or (row.level if row else unit.level),
        credit=profile.credit or (row.credit if row else unit.credit),
        group="",
        line=pages.line,
        outcomes=tuple(replace(outcome, questions=some) for outcome, some in tested),
        fits=notes.may_fill(unit.code),
        guided_hours=unit.guided_hours if hours is None else hours,
        minutes=test.minutes if test else None,
        aim=profile.aim,
        information=_information(profile, tables.key_skills.get(number, "")),
    )


def _information(profile: Profile, key_skills: str) -> dict[str, str]:
    """The table's key skills only where the unit's own page has none."""
    return ({"key_skills": key_skills} if key_skills else {}) | dict(profile.information)


def _missing(expected: Sequence[ExpectedUnit], found: Mapping[str, ReadUnit], tables: Tables) -> Iterator[Correction]:
    reason = "The handbook has no page of this unit: it may be cut off. Choose the whole handbook."
    for unit in expected:
        if unit.code not in found:
            row = tables.structure.get(_number(unit.code))
            yield correction("error", row.line if row else 0, unit.code, "", unit.title, reason)


def _number(code: str) -> str:
    return code.removeprefix(f"{SCHEME}-")
