"""Slips of the pen in the regulated wording: told, never mended.

``_KNOWN`` are those of the edition of February 2010 that only a reader with understanding finds;
each is told only where its words really stand.
"""

import re
from collections.abc import Sequence

from units.handbooks.notes import UnitNotes
from units.handbooks.reading import ReadOutcome, Severity

_YOU = re.compile(r"\b(?:you|your|yours|yourself)\b", re.IGNORECASE)
_AS_PRINTED = "The wording is regulated and stands as printed."
_KNOWN: tuple[tuple[str, str, str, Severity, str], ...] = (
    ("A4", "4", "they must know and", "warning", "The outcome ends in words of another sentence."),
    ("F3", "3", " ok", "warning", "The outcome ends in a stray “ok”."),
    ("D16", "4", "for an area", "warning", "The outcome names the unit by another title than its own."),
    ("D4", "1.1", "up-to-date and with", "warning", "The sentence has lost a word."),
    ("F2", "aim", "to and understand", "info", "The first sentence of the aim is garbled."),
)


def note_slips(sector_number: str, outcomes: Sequence[ReadOutcome], aim: str, line: int, notes: UnitNotes) -> None:
    """``line`` is the aim's."""
    places = {"aim": (aim, line)}
    for outcome in outcomes:
        places[str(outcome.number)] = (outcome.text, outcome.line)
        places.update({criterion.number: (criterion.text, criterion.line) for criterion in outcome.criteria})
    for unit, place, words, severity, reason in _KNOWN:
        text, at = places.get(place, ("", 0))
        if unit == sector_number and words in text:
            notes.add(severity, at, words.strip(), words.strip(), f"{reason} {_AS_PRINTED}")
    criteria = {number: text for number, (text, _) in places.items() if "." in number}
    _note_you(criteria, places, notes)
    _note_capitals(criteria, places, notes)


def _note_you(criteria: dict[str, str], places: dict[str, tuple[str, int]], notes: UnitNotes) -> None:
    told = {number: _YOU.findall(text) for number, text in criteria.items() if _YOU.search(text)}
    if told:
        words = ", ".join(sorted({word.lower() for found in told.values() for word in found}))
        reason = f"The learner is spoken to, where others are spoken of: {', '.join(told)}. {_AS_PRINTED}"
        notes.add("info", places[next(iter(told))][1], words, words, reason)


def _note_capitals(criteria: dict[str, str], places: dict[str, tuple[str, int]], notes: UnitNotes) -> None:
    """A capital at the start of a criterion, where most of the unit's start without."""
    capitals = [number for number, text in criteria.items() if text[:1].isupper()]
    if capitals and 2 * len(capitals) < len(criteria):
        words = ", ".join(criteria[number].split()[0] for number in capitals)
        reason = f"A capital letter at the start, where the others have none: {', '.join(capitals)}. {_AS_PRINTED}"
        notes.add("info", places[capitals[0]][1], words, words, reason)
