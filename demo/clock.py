"""The demo's clock: its people acted over the last months, so that ages and orders on the pages are true to look at."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

from django.utils import timezone


@contextmanager
def moment(days_ago: float) -> Iterator[dt.datetime]:
    """Within it, now is that long ago, in working hours, and stands still.

    No use case takes a date for an act; only this bends the clock.
    """
    real = timezone.now
    then = real() - dt.timedelta(days=days_ago)
    if days_ago >= 1:
        then = then.replace(hour=9 + int(days_ago * 5) % 8, minute=int(days_ago * 37) % 60)
    timezone.now = lambda: then
    try:
        yield then
    finally:
        timezone.now = real
