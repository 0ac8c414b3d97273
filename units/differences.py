"""What is different in another edition of a qualification, said so that a person can follow every word of it."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Literal

from units.drafting.clauses import clause_lines
from units.drafting.edits import groups_of
from units.interchange.values import QualificationValues, UnitValues
from units.matching import Number, numbered, pairs_of

QUALIFICATION = {
    "title": "Title",
    "awarding_organisation": "Awarding organisation",
    "scheme": "Scheme",
    "number": "Number",
    "level": "Level",
    "version": "Edition",
    "published_on": "Published on",
    "registration_from": "Registration from",
    "registration_until": "Registration until",
    "guided_hours": "Guided hours",
    "total_hours": "Total hours",
    "grading": "Grading",
    "minimum_age": "Minimum age",
}
UNIT = {
    "title": "Title",
    "reference": "Unit reference",
    "level": "Level",
    "credit": "Credits",
    "guided_hours": "Guided hours",
    "method": "Assessed by",
    "minutes": "Minutes allowed",
    "sector_number": "Sector body’s number",
    "available_from": "Available from",
    "expires_on": "Expires on",
    "suits": "Not suited to",
    "standards": "Standards",
    "key_skills": "Key skills",
}


@dataclass(frozen=True, slots=True)
class Piece:
    kind: Literal["same", "removed", "added"]
    words: str


Pieces = tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class FactChange:
    key: str
    name: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Change:
    """Of an outcome or criterion. A number is empty where it did not or does not exist; so are `label` and `wording`
    where nothing of them changed. `wording` is the body's, in whole of what was added or taken out. `title` is what the label says now."""

    old: str
    new: str
    title: str
    label: Pieces = ()
    wording: Pieces = ()
    questions: FactChange | None = None

    @property
    def number(self) -> str:
        return self.new or self.old

    @property
    def kind(self) -> str:
        if not self.old:
            return "added"
        if not self.new:
            return "removed"
        return "changed" if self.label or self.wording or self.questions else "renumbered"

    @property
    def words(self) -> str:
        """What a change is, in one or two words."""
        return "Reworded" if self.wording else "Relabelled" if self.label else "Changed"


@dataclass(frozen=True, slots=True)
class UnitChange:
    code: str
    title: str
    facts: tuple[FactChange, ...]
    purpose: Pieces  # its aim
    outcomes: tuple[Change, ...]
    criteria: tuple[Change, ...]

    def __bool__(self) -> bool:
        return bool(self.facts or self.purpose or self.outcomes or self.criteria)

    @property
    def count(self) -> int:
        return len(self.facts) + bool(self.purpose) + len(self.told) + len(self.renumbered)

    @property
    def renumbered(self) -> list[Change]:
        return [change for change in (*self.outcomes, *self.criteria) if change.kind == "renumbered"]

    @property
    def told(self) -> list[Change]:
        """All but mere renumbering, in the order of the numbers, an outcome before its criteria."""
        rows = [change for change in (*self.outcomes, *self.criteria) if change.kind != "renumbered"]
        return sorted(rows, key=lambda row: [int(part) for part in row.number.split(".")])


@dataclass(frozen=True, slots=True)
class Differences:
    facts: tuple[FactChange, ...]
    rule: Pieces  # a clause each
    added: tuple[UnitValues, ...]
    removed: tuple[UnitValues, ...]
    changed: tuple[UnitChange, ...]
    unchanged: int

    def __bool__(self) -> bool:
        return bool(self.facts or self.rule or self.added or self.removed or self.changed)


def differences(old: QualificationValues, new: QualificationValues) -> Differences:
    """Units are the same by their code. What one of the two leaves out of the body's words is no difference."""
    before, after = ({unit.code: unit for unit in values.units} for values in (old, new))
    titles = [{key: group["title"] for key, group in groups_of(values).items()} for values in (old, new)]
    groups = [
        {unit.code: names.get(unit.group, "") for unit in values.units}
        for values, names in zip((old, new), titles, strict=True)
    ]
    shared = [code for code in after if code in before]
    found = [
        unit_change(before[code], after[code], groups[0][code], groups[1][code])
        for code in shared
        if before[code] != after[code] or groups[0][code] != groups[1][code]
    ]
    return Differences(
        facts=tuple(_facts(QUALIFICATION, old, new)),
        rule=_lines(_rule_lines(old), _rule_lines(new)),
        added=tuple(unit for code, unit in after.items() if code not in before),
        removed=tuple(unit for code, unit in before.items() if code not in after),
        changed=tuple(change for change in found if change),
        unchanged=len(shared) - sum(map(bool, found)),
    )


