import math
import warnings
from collections.abc import Iterator
from itertools import islice
from typing import IO

from pi_heif import register_heif_opener
from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError

from portfolio.pictures import DAMAGED, LONGEST_SIDE, MOST_PAGES, MOST_PIXELS, TOO_LARGE, CannotShowError

ORIENTATION = 0x0112  # the EXIF tag
SIXTEEN_BITS = ("I", "I;16", "I;16B", "I;16L")
FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "TIFF", "BMP", "HEIF")  # Pillow's readers of other kinds are never asked


register_heif_opener(thumbnails=False)


def pictures_of(file: IO[bytes]) -> tuple[int, Iterator[Image.Image]]:
    """A picture; a scan of several pages is a TIFF with as many frames. Of what moves, the first frame."""
    picture = _opened(file)
    total = getattr(picture, "n_frames", 1) if picture.format == "TIFF" else 1
    return total, _shown(picture)


def _opened(file: IO[bytes]) -> Image.Image:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # the limit is ours, in `_small`
            return Image.open(file, formats=FORMATS)
    except (Image.DecompressionBombError, MemoryError) as error:
        raise CannotShowError(TOO_LARGE) from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise CannotShowError(DAMAGED) from error


def _shown(picture: Image.Image) -> Iterator[Image.Image]:
    frames = ImageSequence.Iterator(picture) if picture.format == "TIFF" else iter([picture])
    try:
        for frame in islice(frames, MOST_PAGES):
            yield _small(frame)
    except (Image.DecompressionBombError, MemoryError) as error:
        raise CannotShowError(TOO_LARGE) from error
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        raise CannotShowError(DAMAGED) from error


def _small(picture: Image.Image) -> Image.Image:
    """Upright as the camera held it."""
    if math.prod(picture.size) > MOST_PIXELS:
        raise CannotShowError(TOO_LARGE)
    picture.draft("RGB", (LONGEST_SIDE * 2, LONGEST_SIDE * 2))
    held = picture.getexif().get(ORIENTATION, 1)
    small = _in_colours(picture)
    small.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    small.getexif()[ORIENTATION] = held
    upright = ImageOps.exif_transpose(small)
    return upright.convert("RGBA" if upright.has_transparency_data else "RGB")


def _in_colours(picture: Image.Image) -> Image.Image:
    """Lettering in few colours, or in black and white, is only legible when it is made small in all of them."""
    picture.load()
    if picture.mode in SIXTEEN_BITS:
        return picture.convert("I").point(lambda value: value / 256).convert("L")
    if picture.mode in ("1", "P", "PA"):
        return picture.convert("RGBA" if picture.has_transparency_data else "RGB")
    return picture.copy() if picture.format == "TIFF" else picture
