"""What stands below a unit's table: aim, dates, and who answers for the unit.

Blank is not “N/A”: the name of a blank field is absent from what is read. What most units print is the
measure by which a field that went astray is told.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from units.handbooks.cfa.dates import day, written
from units.handbooks.cfa.sentences import joined
from units.handbooks.cfa.sheets import Field, Sheet
from units.handbooks.lines import comparable
from units.handbooks.notes import UnitNotes
from units.handbooks.reading import ExpectedUnit
from units.handbooks.vocabulary import Vocabulary

NAMES = {
    "owner": "Owner's reference",
    "aim": "Unit aim(s)",
    "expiry": "Unit expiry date",
    "standards": "relationship to national occupational standards",
    "other_standards": "relationship to other standards",
    "assessment": "Assessment requirements",
    "endorsement": "Endorsement",
    "sector": "subject/sector classification",
    "submitted_by": "organisation submitting the unit",
    "use": "Availability for use",
    "delivery": "Availability for delivery",
    "hours": "Guided Learning Hours",
}
_NOT_INFORMATION = frozenset(["aim", "expiry", "hours"])
_UNIT_NUMBER = re.compile(r"\b[A-Z] ?\d{1,2}\b")
_OWNER_WORDS = 5


@dataclass(frozen=True, slots=True)
class Below:
    """``information`` is by the names of ReadUnit; ``hours`` the leading number of its field."""

    aim: str
    information: Mapping[str, str]
    hours: int | None


class Usual:
    """What most of the document's units print in a field, their own number left out."""

    def __init__(self, sheets: Sequence[Sheet], vocabulary: Vocabulary) -> None:
        values: dict[str, Counter[str]] = {name: Counter() for name in NAMES}
        for sheet in sheets:
            for field in sheet.below:
                values.setdefault(field.key, Counter())[vocabulary.join([piece.text for piece in field.pieces])] += 1
        del values["aim"]
        self._values = {name: found.most_common(1)[0][0] for name, found in values.items() if found}
        self.standards = _common(values["standards"])
        self.expiry = day(self._values.get("expiry", ""))

    def of(self, name: str) -> str:
        return self._values.get(name, "")


def _common(values: Counter[str]) -> str:
    forms: Counter[str] = Counter()
    for value, times in values.items():
        forms[_without_number(value)] += times
    return forms.most_common(1)[0][0] if forms else ""


def _without_number(sentence: str) -> str:
    return re.sub(r"\b[a-z]\d{1,2}\b", "#", comparable(sentence))


def read_below(sheet: Sheet, unit: ExpectedUnit, usual: Usual, vocabulary: Vocabulary, notes: UnitNotes) -> Below:
    fields = _known_fields(sheet, notes)
    values = {key: joined(field.pieces, f"“{NAMES[key]}”", vocabulary, notes) for key, field in fields.items()}
    lines = {key: field.line for key, field in fields.items()}
    _note_blank(sheet, values, lines, usual, notes)
    _check_expiry(values.get("expiry", ""), lines.get("expiry", sheet.line), unit, usual, notes)
    _mend_assessment(values, lines, usual, notes)
    _note_standards(values.get("standards", ""), lines.get("standards", 0), unit, usual, notes)
    hours = _leading_number(values.get("hours", ""), lines.get("hours", 0), notes)
    information = {key: value for key, value in values.items() if value and key not in _NOT_INFORMATION}
    return Below(values.get("aim", ""), information, hours)


def _known_fields(sheet: Sheet, notes: UnitNotes) -> dict[str, Field]:
    fields: dict[str, Field] = {}
    for field in sheet.below:
        if field.key in NAMES and field.key not in fields:
            fields[field.key] = field
        else:
            reason = "The handbook has this field more than once, or no other unit has it. It was left out."
            notes.add("warning", field.line, field.label, "", reason)
    return fields


def _note_blank(
    sheet: Sheet, values: Mapping[str, str], lines: Mapping[str, int], usual: Usual, notes: UnitNotes
) -> None:
    for key, name in NAMES.items():
        if values.get(key):
            continue
        reason = f"The unit has no “{name}”." if key not in values else f"“{name}” is blank."
        if key == "owner" and _opens_like(values.get("aim", ""), usual.of("owner")):
            reason = f"{reason} Its words stand at the start of the aim, and stay there."
        if key == "expiry":
            reason = f"{reason} When the unit expires is unknown, which is not “never”. Ask the awarding organisation."
        notes.add("warning" if key == "expiry" else "info", lines.get(key, sheet.line), "", "", reason)


def _opens_like(aim: str, owner: str) -> bool:
    words = owner.split()[:_OWNER_WORDS]
    return bool(words) and aim.split()[:_OWNER_WORDS] == words


def _check_expiry(printed: str, line: int, unit: ExpectedUnit, usual: Usual, notes: UnitNotes) -> None:
    if not printed:
        return
    expires = day(printed)
    if expires is None:
        reason = "“Unit expiry date” is not a date (day, month, year). Compare it with the printed handbook."
        notes.add("warning", line, printed, "", reason)
        return
    if usual.expiry and expires != usual.expiry:
        reason = f"The other units expire on {written(usual.expiry)}. Ask the awarding organisation which day holds."
        notes.add("warning", line, printed, written(expires), reason)
    if unit.expires_on and expires != unit.expires_on:
        reason = "The handbook's expiry date is not the catalogue's. Ask the awarding organisation which day holds."
        notes.contradict("warning", line, printed, written(unit.expires_on), reason)


def _mend_assessment(values: dict[str, str], lines: Mapping[str, int], usual: Usual, notes: UnitNotes) -> None:
    """The sentence of another field in this one's place: what the other units say holds."""
    printed = values.get("assessment", "")
    if printed and printed == values.get("standards"):
        values["assessment"] = usual.of("assessment")
        reason = "The field repeats the one on occupational standards. What the other units print here is stored."
        notes.add("warning", lines["assessment"], printed, values["assessment"], reason)


def _note_standards(printed: str, line: int, unit: ExpectedUnit, usual: Usual, notes: UnitNotes) -> None:
    own = unit.sector_number
    named = [found.replace(" ", "") for found in _UNIT_NUMBER.findall(printed)]
    if own and named and own not in named:
        reason = (
            f"The text below the table is about unit {named[0]}: pages of two units may have run together. "
            "Compare it with the printed handbook."
        )
        notes.contradict("error", line, printed, own, reason)
    elif printed and (_without_number(printed) != usual.standards or not named):
        reason = "Worded otherwise than in the other units. The standard is the one with the unit's own number."
        notes.add("info", line, printed, own or printed, reason)


def _leading_number(printed: str, line: int, notes: UnitNotes) -> int | None:
    number = re.match(r"\d+", printed)
    if number is None:
        return None
    if number[0] != printed:
        reason = "A drafter's note follows the number in print. It is no part of the unit and was left out."
        notes.add("info", line, printed, number[0], reason)
    return int(number[0])
