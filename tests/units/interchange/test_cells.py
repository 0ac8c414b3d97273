"""Each type of cell: what it takes, and what it refuses in which words."""

import datetime as dt
from typing import Any

import pytest

from units.interchange.cells import (
    CellError,
    CellType,
    Choice,
    Code,
    CriterionNumber,
    Date,
    Line,
    Listing,
    UnitNumber,
    Whole,
    Words,
    YesNo,
)

DAY = dt.date(2026, 7, 31)


@pytest.mark.parametrize(
    ("type_", "raw", "value"),
    [
        (Whole(), "12", 12),
        (Whole(), 12, 12),
        (Whole(), 12.0, 12),
        (Whole(), " 012 ", 12),
        (Line(), "007", "007"),
        (Line(), 401, "401"),
        (Line(), 401.0, "401"),
        (Line(), "  as typed ", "as typed"),
        (Words(), "one\r\ntwo\rthree", "one\ntwo\nthree"),
        (Date(), "2026-07-31", DAY),
        (Date(), "31/07/2026", DAY),
        (Date(), "31/7/2026", DAY),
        (Date(), dt.datetime(2026, 7, 31), DAY),  # noqa: DTZ001  as spreadsheets hold a date
        (Date(), DAY, DAY),
        (YesNo(), "Yes", True),
        (YesNo(), False, False),
        (Choice(("at_or_above",)), "At or above", "at_or_above"),
        (Choice(("at_or_above",)), "at_or_above", "at_or_above"),
        (Listing(), "one; two, three", ("one", "two, three")),
        (Listing(), "one; two\nthree", ("one; two", "three")),
        (Listing(codes=True), "7711-101, 7711-102", ("7711-101", "7711-102")),
        (UnitNumber(), "D/506/2153", "D/506/2153"),
        (UnitNumber(), "A17", "A17"),
        (CriterionNumber(), 3, "3"),
        (CriterionNumber(), "1.10", "1.10"),
    ],
)
def test_a_cell_is_read(type_: CellType, raw: object, value: Any) -> None:
    read = type_.read(raw)
    assert (read, type(read)) == (value, type(value))


@pytest.mark.parametrize(
    ("type_", "raw", "reason"),
    [
        (Whole(), 12.5, "“12.5” is not a whole number."),
        (Whole(), "12 credits", "“12 credits” is not a whole number."),
        (Whole(), "1,000", "“1,000” is not a whole number."),
        (Whole(), True, "This is the value TRUE, where words are wanted."),
        (Whole(), float("nan"), "“nan” is not a whole number."),
        (Whole(1, 9), 12, "12 is not between 1 and 9."),
        (Whole(), "-1", "-1 is not between 0 and 9999."),
        (Line(), 1.1, "This is the number 1.1, and a number loses the zeros at its end."),
        (Line(), dt.datetime(2023, 8, 1), "The spreadsheet has made a date or a time of what was typed."),  # noqa: DTZ001
        (Line(), "one\ntwo", "There is a line break or a tab in it."),
        (Line(3), "four", "This has 4 characters; 3 fit."),
        (Line(), "bell\x07", "There is a character that no page can show (U+0007)."),
        (Line(unsplit=True), "A;B", "“A;B” has a comma or a semicolon."),
        (Date(), 46234, "“46234” is not a date."),
        (Date(), "31.07.2026", "“31.07.2026” is not a date."),
        (Date(), "07/31/2026", "There is no day “07/31/2026”."),
        (Date(), "2026-02-30", "There is no day “2026-02-30”."),
        (Date(), "31/07/26", "“31/07/26” is not a date."),
        (Date(), dt.datetime(2026, 7, 31, 9), "“2026-07-31 09:00:00” is not a date."),  # noqa: DTZ001
        (Date(), "0206-07-31", "The year 206 makes no sense here."),
        (YesNo(), "perhaps", "“perhaps” is neither yes nor no."),
        (Choice(("test",)), "exam", "“exam” is not known here."),
        (Code(), "level 2", "“level 2” has a space or another sign in it."),
        (Listing(), "one; one", "“one” is named twice."),
        (Listing(), " ; ", "There is nothing between the separators."),
        (
            UnitNumber(),
            "X/506/2153",
            "The letter of “X/506/2153” does not belong to its digits, so one of the characters is wrong.",
        ),
        (
            UnitNumber(),
            "1/506/2153",
            "The letter of “1/506/2153” does not belong to its digits, so one of the characters is wrong.",
        ),
        (UnitNumber(only_reference=True), "A17", "“A17” is no unit reference."),
        (CriterionNumber(), "1.01", "“1.01” is not the number of a criterion."),
        (CriterionNumber(), "K1", "“K1” is not the number of a criterion."),
    ],
)
def test_a_cell_is_refused_with_its_reason(type_: CellType, raw: object, reason: str) -> None:
    with pytest.raises(CellError) as caught:
        type_.read(raw)
    assert caught.value.reason == reason
    assert caught.value.remedy.endswith(".")