def unit_change(old: UnitValues, new: UnitValues, old_group: str = "", new_group: str = "") -> UnitChange:
    facts = [*_facts(UNIT, old, new)]
    if old_group != new_group:
        facts.append(FactChange("group", "Group", old_group, new_group))
    pairs = pairs_of(old, new)
    return UnitChange(
        code=new.code,
        title=new.title,
        facts=tuple(facts),
        purpose=_worded(old.aim, new.aim),
        outcomes=tuple(_outcome_changes(old, new, pairs.outcomes)),
        criteria=tuple(_criterion_changes(old, new, pairs.criteria)),
    )


def _facts(names: dict[str, str], old: Any, new: Any) -> Iterable[FactChange]:
    for key, name in names.items():
        before, after = getattr(old, key), getattr(new, key)
        if (before or None) != (after or None) or (before == 0) != (after == 0):
            yield FactChange(key, name, _said(before), _said(after))


def _said(value: Any) -> str:
    if isinstance(value, dt.date):
        return f"{value:%-d %B %Y}"
    if isinstance(value, tuple):
        return ", ".join(value)
    return "" if value is None else str(value)


def _rule_lines(values: QualificationValues) -> list[str]:
    readings = [f"May be read as: {reading['label']}" for reading in (values.rule or {}).get("readings", ())]
    return [*clause_lines(values), *readings]


def _lines(old: Sequence[str], new: Sequence[str]) -> Pieces:
    """The clauses that went and came; their order says nothing."""
    removed = [Piece("removed", line) for line in old if line not in new]
    return (*removed, *(Piece("added", line) for line in new if line not in old))


def _outcome_changes(
    old: UnitValues, new: UnitValues, pairs: Sequence[tuple[int | None, int | None]]
) -> Iterable[Change]:
    for before, after in pairs:
        was, now = (None if i is None else unit.outcomes[i] for unit, i in ((old, before), (new, after)))
        numbers = ("" if before is None else str(before + 1), "" if after is None else str(after + 1))
        if was is None or now is None:
            yield Change(*numbers, title=(was or now).label, wording=_whole(was, now))  # type: ignore[union-attr]
            continue
        questions = None
        if was.questions != now.questions:
            questions = FactChange("questions", "Questions", _said(was.questions), _said(now.questions))
        label = pieces(was.label, now.label) if was.label != now.label else ()
        change = Change(
            *numbers, title=now.label, label=label, wording=_worded(was.text, now.text), questions=questions
        )
        if change.kind == "changed" or before != after:
            yield change


def _criterion_changes(
    old: UnitValues, new: UnitValues, pairs: Sequence[tuple[Number | None, Number | None]]
) -> Iterable[Change]:
    rows = [dict(numbered(unit)) for unit in (old, new)]
    for before, after in pairs:
        was, now = (
            None if number is None else found[number] for number, found in zip((before, after), rows, strict=True)
        )
        numbers = (_written(before), _written(after))
        if was is None or now is None:
            yield Change(*numbers, title=(was or now).label, wording=_whole(was, now))  # type: ignore[union-attr]
            continue
        label = pieces(was.label, now.label) if was.label != now.label else ()
        change = Change(*numbers, title=now.label, label=label, wording=_worded(was.text, now.text))
        if change.kind == "changed" or before != after:
            yield change


def _written(number: Number | None) -> str:
    return f"{number[0]}.{number[1]}" if number else ""


def _worded(old: str, new: str) -> Pieces:
    return pieces(old, new) if old and new and old.split() != new.split() else ()


def _whole(was: Any, now: Any) -> Pieces:
    """The words of a row that only one of the two has."""
    piece = Piece("removed", was.text) if was else Piece("added", now.text)
    return (piece,) if piece.words else ()


def pieces(old: str, new: str) -> Pieces:
    """The words of both in one line: what stays, what went, what came."""
    before, after = old.split(), new.split()
    found: list[Piece] = []
    for tag, start, end, first, last in SequenceMatcher(a=before, b=after, autojunk=False).get_opcodes():
        if tag == "equal":
            found.append(Piece("same", " ".join(before[start:end])))
            continue
        if end > start:
            found.append(Piece("removed", " ".join(before[start:end])))
        if last > first:
            found.append(Piece("added", " ".join(after[first:last])))
    return tuple(found)
