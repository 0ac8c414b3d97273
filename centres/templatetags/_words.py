"""How pages say dates, ages and numbers. Pure functions; `attest.py` makes them tags and filters."""

import datetime as dt

from django.utils import timezone

SIX_WEEKS = 42
PLURALS = {"criterion": "criteria", "per cent": "per cent"}
Moment = dt.datetime | dt.date


def local(value: dt.datetime) -> dt.datetime:
    """As the centre's clock shows it. Everybody reads the one of the settings, and a page tells hundreds of moments."""
    return value.astimezone(timezone.get_default_timezone())


def local_day(value: Moment) -> dt.date:
    """The day as the centre's clock shows it; a plain date is already one."""
    return local(value).date() if isinstance(value, dt.datetime) else value


def iso(value: dt.datetime) -> str:
    """For `<time datetime>`."""
    return local(value).isoformat(timespec="seconds")


def today() -> dt.date:
    return local_day(timezone.now())


def day(value: Moment) -> str:
    """Like "20 Nov 2026"."""
    date = local_day(value)
    return f"{date.day} {date:%b %Y}"


def short_day(value: Moment) -> str:
    """Like "20 Nov"; the year only when it is another one."""
    date = local_day(value)
    return f"{date.day} {date:%b}" if date.year == today().year else day(value)


def when(value: Moment) -> str:
    """Like "Thu 19 Nov, 16:12"; the time only where there is one."""
    if isinstance(value, dt.datetime):
        value = local(value)
        return f"{value:%a} {short_day(value.date())}, {value:%H:%M}"
    return f"{value:%a} {short_day(value)}"


def stamp(value: dt.datetime) -> str:
    """Like "20 Nov 2026, 19:42:07": receipts are exact to the second."""
    return f"{day(value)}, {local(value):%H:%M:%S}"


def age(value: Moment) -> str:
    """Like "today", "1 day", "4 days"; after six weeks the date itself says more."""
    days = (today() - local_day(value)).days
    if days > SIX_WEEKS or days < 0:
        return short_day(value)
    return "today" if days == 0 else counted(days, "day")


def since(value: Moment) -> str:
    """An age that can stand alone in a line: "since today", "4 days", "since 3 Mar"."""
    said = age(value)
    return said if said.endswith((" day", " days")) else f"since {said}"


def counted(number: int, thing: str, things: str = "") -> str:
    """Like "1 credit", "27 credits", "3 criteria"."""
    return f"{number} {thing}" if number == 1 else f"{number} {things or plural(thing)}"


def plural(thing: str) -> str:
    return PLURALS.get(thing, f"{thing}s")


def initials(name: str) -> str:
    """First and last: "Mary Anne Slater" is MS."""
    words = name.split()
    return "".join(word[0] for word in [*words[:1], *words[1:][-1:]]).upper()


def stopping(blockers: int, step: str) -> str:
    """The heading of a gate: the finding, in figures."""
    if not blockers:
        return f"Nothing is stopping {step}"
    return f"{counted(blockers, 'thing')} {'is' if blockers == 1 else 'are'} stopping {step}"


def whose(yours: int, total: int) -> str:
    """How many of a gate's blockers the reader can clear."""
    if not yours:
        return "This is the complete list."
    if yours == total:
        return "This is the complete list. It is yours." if total == 1 else "This is the complete list. All are yours."
    return f"This is the complete list. {'One is' if yours == 1 else f'{yours} are'} yours."
