"""Tables with ruled lines: which words stand in which cell."""

from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise, product
from typing import Generic, TypeVar

from units.handbooks.pdf.places import Box
from units.handbooks.pdf.rules import NEAR, Rule, Rules
from units.handbooks.pdf.words import Word

NARROWEST = 12.0  # points: no column of text is narrower
Place = tuple[int, int]  # row, column
Member = TypeVar("Member", bound=Hashable)


@dataclass(slots=True)
class Cell:
    """``row`` and ``column`` are those of its top left corner; it may span more."""

    row: int
    column: int
    words: list[Word] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Table:
    """``rows`` and ``columns`` are where the lines are; ``cells`` has a cell under each place that it covers."""

    rows: tuple[float, ...]
    columns: tuple[float, ...]
    cells: dict[Place, Cell]

    @property
    def box(self) -> Box:
        return Box(self.columns[0], self.rows[0], self.columns[-1], self.rows[-1])

    def cell_at(self, across: float, down: float) -> Cell | None:
        row, column = _between(self.rows, down), _between(self.columns, across)
        return None if row is None or column is None else self.cells[row, column]

    def cells_by_row(self) -> Iterator[list[Cell | None]]:
        """The cells from left to right; None where one from a row above goes on."""
        columns = [column for column in range(len(self.columns) - 1) if not self._is_margin(column)]
        for row in range(len(self.rows) - 1):
            starting = [self.cells[row, column] for column in columns if self.cells[row, column].column == column]
            yield [cell if cell.row == row else None for cell in starting]

    def _is_margin(self, column: int) -> bool:
        """Where the lines of some rows stick out."""
        narrow = self.columns[column + 1] - self.columns[column] < NARROWEST
        return narrow and not any(self.cells[row, column].words for row in range(len(self.rows) - 1))


def tables_on(rules: Rules) -> list[Table]:
    """From top to bottom; a frame without columns is no table."""
    tables = [_table(across, down) for across, down in _connected(rules)]
    return sorted((table for table in tables if table), key=lambda table: table.box.top)


def _connected(rules: Rules) -> Iterator[tuple[list[Rule], list[Rule]]]:
    """Lines that cross or touch, across and down."""
    lines = [
        *(("across", index) for index in range(len(rules.across))),
        *(("down", index) for index in range(len(rules.down))),
    ]
    groups = _Groups(lines)
    for (i, across), (j, down) in product(enumerate(rules.across), enumerate(rules.down)):
        if across.reaches(down.at) and down.reaches(across.at):
            groups.join(("across", i), ("down", j))
    for group in groups.all():
        yield (
            [rules.across[index] for way, index in group if way == "across"],
            [rules.down[index] for way, index in group if way == "down"],
        )


def _table(across: Sequence[Rule], down: Sequence[Rule]) -> Table | None:
    """A table open at its sides ends where its lines end."""
    if not across or not down:
        return None
    rows = _distinct([rule.at for rule in across] + _ends(down))
    columns = _distinct([rule.at for rule in down] + _ends(across))
    if len(rows) < 2 or len(columns) < 3:
        return None
    return Table(tuple(rows), tuple(columns), _cells(rows, columns, across, down))


def _ends(rules: Iterable[Rule]) -> list[float]:
    return [end for rule in rules for end in (rule.start, rule.end)]


def _distinct(places: Iterable[float]) -> list[float]:
    distinct: list[float] = []
    for place in sorted(places):
        if not distinct or place - distinct[-1] > NEAR:
            distinct.append(place)
    return distinct


def _cells(
    rows: Sequence[float], columns: Sequence[float], across: Sequence[Rule], down: Sequence[Rule]
) -> dict[Place, Cell]:
    """Places with no line between them are one cell."""
    places = list(product(range(len(rows) - 1), range(len(columns) - 1)))
    groups = _Groups(places)
    for row, column in places:
        height, width = sum(rows[row : row + 2]) / 2, sum(columns[column : column + 2]) / 2
        if column + 2 < len(columns) and not _line(down, columns[column + 1], height):
            groups.join((row, column), (row, column + 1))
        if row + 2 < len(rows) and not _line(across, rows[row + 1], width):
            groups.join((row, column), (row + 1, column))
    cells: dict[Place, Cell] = {}
    for group in groups.all():
        cell = Cell(*min(group))
        cells.update(dict.fromkeys(group, cell))
    return cells


def _line(rules: Iterable[Rule], at: float, along: float) -> bool:
    return any(abs(rule.at - at) <= NEAR and rule.start <= along <= rule.end for rule in rules)


def _between(lines: Sequence[float], at: float) -> int | None:
    for index, (start, end) in enumerate(pairwise(lines)):
        if start <= at <= end:
            return index
    return None


class _Groups(Generic[Member]):
    """Members joined one by one; those joined with each other, directly or not, are one group."""

    def __init__(self, members: Iterable[Member]) -> None:
        self._group = {member: [member] for member in members}

    def join(self, one: Member, other: Member) -> None:
        larger, smaller = self._group[one], self._group[other]
        if larger is smaller:
            return
        if len(larger) < len(smaller):
            larger, smaller = smaller, larger
        larger.extend(smaller)
        for member in smaller:
            self._group[member] = larger

    def all(self) -> list[list[Member]]:
        return list({id(group): group for group in self._group.values()}.values())
