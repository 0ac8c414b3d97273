"""A person's dates as an iCalendar feed: planned tasks, reviews and, for assessors, promised decisions.

The feed leaves our walls: titles name nobody else unless its owner asked for that, and the notes stay here.
"""

import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import icalendar
from django.urls import reverse
from django.utils import timezone

from assessment.models import CalendarAddress, PlannedTask
from assessment.policies import REVIEW_WEEKS
from assessment.promise import Promises
from assessment.selectors.plans import next_reviews
from assessment.selectors.queue import queue
from centres.models import Membership, Role
from centres.templatetags._words import counted
from portfolio.models import Registration
from portfolio.states import RegistrationState


@dataclass(frozen=True, slots=True)
class Date:
    """One whole day. `path`: the page that it leads to."""

    uid: str
    day: dt.date
    title: str
    path: str
    stamp: dt.datetime


def hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def address_of(token: str) -> CalendarAddress | None:
    """None for a token that nobody has, was revoked, or whose owner has left."""
    live = CalendarAddress.objects.filter(token_sha256=hashed(token), revoked_at=None, member__ended_at=None)
    found: CalendarAddress | None = live.filter(member__user__is_active=True).select_related("member__user").first()
    return found


def dates_of(address: CalendarAddress) -> list[Date]:
    """By day; three queries for a candidate, four for an assessor."""
    member = address.member
    rows = Registration.objects.filter(centre=member.centre_id, state=RegistrationState.ACTIVE)
    mine = rows.filter(assessor=member) if member.role == Role.ASSESSOR else rows.filter(candidate__membership=member)
    promises = Promises(member.centre_id)
    weeks = promises.history.on(REVIEW_WEEKS, timezone.localdate())
    found = [*_tasks(mine, member, address.names), *_reviews(mine, weeks, member, address.names)]
    if member.role == Role.ASSESSOR:
        found += _decisions(member, promises, address.names)
    return sorted(found, key=lambda date: (date.day, date.uid))


def _tasks(registrations: Any, member: Membership, names: bool) -> Iterator[Date]:
    rows = PlannedTask.objects.to_do().filter(registration__in=registrations)
    for task in rows.select_related("registration__candidate"):
        if member.role == Role.CANDIDATE:
            title = f"Due: {task.what}"
        elif names:
            title = f"{task.registration.candidate}: {task.what}"
        else:
            title = f"A candidate's task is due{f': {task.get_kind_display().lower()}' if task.kind else ''}"
        yield Date(f"task-{task.pk}", task.due_on, title, reverse("task", args=[task.pk]), task.planned_at)


def _reviews(registrations: Any, weeks: int, member: Membership, names: bool) -> Iterator[Date]:
    for registration, day in next_reviews(registrations, weeks):
        path, title = reverse("my_reviews"), "Progress review"
        if member.role == Role.ASSESSOR:
            path = reverse("reviews", args=[registration.pk])
            title = f"Review: {registration.candidate}" if names else "A candidate's progress review"
        yield Date(f"review-{registration.pk}-{day}", day, title, path, registration.recorded_at)


def _decisions(member: Membership, promises: Promises, names: bool) -> Iterator[Date]:
    """One for each day by which something was promised."""
    rows = sorted(queue(member, promises), key=lambda row: row.promised)
    for day, items in groupby(rows, key=lambda row: row.promised):
        due = list(items)
        whose = ", ".join(sorted({row.candidate for row in due}))
        title = f"Promised: {counted(len(due), 'decision')}{f' for {whose}' if names else ''}"
        yield Date(f"decisions-{day}", day, title, reverse("queue"), min(row.since for row in due))


def etag_of(dates: Iterable[Date]) -> str:
    """Changes with anything that the feed says, and the feed says nothing else."""
    return f'"{hashlib.sha256(repr([*dates]).encode()).hexdigest()[:32]}"'


def as_ical(dates: Iterable[Date], centre: str, site: str) -> bytes:
    """`site`: the address in front of every path, without a slash at its end."""
    calendar = icalendar.Calendar()
    for name, value in {
        "prodid": "-//Attest//Dates//EN",
        "version": "2.0",
        "x-wr-calname": f"Attest, {centre}",
    }.items():
        calendar.add(name, value)
    calendar.add("refresh-interval", dt.timedelta(hours=4))
    for date in dates:
        calendar.add_component(_event(date, site))
    return calendar.to_ical()


def _event(date: Date, site: str) -> icalendar.Event:
    event = icalendar.Event()
    event.add("uid", f"{date.uid}@attest")
    event.add("summary", date.title)
    event.add("dtstart", date.day)
    event.add("dtend", date.day + dt.timedelta(days=1))
    event.add("dtstamp", date.stamp.astimezone(dt.UTC))
    event.add("url", f"{site}{date.path}")
    event.add("transp", "TRANSPARENT")
    return event
