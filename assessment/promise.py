"""By when a candidate was promised a decision."""

import datetime as dt
from functools import cache
from uuid import UUID

from django.utils import timezone

from assessment.policies import DAYS_TO_DECIDE
from centres.policy import PolicyHistory
from centres.templatetags._words import local_day
from centres.working_days import after_working_days

LONGEST = dt.timedelta(days=120)  # the most working days of the policy, with the longest holidays between them


class Promises:
    """Of one centre; each item is held to the policy of the day on which it was submitted."""

    def __init__(self, centre_id: UUID) -> None:
        self.history = PolicyHistory(centre_id)
        self._by = cache(lambda day: after_working_days(day, self.history.on(DAYS_TO_DECIDE, day)))

    @property
    def days(self) -> int:
        """Working days, for what is submitted today."""
        return self.history.on(DAYS_TO_DECIDE, timezone.localdate())

    def of(self, since: dt.datetime | dt.date) -> dt.date:
        """The last day on which a decision keeps the promise."""
        day: dt.date = self._by(local_day(since))
        return day

    def broken_days(self) -> tuple[dt.date, list[dt.date]]:
        """A day before which every promise is broken, and the days from it on of which the promise is broken today."""
        today = timezone.localdate()
        days = [today - dt.timedelta(days=number) for number in range(LONGEST.days + 1)]
        return today - LONGEST, [day for day in days if self.of(day) < today]
