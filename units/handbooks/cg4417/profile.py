"""A unit's first page: what it is, before its outcomes."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from units.handbooks.cg4417.notes import PageNotes
from units.handbooks.cg4417.page_lines import Line
from units.handbooks.cg4417.unit_pages import UnitPages
from units.handbooks.cg4417.wording import paragraphs
from units.handbooks.vocabulary import Vocabulary

_FIELDS = {
    "level": re.compile(r"Level: ?(.*)"),
    "credit": re.compile(r"Credit value: ?(.*)"),
    "reference": re.compile(r"UAN: ?(.*)"),
    "guided_hours": re.compile(r"GLH: ?(.*)"),
    "aim": re.compile(r"(?:Unit aim$|Aim:) ?(.*)"),
    "outcomes": re.compile(r"Learning outcomes()$"),
    "standards": re.compile(r"(?:Details of the relationship between.*|Relationship to NOS:) ?(.*)"),
    "key_skills": re.compile(r"Key Skills()$"),
    "endorsement": re.compile(r"Endorsement by(?: sector(?: or regulatory(?: body:)?)?)? ?(.*)"),
    "assessment": re.compile(r"(?:Assessment and grading$|Assessment:) ?(.*)"),
}
# The lines on which a long name goes on.
_REST_OF_NAME = re.compile(r"Occupational Standards|sector or regulatory|(?:(?:sector or )?regulatory )?body:")
_NUMBERED = re.compile(r"(\d)\. (\S.*)")


@dataclass(frozen=True, slots=True)
class Profile:
    """``lines`` is where each field was found; a field that the page lacks is not in it.

    ``outcomes`` are those listed on the page, where it lists them. Numbers are None where they cannot be read.
    """

    lines: Mapping[str, int]
    reference: str
    level: int | None
    credit: int | None
    guided_hours: int | None
    aim: str
    outcomes: tuple[str, ...]
    information: Mapping[str, str]


def read_profile(pages: UnitPages, words: Vocabulary, notes: PageNotes) -> Profile:
    found = _fields(pages.profile)
    texts = {
        name: paragraphs(lines, name.replace("_", " ").capitalize(), words, notes)
        for name, (_, lines) in found.items()
        if name != "outcomes"
    }
    names = ("standards", "key_skills", "endorsement", "assessment")
    return Profile(
        lines={name: line for name, (line, _) in found.items()},
        reference=texts.get("reference", ""),
        level=_number(texts.get("level", "")),
        credit=_number(texts.get("credit", "")),
        guided_hours=_number(texts.get("guided_hours", "")),
        aim=texts.get("aim", ""),
        outcomes=_listed(found["outcomes"][1], words) if "outcomes" in found else (),
        information={name: texts[name] for name in names if texts.get(name)},
    )


def _fields(lines: Sequence[Line]) -> dict[str, tuple[int, list[Line]]]:
    """Field to the line of its name and the lines of its value."""
    found: dict[str, tuple[int, list[Line]]] = {}
    name, in_name = "", False
    for line in lines:
        matches = ((field, pattern.match(line.text)) for field, pattern in _FIELDS.items() if field not in found)
        field, match = next(((field, match) for field, match in matches if match), ("", None))
        if match:
            name, in_name = field, not match[1]
            found[name] = (line.number, [replace(line, text=match[1], gap=False)] if match[1] else [])
        elif name and not (in_name and _REST_OF_NAME.fullmatch(line.text)):
            in_name = False
            found[name][1].append(line)
    return found


def _listed(lines: Sequence[Line], words: Vocabulary) -> tuple[str, ...]:
    found: list[list[str]] = []
    for line in lines:
        if numbered := _NUMBERED.fullmatch(line.text):
            found.append([numbered[2]])
        elif found:
            found[-1].append(line.text)
    return tuple(words.join(texts) for texts in found)


def _number(text: str) -> int | None:
    return int(text) if re.fullmatch(r"\d{1,3}", text, re.ASCII) else None
