"""Reader of the table of a qualification's units: which belong to it, in which group. It has no wording."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from units.handbooks.lines import comparable
from units.handbooks.reading import Correction, ExpectedUnit, NotAHandbook, ReadHandbook, ReadPlace, correction

__all__ = ["NAME", "SCHEME", "read", "recognises"]

NAME, SCHEME = "structure", "4430"
_GROUP = re.compile(r"City &(?: Guilds)?(?: unit)?(?: number)? (Mandatory|Optional) Units\b(.*)")
_CODE = re.compile(r"\d{4}-\d{3}\b")
_ROW = re.compile(
    r"(?P<code>\S+)(?: (?P<title>.+?))? (?P<level>\d) (?P<credit>\d{1,2}) (?P<hours>\d{1,3})(?P<rest> .+)?"
)
_SECTOR_NUMBER = re.compile(r"(?P<title>.+?) ?\((?P<number>[A-Z]\d{1,2})\)")
_TITLE = re.compile(r"To achieve the (?P<title>Level (?P<level>\d) .+?), learners must achieve")
# By the first word of the group's name, or by a later one.
_OPTIONAL = {
    "impression": "impression",
    "delivery": "delivery",
    "handling": "problems",
    "problems": "problems",
    "development": "development",
}


@dataclass(frozen=True, slots=True)
class _Row:
    """One unit's lines put together, below the heading of its group."""

    group: str
    text: str
    line: int


def recognises(lines: Sequence[str]) -> bool:
    return any(_GROUP.search(_plain(line)) for line in lines)


def read(lines: Sequence[str], expected: Sequence[ExpectedUnit]) -> ReadHandbook:
    title, level = _qualification(lines)
    problems: list[Correction] = []
    known = {unit.code: unit for unit in expected}
    places: dict[str, ReadPlace] = {}
    for row in _rows(lines, problems):
        place = _place(row, known, problems)
        if place and place.code in places:
            reason = "The table has this unit more than once. The first row is read; keep the right one in your copy."
            problems.append(correction("error", row.line, place.code, place.title, "", reason))
        elif place:
            places[place.code] = place
    problems.extend(_missing(level, expected, places))
    return ReadHandbook(
        layout=NAME,
        title=title,
        edition="",
        units=(),
        corrections=(),
        contradictions=tuple(sorted(problems, key=lambda problem: problem.line)),
        places=tuple(places.values()),
        level=level,
    )


def _plain(line: str) -> str:
    return " ".join(line.replace("*", "").split())


def _qualification(lines: Sequence[str]) -> tuple[str, int]:
    found = _TITLE.search(_plain(" ".join(lines)))
    if not found:
        raise NotAHandbook(
            "The table does not say which qualification it is the structure of: the sentence “To achieve the …, "
            "learners must achieve” is missing. Choose the whole document and import it again."
        )
    return found["title"], int(found["level"])


def _rows(lines: Sequence[str], problems: list[Correction]) -> Iterator[_Row]:
    """A title that wraps goes on in the lines below its row, until it is whole or something else begins."""
    group, row = "", None
    for number, line in enumerate(map(_plain, lines), start=1):
        heading = _GROUP.search(line)
        if row and (heading or _CODE.match(line) or _is_whole(row)):
            yield row
            row = None
        if heading:
            group = _group_key(heading[1], heading[2], number, problems)
        elif _CODE.match(line):
            row = _Row(group, line, number)
        elif row and not line.isdigit():
            row = _Row(row.group, f"{row.text} {line}".strip(), row.line)
    if row:
        yield row


def _is_whole(row: _Row) -> bool:
    """All its numbers are there, the sector body's too, which ends a title."""
    return bool(_ROW.fullmatch(row.text) and re.search(r"\([A-Z]\d{1,2}\)", row.text))


def _group_key(kind: str, rest: str, line: int, problems: list[Correction]) -> str:
    """The rule's key of the group, "" for one that the rule does not have."""
    if kind == "Mandatory":
        return "mandatory"
    words = comparable(rest).split()
    for word, key in _OPTIONAL.items():
        if word in words:
            return key
    name = rest.partition("QCF")[0].strip(" -–")
    reason = "The rule of combination has no such group. Its units are read without a group."
    problems.append(correction("error", line, name or "a group", name, "", reason))
    return ""


def _place(row: _Row, known: dict[str, ExpectedUnit], problems: list[Correction]) -> ReadPlace | None:
    code = row.text.split()[0]
    found = _ROW.fullmatch(row.text.strip())
    if not found:
        reason = "The row lacks its level, credit or guided learning hours. Compare it with the printed document."
        problems.append(correction("error", row.line, code, row.text, "", reason))
        return None
    if code not in known:
        reason = "The catalogue has no unit with this number. Nothing is read from here."
        problems.append(correction("error", row.line, code, found["title"] or "", "", reason))
        return None
    whole = f"{found['title'] or ''}{found['rest'] or ''}".strip()
    numbered = _SECTOR_NUMBER.fullmatch(whole)
    title, number = (numbered["title"], numbered["number"]) if numbered else (whole, "")
    level, credit, hours = int(found["level"]), int(found["credit"]), int(found["hours"])
    place = ReadPlace(code, title, level, credit, hours, row.group, row.line)
    problems.extend(_differences(place, number, known[code]))
    return place


def _differences(place: ReadPlace, number: str, unit: ExpectedUnit) -> Iterator[Correction]:
    ask = "The document and the catalogue differ. Ask the awarding organisation which holds."
    pairs = (
        (_shape(place.level, place.credit), _shape(unit.level, unit.credit), ask),
        (_hours(place.guided_hours), _hours(unit.guided_hours or place.guided_hours), f"{ask} No claim depends on it."),
        (number or unit.sector_number, unit.sector_number or number, f"The sector body's number. {ask}"),
    )
    if comparable(place.title) != comparable(unit.title):
        reason = "The document's title is not the catalogue's. The unit's number decides."
        yield correction("warning", place.line, place.code, place.title, unit.title, reason)
    for printed, stored, reason in pairs:
        if printed != stored:
            yield correction("warning", place.line, place.code, printed, stored, reason)


def _shape(level: int, credit: int) -> str:
    return f"level {level}, {credit} credits"


def _hours(hours: int) -> str:
    return f"{hours} guided learning hours"


def _missing(level: int, expected: Sequence[ExpectedUnit], places: dict[str, ReadPlace]) -> Iterator[Correction]:
    """Units of the qualification's own level all belong to it; of the other levels, only some do."""
    reason = f"The table has no row of this unit of level {level}: it may be cut off. Choose the whole document."
    for unit in expected:
        if unit.level == level and unit.code not in places:
            yield correction("error", 0, unit.code, "", unit.title, reason)
