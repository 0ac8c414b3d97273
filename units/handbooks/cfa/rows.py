"""Lines of the table that every unit is printed as: two columns, parted by a tab or by a gap."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_PARAGRAPH = re.compile(r"</?p\b[^<>]*>", re.IGNORECASE)
_GAP = re.compile(r" {2,}")
_PAGE_NUMBER = re.compile(r" *\d{1,3} *")


@dataclass(frozen=True, slots=True)
class Piece:
    """Text of one line without a break in it.

    ``after_page`` says that blank lines stand before the line, which is how a new page is printed;
    ``own_paragraph`` that the text is no continuation of what stands before it.
    """

    text: str
    line: int
    after_page: bool = False
    own_paragraph: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """``single``: nothing tells which column the text is of; it stands on the left."""

    line: int
    left: tuple[Piece, ...]
    right: tuple[Piece, ...]
    single: bool

    @property
    def label(self) -> str:
        return " ".join(piece.text for piece in self.left)

    @property
    def goes_on(self) -> bool:
        """Text that a new page begins with, printed over the whole width."""
        return self.single and self.left[0].after_page

    @property
    def is_rule(self) -> bool:
        """A line of the table itself, which came into the text as hyphens."""
        texts = [piece.text for piece in (*self.left, *self.right)]
        return bool(texts) and not any(text.strip("-–—_ ") for text in texts)


def rows_of(lines: Sequence[str]) -> Iterator[Row]:
    """The lines that say something; page numbers on lines of their own do not."""
    after_page = False
    for number, raw in enumerate(lines, start=1):
        if not raw.strip() or _PAGE_NUMBER.fullmatch(raw):
            after_page = True
            continue
        left, *rest = raw.split("\t") if "\t" in raw else _GAP.split(raw)
        right = _pieces(" ".join(rest), number, after_page)
        yield Row(number, _pieces(left, number, after_page), right, single=not rest)
        after_page = False


def _pieces(cell: str, line: int, after_page: bool) -> tuple[Piece, ...]:
    texts = [" ".join(TAG.sub(" ", part).split()) for part in _PARAGRAPH.split(cell)]
    said = [text for text in texts if text]
    return tuple(Piece(text, line, after_page and at == 0, at > 0) for at, text in enumerate(said))
