"""What is wrong with a description of a qualification: every place at once, each with what to do about it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from units.interchange.tables import Table


@dataclass(frozen=True, slots=True)
class Problem:
    """``sheet`` is the sheet, or the file where it could not be read at all; ``row`` as a spreadsheet counts, from 1.

    ``row`` is None and ``column`` empty where the problem is of the whole sheet. ``reason`` and ``remedy`` are sentences.
    """

    sheet: str
    row: int | None
    column: str
    reason: str
    remedy: str

    def __str__(self) -> str:
        place = [self.sheet, f"row {self.row}" if self.row else "", self.column]
        return f"{', '.join(filter(None, place))}: {self.reason} {self.remedy}"


class WrongDescription(ValueError):
    """Why nothing was read. ``tables`` is what there is so far, for `write_draft`; none if no file could be opened."""

    def __init__(self, problems: Sequence[Problem], tables: Sequence["Table"] = ()) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = tuple(problems)
        self.tables = tuple(tables)
