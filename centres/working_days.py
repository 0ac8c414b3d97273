"""Terms of days: working days in England and Wales (Monday to Friday without bank holidays), and months. Pure.

The eight yearly holidays follow from the law (Banking and Financial Dealings Act 1971 and the common-law ones); a day
proclaimed for one year alone, or moved, stands in `PROCLAIMED` or `MOVED` and comes with a release.
"""

import calendar
import datetime as dt
import functools
from collections.abc import Iterator

PROCLAIMED = frozenset({dt.date(2022, 6, 3), dt.date(2022, 9, 19), dt.date(2023, 5, 8)})
MOVED = {dt.date(2020, 5, 4): dt.date(2020, 5, 8), dt.date(2022, 5, 30): dt.date(2022, 6, 2)}
MONDAY, FRIDAY, DAY = 0, 4, dt.timedelta(days=1)


def is_working_day(day: dt.date) -> bool:
    return day.weekday() <= FRIDAY and day not in bank_holidays(day.year)


def after_working_days(day: dt.date, number: int) -> dt.date:
    """The last day of a term of `number` working days that begins the day after `day`."""
    while number > 0:
        day += DAY
        number -= is_working_day(day)
    return day


@functools.cache
def bank_holidays(year: int) -> frozenset[dt.date]:
    easter = easter_sunday(year)
    mondays = (_monday(dt.date(year, 5, 1)), _monday(dt.date(year, 5, 25)), _monday(dt.date(year, 8, 25)))
    new_year, christmas = [dt.date(year, 1, 1)], [dt.date(year, 12, 25), dt.date(year, 12, 26)]
    days = {easter - 2 * DAY, easter + DAY, *mondays, *_observed(new_year), *_observed(christmas)}
    return frozenset(MOVED.get(day, day) for day in days) | {day for day in PROCLAIMED if day.year == year}


def _monday(day: dt.date) -> dt.date:
    """The first Monday on or after a day."""
    return day + (MONDAY - day.weekday()) % 7 * DAY


def _observed(days: list[dt.date]) -> Iterator[dt.date]:
    """Where a holiday falls on a weekend, the next weekday that is no holiday itself is free as well."""
    yield from days
    taken = set(days)
    for day in days:
        free = day
        while day.weekday() > FRIDAY and (free.weekday() > FRIDAY or free in taken):
            free += DAY
        taken.add(free)
        yield free


def easter_sunday(year: int) -> dt.date:
    """By the anonymous Gregorian computus."""
    golden, century, rest = year % 19, year // 100, year % 100
    epact = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (rest // 4) - epact - rest % 4) % 7
    shift = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * shift + 114, 31)
    return dt.date(year, month, day + 1)


def months_after(day: dt.date, number: int) -> dt.date:
    """The same day of a later month, or its last day where that month is shorter."""
    years, month = divmod(day.month - 1 + number, 12)
    first = dt.date(day.year + years, month + 1, 1)
    return first + (min(day.day, calendar.monthrange(first.year, first.month)[1]) - 1) * DAY
