"""Pictures of pages, made by a worker: the only form in which something that a user sent is shown on our pages.

They are drawn by a confined process (`portfolio/pictures`). What it hands back is believed as little as the file: what is
kept is WebP by its first bytes, of a size that was asked for, and no more pages than were asked for.
"""

import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import structlog
from django.conf import settings

from centres import confined
from portfolio.media import media_of
from portfolio.office import NotConvertedError, as_pdf
from portfolio.pictures import LONGEST_SIDE, MOST_PAGES

MEDIA_TYPE = "image/webp"
LARGEST_FILE = 300 * 1024**2  # of a picture or a PDF that is looked at; a larger one is a download
LIMITS = confined.Limits(seconds=45, processor=30, memory=1024**3, output=8 * 1024**2)
TOO_MUCH = "The file needs more time or memory than is given to show it here, or is damaged. It can be downloaded."
TOO_LARGE = "The file is too large to be shown here. It can be downloaded."

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Picture:
    """One page, `page` counted from 1; sides in pixels."""

    page: int
    width: int
    height: int
    content: bytes


@dataclass(slots=True)
class Pictures:
    """What could be shown of a file of so many `pages`, and in a sentence for people what could not, if anything."""

    pages: int = 0
    shown: list[Picture] = field(default_factory=list)
    failure: str = ""


def pictures_of(file: IO[bytes], size: int, media_type: str) -> Pictures:
    """Does not raise for whatever is wrong with the file."""
    media = media_of(media_type)
    return _of_document(file, size, media.label) if media.office else _drawn(file, size, media_type)


def _of_document(file: IO[bytes], size: int, label: str) -> Pictures:
    with tempfile.TemporaryDirectory() as name:
        try:
            made = as_pdf(file, size, label, Path(name))
        except NotConvertedError as error:
            return Pictures(failure=str(error))
        with made.open("rb") as pdf:
            return _drawn(pdf, made.stat().st_size, "application/pdf")


def _drawn(file: IO[bytes], size: int, media_type: str) -> Pictures:
    if size > LARGEST_FILE:
        return Pictures(failure=TOO_LARGE)
    with tempfile.TemporaryDirectory() as name, _real(file) as real:
        ended = confined.run(["-m", "portfolio.pictures", media_type], file=real, limits=LIMITS, folder=Path(name))
        made = _answer(ended.answer, Path(name))
    if ended.status != 0:
        made.failure = ended.refusal or TOO_MUCH
        log.info("preview_incomplete", status=ended.status, complaint=ended.complaint, pages=len(made.shown))
    return made


@contextmanager
def _real(file: IO[bytes]) -> Iterator[IO[bytes]]:
    """A file of the operating system, which a process can be given: as it is, or copied from where the store keeps it."""
    try:
        file.fileno()
    except (AttributeError, OSError):
        with tempfile.TemporaryFile(dir=settings.FILE_UPLOAD_TEMP_DIR) as copy:
            shutil.copyfileobj(file, copy)
            copy.seek(0)
            yield copy
    else:
        yield file


def _answer(lines: bytes, folder: Path) -> Pictures:
    made = Pictures()
    for line in lines.splitlines()[: MOST_PAGES + 1]:
        try:
            facts = json.loads(line)
            made.pages = int(facts.get("pages", made.pages))
            if "page" in facts:
                made.shown.append(_picture(folder, **facts))
        except (ValueError, TypeError, AttributeError, OSError) as error:
            log.warning("preview_not_believed", error=str(error))
            break
    return made


def _picture(folder: Path, page: int, width: int, height: int) -> Picture:
    if not (1 <= page <= MOST_PAGES and 1 <= width <= LONGEST_SIDE and 1 <= height <= LONGEST_SIDE):
        raise ValueError(f"page {page} of {width} × {height}")
    path = folder / f"{page:d}.webp"
    content = path.read_bytes() if path.is_file() and not path.is_symlink() else b""
    if content[:4] != b"RIFF" or content[8:12] != b"WEBP":
        raise ValueError(f"page {page} is no WebP")
    return Picture(page, width, height, content)
