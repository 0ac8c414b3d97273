"""Where a row says what it cannot mean: blanks, slips, and remarks that the numbers or the unit contradict."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches

from units.handbooks.reading import Correction, ExpectedUnit, ReadComparison, correction

_MEANINGS = {
    "new": "new",
    "minor": "minor",
    "none": "none",
    "no change": "none",
    "no changes": "none",
    "": "unspecified",
}
_NARRATED = re.compile(r"previous unit (\d{3})")
_LEVEL = re.compile(r"\blevel \d", re.IGNORECASE)
_NOW = re.compile(
    r"\bnow (?:has |have )?(?P<outcomes>\d) learning outcomes(?: with (?P<criteria>\d+) assessment criteria)?"
)
_UNCHANGED = re.compile(r"\bno (?:content )?changes?\b", re.IGNORECASE)
_STRAY_FIGURE = re.compile(r"• (\d \w+)")


def meaning(difference: str) -> str:
    """What a level of difference was meant to be: new, minor, none or unspecified."""
    printed = " ".join(difference.casefold().split())
    near = get_close_matches(printed, [name for name in _MEANINGS if name], n=1)
    return _MEANINGS.get(printed) or (_MEANINGS[near[0]] if near else "unspecified")


def remarks(rows: Sequence[ReadComparison], known: Mapping[str, ExpectedUnit]) -> Iterator[Correction]:
    for row in rows:
        yield from _on_difference(row)
        yield from _on_previous(row)
        yield from _on_level(row)
        yield from _on_content(row, known[row.code])
        yield from _on_slips(row)
    yield from _without_previous(rows)
    yield from _with_the_same_previous(rows)


def _on_difference(row: ReadComparison) -> Iterator[Correction]:
    printed, meant = row.difference, meaning(row.difference)
    if not printed:
        reason = "The level of difference is blank; the remarks are all there is to go by."
        yield correction("warning", row.line, row.code, "", "", reason)
    elif meant == "unspecified":
        reason = "This is no level of difference that other rows use."
        yield correction("warning", row.line, row.code, printed, "", reason)
    elif printed.casefold() not in _MEANINGS:
        reason = "The level of difference is misspelt; it is kept as printed and counts as what was meant."
        yield correction("info", row.line, row.code, printed, meant, reason)


def _on_previous(row: ReadComparison) -> Iterator[Correction]:
    if row.previous and meaning(row.difference) == "new":
        reason = "The row names a previous unit, but calls the unit new. Ask the awarding organisation which holds."
        yield correction("warning", row.line, row.code, ", ".join(row.previous), row.difference, reason)
    for number in dict.fromkeys(_NARRATED.findall(row.detail)):
        if number not in row.previous:
            column = ", ".join(row.previous)
            reason = f"The remarks name {number} as the previous unit, the column of numbers does not."
            yield correction("warning", row.line, row.code, column, f"{column} (remarks: {number})".strip(), reason)


def _on_level(row: ReadComparison) -> Iterator[Correction]:
    """The first figure of a unit's number is its level."""
    level = row.code[-3]
    for number in row.previous:
        if number[0] != level and not _LEVEL.search(row.detail):
            change = f"level {number[0]} to level {level}"
            reason = "The numbers say that the level changed, the remarks do not: what was achieved cannot count here."
            yield correction("warning", row.line, row.code, number, change, reason)


def _on_content(row: ReadComparison, unit: ExpectedUnit) -> Iterator[Correction]:
    """How many outcomes and criteria the remarks say that the unit has."""
    told = _NOW.search(row.detail)
    if told is None:
        return
    facts = {"outcomes": len(unit.outcomes), "criteria": sum(unit.outcomes)}
    for what, fact in facts.items():
        if told[what] and int(told[what]) != fact:
            reason = f"The remarks count {what} that the unit does not have. The unit governs."
            yield correction("warning", row.line, row.code, f"{what}: {told[what]}", f"{what}: {fact}", reason)
    if meaning(row.difference) == "none" or _UNCHANGED.search(row.detail):
        reason = "The row says that nothing changed, and that the unit now has other outcomes. Both are kept."
        yield correction("info", row.line, row.code, told[0], told[0], reason)


def _on_slips(row: ReadComparison) -> Iterator[Correction]:
    for stray in _STRAY_FIGURE.findall(row.detail):
        reason = "A remark starts with a figure that belongs to nothing; it is kept as printed."
        yield correction("info", row.line, row.code, stray, stray, reason)


def _without_previous(rows: Sequence[ReadComparison]) -> Iterator[Correction]:
    named = {number for row in rows for number in row.previous}
    for at, row in enumerate(rows):
        if row.previous or meaning(row.difference) == "new":
            continue
        likely = [number for number in _between(rows[:at], rows[at + 1 :]) if number not in named]
        reason = "The row names no previous unit, but does not call the unit new. Ask the awarding organisation."
        if likely:
            reason += f" By its place it may be {likely[0]}, which no row names."
        yield correction("warning", row.line, row.code, "", "", reason)


def _between(before: Sequence[ReadComparison], after: Sequence[ReadComparison]) -> list[str]:
    """The one number between the previous units of the rows above and below, if there is just one."""
    above, below = (before[-1].previous if before else ()), (after[0].previous if after else ())
    if above and below and int(below[0]) - int(above[-1]) == 2:
        return [str(int(above[-1]) + 1)]
    return []


def _with_the_same_previous(rows: Sequence[ReadComparison]) -> Iterator[Correction]:
    times = Counter(number for row in rows for number in row.previous)
    for number in sorted(number for number in times if times[number] > 1):
        same = [row for row in rows if number in row.previous]
        codes = ", ".join(row.code for row in same)
        reason = "More than one unit comes from this one; each criterion of each is judged for itself."
        yield correction("info", same[-1].line, codes, number, codes, reason)
