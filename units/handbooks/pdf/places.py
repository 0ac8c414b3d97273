"""Where something stands on a page: in points, from the top left corner of the page as it is read."""

from collections.abc import Callable
from dataclasses import dataclass

from pypdfium2 import PdfPage

Place = Callable[[float, float], tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Box:
    left: float
    top: float
    right: float
    bottom: float

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def width(self) -> float:
        return self.right - self.left


def box(*corners: tuple[float, float]) -> Box:
    across, down = zip(*corners, strict=True)
    return Box(min(across), min(down), max(across), max(down))


def place_on(page: PdfPage) -> Place:
    """From a document's own coordinates, which start at the bottom, to those of the page as it is turned."""
    left, bottom, right, top = page.get_bbox()
    turned: dict[int, Place] = {
        0: lambda x, y: (x - left, top - y),
        90: lambda x, y: (y - bottom, x - left),
        180: lambda x, y: (right - x, y - bottom),
        270: lambda x, y: (top - y, right - x),
    }
    return turned[page.get_rotation()]
