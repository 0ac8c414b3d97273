"""Dates as the document writes them: “31 st December 2014”, “1 Feb 2010”, “February 2010”."""

import re
from datetime import date

_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_NUMBERS = {name[:3]: number for number, name in enumerate(_MONTHS, start=1)}
_DAY = re.compile(r"(\d{1,2})\s*(?:st|nd|rd|th)?\s+([A-Z][a-z]{2})[a-z]*\.?\s+(\d{4})", re.ASCII)
_MONTH = re.compile(rf"({'|'.join(_MONTHS)})\s+(\d{{4}})", re.ASCII)


def day(text: str) -> date | None:
    match = _DAY.fullmatch(text.strip())
    if match is None or match[2] not in _NUMBERS:
        return None
    try:
        return date(int(match[3]), _NUMBERS[match[2]], int(match[1]))
    except ValueError:
        return None


def month(text: str) -> str:
    """As “2010-02”; empty where the text is no month."""
    match = _MONTH.fullmatch(text.strip())
    return f"{match[2]}-{_NUMBERS[match[1][:3]]:02}" if match else ""


def written(on: date) -> str:
    return f"{on.day} {_MONTHS[on.month - 1]} {on.year}"
