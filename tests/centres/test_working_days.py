import datetime as dt

import pytest
from dateutil.easter import easter

from centres.working_days import after_working_days, bank_holidays, easter_sunday, is_working_day

pytestmark = pytest.mark.core


def test_easter_is_found_as_others_find_it() -> None:
    assert [easter_sunday(year) for year in range(1990, 2100)] == [easter(year) for year in range(1990, 2100)]


@pytest.mark.parametrize(
    ("year", "days"),
    [
        (2025, "1-1 4-18 4-21 5-5 5-26 8-25 12-25 12-26"),
        (2026, "1-1 4-3 4-6 5-4 5-25 8-31 12-25 12-26 12-28"),
        (2027, "1-1 3-26 3-29 5-3 5-31 8-30 12-25 12-26 12-27 12-28"),
        (2022, "1-1 1-3 4-15 4-18 5-2 6-2 6-3 8-29 9-19 12-25 12-26 12-27"),
        (2020, "1-1 4-10 4-13 5-8 5-25 8-31 12-25 12-26 12-28"),
    ],
)
def test_the_bank_holidays_of_england_and_wales(year: int, days: str) -> None:
    """As the government printed them for these years, with the weekend days that they stand in for."""
    assert [f"{day.month}-{day.day}" for day in sorted(bank_holidays(year))] == days.split()


def test_a_term_of_working_days_leaves_out_weekends_and_holidays() -> None:
    thursday = dt.date(2026, 12, 24)
    assert [after_working_days(thursday, number) for number in (0, 1, 4, 5)] == [
        thursday,
        dt.date(2026, 12, 29),
        dt.date(2027, 1, 4),
        dt.date(2027, 1, 5),
    ]
    assert not is_working_day(dt.date(2026, 12, 28))
