"""A place in an item, before it is a row."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from portfolio.media import Media
from portfolio.models import Evidence, PinKind
from portfolio.models.link import WHOLE, clock

PLAYED = ("camera-video", "mic")  # also what no browser plays: their own program does
PICTURE = "image"
Objection = tuple[str, str, str]  # code, what is wrong, what to do


@dataclass(frozen=True, slots=True)
class Place:
    """Seconds, page numbers from 1, ten-thousandths of a picture; see `Pinpoint`."""

    kind: str
    start: int | None = None
    until: int | None = None
    page: int | None = None
    last_page: int | None = None
    left: int | None = None
    top: int | None = None
    width: int | None = None
    height: int | None = None
    label: str = ""

    def columns(self) -> dict[str, Any]:
        return asdict(self)


def kinds_for(item: Evidence) -> list[PinKind]:
    """What can be pointed at in it: none without a file, or in one that has neither time nor pages."""
    media = item.media
    if item.file_id is None:
        return []
    if media.icon in PLAYED:
        return [PinKind.TIME]
    if not media.pages:
        return []
    return [PinKind.REGION] if is_one_picture(item, media) else [PinKind.PAGE, PinKind.REGION]


def is_one_picture(item: Evidence, media: Media) -> bool:
    return media.icon == PICTURE and (item.file.pages or 1) == 1  # type: ignore[union-attr]


def objections(item: Evidence, place: Place) -> Iterator[Objection]:
    """Against the file, as far as it is known: how long a recording is, nobody has measured."""
    if place.kind not in kinds_for(item):
        can = " or ".join(kind.label.lower() for kind in kinds_for(item))
        wanted = PinKind(place.kind).label.lower()
        what_to_do = f"Pinpoint a {can} in it." if can else "Say in words what in it shows the criterion."
        yield "no_such_place", f"“{item}” has no {wanted} to point at.", what_to_do
    elif place.kind == PinKind.TIME:
        yield from _time(place)
    else:
        yield from _pages(item, place)


def _time(place: Place) -> Iterator[Objection]:
    if place.start is None:
        yield "no_start", "The start is missing.", "Enter minutes and seconds, such as 1:20."
    elif place.until is not None and place.until <= place.start:
        said = f"It ends at {clock(place.until)}, and starts at {clock(place.start)}."
        yield "ends_before", said, "Enter an end after the start, or leave it out."


def _pages(item: Evidence, place: Place) -> Iterator[Objection]:
    known = item.file.pages if item.file else None
    wanted = place.last_page or place.page or 0
    if place.page is None or place.page < 1:
        yield "no_page", "The page is missing.", "Enter the number of the page, from 1."
    elif place.last_page is not None and place.last_page <= place.page:
        yield "pages_backwards", f"It goes from page {place.page} to {place.last_page}.", "Enter a later last page."
    if known and wanted > known:
        pages = "1 page" if known == 1 else f"{known} pages"
        yield "beyond_the_end", f"“{item}” has {pages}, so there is no page {wanted}.", "Enter a page that it has."
    if place.kind == PinKind.REGION and not _is_inside(place):
        yield "outside", "The marked area is not on the page.", "Draw it again, or enter parts between 0 and 100 %."


def _is_inside(place: Place) -> bool:
    sides = (place.left, place.top, place.width, place.height)
    if any(side is None for side in sides):
        return False
    left, top, width, height = (side or 0 for side in sides)
    return min(width, height) >= 1 and min(left, top) >= 0 and max(left + width, top + height) <= WHOLE
