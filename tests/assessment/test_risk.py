"""The reason in words for every candidate who is not on track."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from assessment.risk import Level, Risk, Standing, risk_of

pytestmark = pytest.mark.core
TODAY = dt.date(2026, 6, 30)
DAY = dt.timedelta(days=1)
WELL = Standing(
    today=TODAY,
    begun=TODAY - 100 * DAY,
    ends=TODAY + 100 * DAY,
    review_on=TODAY + 7 * DAY,
    last_contact=TODAY,
    met=50,
    total=100,
    promised=None,
    on_hold=0,
    silence_days=28,
    percent_behind=30,
)


def standing(**more: Any) -> Standing:
    return replace(WELL, **more)


@pytest.mark.parametrize(
    ("facts", "level", "reason"),
    [
        ({}, Level.ON_TRACK, ""),
        ({"promised": TODAY + 2 * DAY}, Level.ON_TRACK, ""),
        ({"promised": TODAY + DAY}, Level.WATCH, "Decision promised by tomorrow"),
        ({"promised": TODAY}, Level.WATCH, "Decision promised by today"),
        ({"promised": TODAY - DAY}, Level.AT_RISK, "Decision promised by 29 Jun 2026"),
        ({"last_contact": TODAY - 13 * DAY}, Level.ON_TRACK, ""),
        ({"last_contact": TODAY - 14 * DAY}, Level.WATCH, "No contact for 14 days"),
        ({"last_contact": TODAY - 28 * DAY}, Level.AT_RISK, "No contact for 28 days"),
        ({"met": 36}, Level.ON_TRACK, ""),
        ({"met": 35}, Level.WATCH, "50 criteria due by now, 35 met"),
        ({"met": 20}, Level.AT_RISK, "50 criteria due by now, 20 met"),
        ({"ends": TODAY - DAY}, Level.AT_RISK, "Was to end by 29 Jun 2026"),
        ({"met": 0, "total": 0}, Level.WATCH, "No units chosen"),
        ({"met": 0, "total": 0, "begun": TODAY - 14 * DAY}, Level.ON_TRACK, ""),
        ({"review_on": TODAY}, Level.ON_TRACK, ""),
        ({"review_on": TODAY - DAY}, Level.WATCH, "Review was due 29 Jun 2026"),
        ({"on_hold": 2}, Level.WATCH, "2 units on hold"),
        # The gravest counts, and of two as grave the one that others wait for.
        ({"promised": TODAY, "met": 20}, Level.AT_RISK, "50 criteria due by now, 20 met"),
        ({"promised": TODAY - DAY, "met": 20}, Level.AT_RISK, "Decision promised by 29 Jun 2026"),
        # Nothing more is expected of somebody who has met everything.
        ({"met": 100, "ends": TODAY - DAY, "last_contact": TODAY - 90 * DAY}, Level.ON_TRACK, ""),
    ],
)
def test_the_gravest_finding_is_told_with_its_reason(facts: dict[str, Any], level: Level, reason: str) -> None:
    assert risk_of(standing(**facts)) == Risk(level, reason)


@pytest.mark.parametrize(
    ("begun", "ends", "due"), [(0, 10, 0), (-10, 0, 100), (-20, -10, 100), (5, 15, 0), (0, 0, 100), (-3, 7, 30)]
)
def test_criteria_fall_due_evenly_from_registration_to_the_planned_end(begun: int, ends: int, due: int) -> None:
    assert standing(begun=TODAY + begun * DAY, ends=TODAY + ends * DAY).due_by_now == due
