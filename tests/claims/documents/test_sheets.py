import pytest

from claims.documents.sheets import breadth, lay_out
from tests.claims.documents.cast import a_unit

LONG = "Plan, trim and light the lanterns of an unusually long harbour wall in weather that keeps other people indoors"


@pytest.mark.parametrize(
    ("count", "title", "sheets"),
    [
        (1, "", [1]),
        (16, "", [16]),
        (17, "", [14, 3]),
        (30, "", [27, 3]),
        (50, "", [28, 19, 3]),
        (16, LONG, [10, 6]),
        (1, LONG * 20, [1]),
    ],
)
def test_units_fill_sheets_and_the_last_keeps_room_for_the_foot(count, title, sheets):
    units = tuple(a_unit(index, title=title) for index in range(count))
    laid_out = lay_out(units)
    assert [len(sheet.units) for sheet in laid_out] == sheets
    assert [unit for sheet in laid_out for unit in sheet.units] == list(units)
    assert [sheet.is_last for sheet in laid_out] == [False] * (len(sheets) - 1) + [True]


def test_a_long_heading_leaves_the_first_sheet_less_room():
    units = tuple(a_unit(index) for index in range(16))
    assert [len(sheet.units) for sheet in lay_out(units, heading=1)] == [16]
    assert [len(sheet.units) for sheet in lay_out(units, heading=3)] == [13, 3]


def test_breadth_counts_what_is_seen():
    assert breadth("Łukasz") == 6
    assert breadth("Zoe\u0308") == 3
    assert breadth("王小明") == 6
