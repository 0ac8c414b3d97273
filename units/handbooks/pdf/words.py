"""The words of a page and where they stand."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2.raw as pdfium
from pypdfium2 import PdfPage

from units.handbooks.pdf.places import Box, Place, box

HYPHEN_AT_LINE_END = 0x02  # what PDFium gives for it
UNKNOWN = "\ufffd"
BULLETS = "\u25cf\u25aa\u25a0\u2023\u2043\u2219"
LIGATURES = range(0xFB00, 0xFB07)
SYMBOLS = range(0xF000, 0xF100)  # where symbol fonts have their bullets, arrows and ticks
INVISIBLE = (*range(0x200B, 0x2010), 0x2060, 0xFEFF)


class LettersUnknown(ValueError):
    """A font draws letters without saying which they are; the message is the word."""


@dataclass(frozen=True, slots=True)
class Word:
    text: str
    box: Box

    @property
    def middle(self) -> tuple[float, float]:
        return (self.box.left + self.box.right) / 2, (self.box.top + self.box.bottom) / 2


@dataclass(frozen=True, slots=True)
class _Letter:
    text: str
    box: Box

    def follows(self, other: "_Letter") -> bool:
        """Whether both belong to one word. Letters of a ligature share one box."""
        height = max(self.box.height, other.box.height)
        near = -height < self.box.left - other.box.right < height / 2
        return near and abs(self.box.bottom - other.box.bottom) < height / 2


def words_on(page: PdfPage, place: Place) -> list[Word]:
    words: list[list[_Letter]] = []
    last: _Letter | None = None
    for letter in _letters(page, place):
        if letter and last and letter.follows(last):
            words[-1].append(letter)
        elif letter:
            words.append([letter])
        last = letter
    return [_word(letters) for letters in words]


def _word(letters: list[_Letter]) -> Word:
    corners = [corner for it in letters for corner in ((it.box.left, it.box.top), (it.box.right, it.box.bottom))]
    text = "".join(letter.text for letter in letters)
    if UNKNOWN in text:
        if len(text) > 1:
            raise LettersUnknown(text)
        text = "•"  # one that stands alone is a bullet or a tick
    return Word(text, box(*corners))


def _letters(page: PdfPage, place: Place) -> Iterator[_Letter | None]:
    """Every letter in the order in which the document draws them; None for a space."""
    text = page.get_textpage()
    bounds = pdfium.FS_RECTF()
    for index in range(text.count_chars()):
        code = pdfium.FPDFText_GetUnicode(text, index)
        unnamed = pdfium.FPDFText_HasUnicodeMapError(text, index) == 1  # the code is then the font's own
        letter = UNKNOWN if unnamed else _printed(code)
        if letter and pdfium.FPDFText_GetLooseCharBox(text, index, bounds):
            yield _Letter(letter, box(place(bounds.left, bounds.top), place(bounds.right, bounds.bottom)))
        elif code not in INVISIBLE:
            yield None
    text.close()


def _printed(code: int) -> str:
    """The letter; "" for a space and for what is not printed."""
    letter = chr(code)
    if code == HYPHEN_AT_LINE_END:
        return "-"
    if code in SYMBOLS or letter in BULLETS:
        return "•"
    if code in LIGATURES:
        return unicodedata.normalize("NFKC", letter)
    if code == 0 or 0x80 <= code < 0xA0 or unicodedata.category(letter) in ("Cn", "Co", "Cs"):
        return UNKNOWN
    return "" if letter.isspace() or code < 0x20 or code == 0x7F or code in INVISIBLE else letter
