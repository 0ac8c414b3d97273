from collections.abc import Iterator
from typing import IO

import pypdfium2
from PIL import Image

from portfolio.pictures import LONGEST_SIDE, MOST_PAGES, PAGE_DAMAGED, PDF_DAMAGED, CannotShowError


def pictures_of(file: IO[bytes]) -> tuple[int, Iterator[Image.Image]]:
    """How many pages the PDF has, and pictures of the first of them."""
    try:
        document = pypdfium2.PdfDocument(file)
    except pypdfium2.PdfiumError as error:
        raise CannotShowError(PDF_DAMAGED) from error
    return len(document), _pictures(document)


def _pictures(document: pypdfium2.PdfDocument) -> Iterator[Image.Image]:
    for number in range(min(len(document), MOST_PAGES)):
        try:
            page = document[number]
            yield _picture(page)
            page.close()
        except (pypdfium2.PdfiumError, ValueError, OverflowError) as error:
            raise CannotShowError(PAGE_DAMAGED) from error


def _picture(page: pypdfium2.PdfPage) -> Image.Image:
    """Scaled to the same longest side whatever size the page claims to be."""
    longest = max(*page.get_size(), 1)
    picture = page.render(scale=LONGEST_SIDE / longest).to_pil().convert("RGB")
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))  # what was rounded up
    return picture
