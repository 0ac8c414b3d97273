"""The rows of a table with every cell read, or a problem for each that could not be."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from units.interchange.cells import CellError
from units.interchange.problems import Problem
from units.interchange.sheets import Column
from units.interchange.tables import Row, Table


@dataclass(frozen=True, slots=True)
class Record:
    """``values`` has a value for every column, the type's empty one for a blank and for each of ``wrong``."""

    table: Table
    row: Row
    values: Mapping[str, Any]
    wrong: frozenset[str]

    def __getitem__(self, key: str) -> Any:
        return self.values[key]

    def problem(self, key: str, reason: str, remedy: str) -> Problem:
        return self.table.problem(self.row, key, reason, remedy)

    def having(self, key: str, value: Any) -> "Record":
        return replace(self, values={**self.values, key: value})

    @property
    def place(self) -> str:
        return self.table.place or self.table.sheet.name

    def filled(self, key: str) -> bool:
        return key in self.row.cells


def read_records(table: Table, problems: list[Problem]) -> list[Record]:
    return [_record(table, row, problems) for row in table.rows]


def _record(table: Table, row: Row, problems: list[Problem]) -> Record:
    own = [table.sheet.column(key) for key in row.cells if ":" in key]
    wrong: set[str] = set()
    values = {column.key: _value(table, row, column, wrong, problems) for column in (*table.sheet.columns, *own)}
    return Record(table, row, values, frozenset(wrong))


def _value(table: Table, row: Row, column: Column, wrong: set[str], problems: list[Problem]) -> Any:
    if column.key not in row.cells:
        if column.required:
            wrong.add(column.key)
            if column.key not in table.absent:
                heading = table.headings.get(column.key) or column.heading
                problems.append(table.problem(row, column.key, "This is missing.", f"Fill in “{heading}”."))
        return column.type.empty
    try:
        return column.type.read(row.cells[column.key])
    except CellError as error:
        wrong.add(column.key)
        problems.append(table.problem(row, column.key, error.reason, error.remedy))
        return column.type.empty
