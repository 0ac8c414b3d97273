"""All pages of a PDF as one text, or the reason why it has none."""

from collections.abc import Iterator, Sequence

import pypdfium2.raw as pdfium
from pypdfium2 import PdfDocument, PdfiumError, PdfPage

from units.handbooks.pdf.breaks import leave_out_repeated_heads, rejoin_rows
from units.handbooks.pdf.furniture import take_out_furniture
from units.handbooks.pdf.pages import Block, blocks_of
from units.handbooks.pdf.words import LettersUnknown
from units.handbooks.reading import NotAHandbook

MOST_PAGES = 400
MOST_LETTERS = 5_000_000  # the longest handbook known has 300,000
AGAIN = "and import it again, or import the handbook as plain text."
RECOGNISE = f"Run text recognition on it {AGAIN}"
PRINT = f"Open it in a PDF viewer, print it to a new PDF {AGAIN}"


def text_of_document(content: bytes) -> str:
    with _open(content) as document:
        if len(document) > MOST_PAGES:
            raise NotAHandbook(
                f"This PDF has {len(document)} pages, and a handbook at most {MOST_PAGES}. "
                f"Save the pages of one handbook as a PDF of their own {AGAIN}"
            )
        pages = list(_pages(document))
    _refuse_scan(pages)
    feet = take_out_furniture(pages)
    pages = [[block for block in blocks if block.lines] for blocks in pages]
    leave_out_repeated_heads(pages)
    rejoin_rows(pages)
    texts = ["\n\n".join("\n".join(block.lines) for block in blocks) for blocks in pages]
    return "\n".join(feet) + "\n\n" * bool(feet) + "\n\n\f".join(texts)


def _open(content: bytes) -> PdfDocument:
    try:
        return PdfDocument(content)
    except PdfiumError as error:
        if error.err_code == pdfium.FPDF_ERR_PASSWORD:
            raise NotAHandbook(f"This PDF is locked with a password. Save a copy without one {AGAIN}") from error
        raise NotAHandbook(f"This PDF is damaged and cannot be opened. Fetch the file again {AGAIN}") from error


def _pages(document: PdfDocument) -> Iterator[list[Block]]:
    letters = 0
    for number in range(len(document)):
        blocks = _page(document, number)
        letters += sum(len(line) for block in blocks for line in block.lines)
        if letters > MOST_LETTERS:
            raise NotAHandbook(f"This PDF has more text than any handbook. Choose the handbook itself {AGAIN}")
        yield blocks


def _page(document: PdfDocument, number: int) -> list[Block]:
    try:
        page: PdfPage = document[number]
        blocks = blocks_of(page)
        page.close()
    except PdfiumError as error:
        raise NotAHandbook(f"Page {number + 1} of this PDF is damaged. {PRINT}") from error
    except LettersUnknown as error:
        raise NotAHandbook(
            f"Page {number + 1} of this PDF draws letters without saying which they are (in “{error}”). {RECOGNISE}"
        ) from error
    return blocks


def _refuse_scan(pages: Sequence[Sequence[Block]]) -> None:
    """A cover may be a picture, but not most of a handbook."""
    with_text = sum(bool(blocks) for blocks in pages)
    if not with_text:
        raise NotAHandbook(f"This PDF has no text layer: it is a scan. {RECOGNISE}")
    if with_text * 2 < len(pages):
        raise NotAHandbook(f"Only {with_text} of the {len(pages)} pages of this PDF have a text layer. {RECOGNISE}")
