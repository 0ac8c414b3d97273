"""Pictures of pages, made by a worker: the only form in which something that a user sent is shown on our pages.

Re-encoded from the pixels, so that nothing else of the file travels with them: no place, no camera, no script.
"""

import io
import math
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

import pypdfium2
from PIL import Image, ImageFile, ImageOps, UnidentifiedImageError

from centres.jobs import GaveUp

MOST_PAGES = 30
MOST_PIXELS = 120_000_000
LONGEST_SIDE = 1600
QUALITY = 80
MEDIA_TYPE = "image/webp"


def pictures_of(file: IO[bytes], media_type: str) -> Iterator[Image.Image]:
    """GaveUp, with a sentence for people, where the file cannot be shown."""
    return _pages(file) if media_type == "application/pdf" else _photo(file)


def encoded(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "WEBP", quality=QUALITY)
    return out.getvalue()


@contextmanager
def whole_pictures_only() -> Iterator[None]:
    """WeasyPrint lets Pillow fill what is missing of a picture with black, for the whole process: evidence is not made up."""
    before, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, False
    try:
        yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = before


def _photo(file: IO[bytes]) -> Iterator[Image.Image]:
    """Upright as the camera held it; of a moving picture the first frame."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # the limit below is ours
            picture: Image.Image = Image.open(file)
        if math.prod(picture.size) > MOST_PIXELS:
            raise GaveUp("The picture is too large to be shown here. It can be downloaded.")
        picture.draft("RGB", (LONGEST_SIDE * 2, LONGEST_SIDE * 2))
        with whole_pictures_only():
            picture.load()
        picture = ImageOps.exif_transpose(picture)
        picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        yield picture.convert("RGBA" if picture.has_transparency_data else "RGB")
    except Image.DecompressionBombError as error:
        raise GaveUp("The picture is too large to be shown here. It can be downloaded.") from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise GaveUp("The picture is damaged and cannot be shown here. It can be downloaded.") from error


def _pages(file: IO[bytes]) -> Iterator[Image.Image]:
    try:
        document = pypdfium2.PdfDocument(file)
    except pypdfium2.PdfiumError as error:
        raise GaveUp("The PDF is locked or damaged and cannot be shown here. It can be downloaded.") from error
    try:
        for number in range(min(len(document), MOST_PAGES)):
            yield _page(document[number])
    except pypdfium2.PdfiumError as error:
        raise GaveUp("A page of the PDF is damaged. The file can be downloaded.") from error
    finally:
        document.close()


def _page(page: pypdfium2.PdfPage) -> Image.Image:
    """Scaled to the same longest side whatever size the page claims to be."""
    longest = max(*page.get_size(), 1)
    return page.render(scale=LONGEST_SIDE / longest).to_pil().convert("RGB")
