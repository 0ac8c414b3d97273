"""The rows of the table, put together again from lines in which its cells stand beside and below each other."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from units.handbooks.lines import is_page_number
from units.handbooks.vocabulary import Vocabulary

_OPENS = re.compile(
    r"(?P<number>\d{3})(?: (?P<previous>\d{3}(?:(?:, ?| and |/)\d{3})*|(?i:new)\b))?(?: (?P<title>(?![a-z]).+))?"
)
_HEAD = re.compile(r"(?P<title>\D.*?) (?P<credit>\d{1,2})(?: (?P<difference>[A-Za-z]+(?: [A-Za-z]+)?))?")
_THEME = re.compile(r"[A-Z][A-Za-z ]*")
_BULLET = "•"


@dataclass(frozen=True, slots=True)
class Line:
    """A line with words on it. ``gap`` is whether a blank line came before.

    ``cells`` are what wide spaces part. ``columns`` are all those of the table, where tabs part them, as in the text of
    a PDF; else empty.
    """

    number: int
    text: str
    cells: tuple[str, ...]
    columns: tuple[str, ...]
    gap: bool


@dataclass(slots=True)
class Row:
    """``head`` ends with credit and level of difference; ``bullets`` are the remarks, without their sign.

    ``torn`` is a line whose pieces went to other lines' cells.
    """

    number: str
    previous: tuple[str, ...]
    line: int
    head: list[str]
    bullets: list[list[Line]] = field(default_factory=list)
    torn: Line | None = None


@dataclass(frozen=True, slots=True)
class Head:
    title: str
    credit: int
    difference: str


def content_lines(lines: Sequence[str]) -> Iterator[Line]:
    gap = True
    for at, raw in enumerate(lines):
        text = "" if is_page_number(lines, at) else " ".join(raw.split())
        if text:
            columns = tuple(" ".join(column.split()) for column in raw.split("\t")) if "\t" in raw else ()
            yield Line(at + 1, text, tuple(re.split(r"\s{3,}", raw.strip())), columns, gap)
        gap = not text


def split_rows(lines: Sequence[Line]) -> list[Row]:
    """The rows in the document's order. What stands before the first is no part of the table."""
    rows: list[Row] = []
    for before, line, after in zip([None, *lines], lines, [*lines[1:], None], strict=False):
        if line.columns:
            _put_columns(rows, line)
        elif opens := _OPENS.fullmatch(line.text):
            rows.append(Row(opens["number"], _numbers(opens["previous"] or ""), line.number, []))
            _put(rows[-1], replace(line, text=opens["title"] or ""))
        elif rows and not (rows[-1].bullets and before and _is_theme(before, line, after)):
            _put(rows[-1], line)
    return rows


def _numbers(text: str) -> tuple[str, ...]:
    return tuple(re.findall(r"\d{3}", text))


def _is_theme(before: Line, line: Line, after: Line | None) -> bool:
    """A theme stands alone between two rows; a title that wraps has no remark before it yet."""
    if after is None or not _OPENS.fullmatch(after.text):
        return False
    return (line.gap or bool(before.columns)) and bool(_THEME.fullmatch(line.text))


def _put_columns(rows: list[Row], line: Line) -> None:
    """A line without a number goes on with the row above: the end of a page stood between them."""
    number, previous, title, credit, difference, detail = (*line.columns, "", "", "", "", "")[:6]
    if re.fullmatch(r"\d{3}", number):
        rows.append(Row(number, _numbers(previous), line.number, [title, f"{credit} {difference}".strip()]))
    elif number or not rows:
        return
    elif title:
        rows[-1].head.insert(-1, title)
        rows[-1].torn = line
    if detail:
        _put(rows[-1], replace(line, text=detail, cells=(detail,), gap=False))


def _put(row: Row, line: Line) -> None:
    """The first bullet of a row stands beside its level of difference."""
    before, bullet, after = line.text.partition(_BULLET)
    if bullet:
        row.bullets.append([replace(line, text=after.strip())])
    elif row.bullets:
        row.bullets[-1].append(line)
    if before.strip() and (bullet or not row.bullets):
        row.head.append(before.strip())


def read_head(row: Row, words: Vocabulary) -> Head | None:
    """Title, credit and level of difference; None where no credit can be read."""
    match = _HEAD.fullmatch(words.join(row.head))
    return Head(match["title"], int(match["credit"]), match["difference"] or "") if match else None


def mend(row: Row, title: str, known_title: str, words: Vocabulary) -> tuple[str, Line | None]:
    """The title with what the end of a page tore off it, and the line that this stood on.

    That line holds a piece of the title and a piece of a remark; the row keeps the remark's. Wide spaces part the
    two. Where these were lost, the title as the catalogue has it tells.
    """
    lost = known_title.removeprefix(f"{title} ")
    for bullet in row.bullets:
        for at, line in enumerate(bullet[1:], start=1):
            piece = line.cells[0] if len(line.cells) > 1 else lost
            if line.gap and line.text.startswith(f"{piece} "):
                bullet[at] = replace(line, text=line.text.removeprefix(f"{piece} "))
                return words.join([title, piece]), line
    return title, row.torn
