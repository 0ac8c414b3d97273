"""The ruled lines of a page, which show where a table's rows and columns part."""

import ctypes
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise

import pypdfium2.raw as pdfium
from pypdfium2 import PdfMatrix, PdfObject, PdfPage

from units.handbooks.pdf.places import Box, Place, box

THIN = 3.0  # points: what is no thicker is a line
NEAR = 4.0  # points: lines that are no further apart are one, such as the borders of two cells
SHORTEST = 4.0
MOST_LINES = 5_000  # a page with more is a picture, not a table

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Rule:
    """A horizontal line at ``at`` points from the top, or a vertical one from the left; from ``start`` to ``end``."""

    at: float
    start: float
    end: float

    def reaches(self, at: float) -> bool:
        return self.start - NEAR <= at <= self.end + NEAR


@dataclass(frozen=True, slots=True)
class Rules:
    across: tuple[Rule, ...]
    down: tuple[Rule, ...]


def rules_on(page: PdfPage, place: Place) -> Rules:
    lines = list(islice(_lines(page, place), MOST_LINES + 1))
    if len(lines) > MOST_LINES:
        return Rules((), ())
    across = [Rule((it.top + it.bottom) / 2, it.left, it.right) for it in lines if it.width > it.height]
    down = [Rule((it.left + it.right) / 2, it.top, it.bottom) for it in lines if it.width <= it.height]
    return Rules(tuple(_merged(across)), tuple(_merged(down)))


def _merged(rules: Iterable[Rule]) -> Iterator[Rule]:
    """Lines drawn piece by piece, or twice, as one."""
    for level in _levels(sorted(rules, key=lambda rule: rule.at)):
        whole: Rule | None = None
        for rule in sorted(level, key=lambda rule: rule.start):
            if whole and rule.start <= whole.end + NEAR:
                whole = Rule(whole.at, whole.start, max(whole.end, rule.end))
                continue
            if whole:
                yield whole
            whole = rule
        if whole:
            yield whole


def _levels(rules: Sequence[Rule]) -> list[list[Rule]]:
    levels: list[list[Rule]] = []
    for rule in rules:
        if not levels or rule.at - levels[-1][0].at > NEAR:
            levels.append([])
        levels[-1].append(rule)
    return levels


def _lines(page: PdfPage, place: Place) -> Iterator[Box]:
    for drawing, matrix in _drawings(page):
        for path in _paths(drawing, matrix, place):
            yield from _sides(path)


def _sides(path: Sequence[Point]) -> Iterator[Box]:
    """A drawing that is itself thin is one line; of any other, each side that runs straight across or down."""
    whole = box(*path)
    thin = min(whole.width, whole.height) <= THIN
    sides = [whole] if thin else [box(start, end) for start, end in pairwise(path)]
    for side in sides:
        if min(side.width, side.height) <= THIN and max(side.width, side.height) >= SHORTEST:
            yield side


def _drawings(page: PdfPage) -> Iterator[tuple[PdfObject, PdfMatrix]]:
    for drawing in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_PATH]):
        matrix, container = drawing.get_matrix(), drawing.container
        while container is not None:
            matrix = matrix.multiply(container.get_matrix())
            container = container.container
        yield drawing, matrix


def _paths(drawing: PdfObject, matrix: PdfMatrix, place: Place) -> list[list[Point]]:
    paths: list[list[Point]] = []
    across, down = ctypes.c_float(), ctypes.c_float()
    for index in range(pdfium.FPDFPath_CountSegments(drawing)):
        segment = pdfium.FPDFPath_GetPathSegment(drawing, index)
        pdfium.FPDFPathSegment_GetPoint(segment, across, down)
        if pdfium.FPDFPathSegment_GetType(segment) == pdfium.FPDF_SEGMENT_MOVETO or not paths:
            paths.append([])
        paths[-1].append(place(*matrix.on_point(across.value, down.value)))
        if pdfium.FPDFPathSegment_GetClose(segment):
            paths[-1].append(paths[-1][0])
    return paths
