"""An assessor's candidates: where each stands and what waits."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Count, Exists, Max, Min, OuterRef, Q
from django.utils import timezone

from assessment.waiting import waiting_links
from centres.models import Membership
from portfolio.models import CriterionProgress, Evidence, Registration, UnitEnrolment
from portfolio.states import CriterionState, RegistrationState, UnitState

QUIET_AFTER = dt.timedelta(weeks=4)
BAR = ("met", "sent", "not_yet", "reopened")


@dataclass
class CaseloadRow:
    registration: Registration
    mine: bool
    criteria: Counter[str] = field(default_factory=Counter)
    units: Counter[str] = field(default_factory=Counter)
    ready: int = 0
    waiting: int = 0
    waiting_since: dt.datetime | None = None
    last_submitted: dt.datetime | None = None

    @property
    def active(self) -> bool:
        return self.registration.state == RegistrationState.ACTIVE

    @property
    def total(self) -> int:
        return self.criteria.total()

    @property
    def chosen(self) -> int:
        return self.units.total()

    @property
    def bar(self) -> dict[str, int]:
        return {state: self.criteria[state] for state in BAR}

    @property
    def bar_label(self) -> str:
        met, sent, not_yet, reopened = self.bar.values()
        return f"{met} met, {sent} submitted, {not_yet} not yet met, {reopened} reopened, of {self.total}"

    @property
    def days_waiting(self) -> int:
        """Whole days, as the centre's clock counts them."""
        if self.waiting_since is None:
            return 0
        return (timezone.localdate() - timezone.localdate(self.waiting_since)).days

    @property
    def quiet(self) -> bool:
        newest = self.last_submitted or self.registration.recorded_at
        return timezone.now() - newest > QUIET_AFTER


@dataclass(frozen=True)
class View:
    code: str
    label: str
    holds: Callable[[CaseloadRow], bool]
    always: bool = True  # shown when it holds nobody


VIEWS = [
    View("all", "All", lambda row: row.mine and row.active),
    View("waiting", "Waiting for me", lambda row: row.mine and row.active and row.waiting > 0),
    View("ready", "Ready to sign off", lambda row: row.mine and row.active and row.ready > 0),
    View("feedback", "Feedback to answer", lambda row: row.mine and row.active and row.criteria["not_yet"] > 0),
    View("hold", "On hold", lambda row: row.mine and row.units[UnitState.HOLD] > 0, always=False),
    View("quiet", "Nothing sent in 4 weeks", lambda row: row.mine and row.active and row.quiet),
    View("trainees", "Of assessors you countersign", lambda row: not row.mine and row.active, always=False),
    View("past", "Completed or withdrawn", lambda row: row.mine and not row.active, always=False),
]


def caseload(actor: Membership) -> list[CaseloadRow]:
    """Everybody the actor sees, the longest waiting first."""
    registrations = Registration.objects.visible_to(actor).select_related(
        "candidate", "specification__qualification", "assessor__user"
    )
    rows = {row.pk: CaseloadRow(row, row.assessor_id == actor.pk) for row in registrations}
    _count_criteria(rows)
    _count_units(rows)
    _find_waiting(rows)
    newest = Evidence.objects.filter(registration__in=rows).values_list("registration").annotate(Max("submitted_at"))
    for key, last in newest.order_by():
        rows[key].last_submitted = last
    far = timezone.now() + dt.timedelta(days=1)
    return sorted(rows.values(), key=lambda row: (row.waiting_since or far, row.registration.candidate.name))


Rows = dict[UUID, CaseloadRow]


def _count_criteria(rows: Rows) -> None:
    """A draft is the candidate's alone, so here it is not started."""
    counted = CriterionProgress.objects.filter(enrolment__registration__in=rows)
    for key, state, number in counted.values_list("enrolment__registration", "state").annotate(Count("pk")).order_by():
        rows[key].criteria["none" if state == CriterionState.DRAFT else state] += number


def _count_units(rows: Rows) -> None:
    criteria = CriterionProgress.objects.filter(enrolment=OuterRef("pk"))
    ready = Q(Exists(criteria)) & ~Exists(criteria.exclude(state=CriterionState.MET)) & Q(state=UnitState.PROGRESS)
    found = UnitEnrolment.objects.filter(registration__in=rows).annotate(ready=ready)
    for key, state, ready_now in found.values_list("registration", "state", "ready").order_by():
        rows[key].units[state] += 1
        rows[key].ready += ready_now


def _find_waiting(rows: Rows) -> None:
    found = waiting_links().filter(progress__enrolment__registration__in=rows)
    grouped = found.values_list("progress__enrolment__registration").annotate(
        Count("evidence", distinct=True), Min("progress__since")
    )
    for key, number, since in grouped.order_by():
        rows[key].waiting, rows[key].waiting_since = number, since


def views_of(rows: list[CaseloadRow]) -> list[tuple[View, int]]:
    counted = [(view, sum(map(view.holds, rows))) for view in VIEWS]
    return [(view, number) for view, number in counted if number or view.always]


def narrowed(rows: list[CaseloadRow], *, view: str, words: str, qualification: str) -> list[CaseloadRow]:
    """The rows of one view that fit what the filter asks for; an unknown view is "all"."""
    chosen = next((one for one in VIEWS if one.code == view), VIEWS[0])
    return [
        row
        for row in rows
        if chosen.holds(row)
        and words.casefold() in f"{row.registration.candidate.name} {row.registration.number}".casefold()
        and qualification in ("", row.registration.specification.qualification.code)
    ]


def summary(rows: list[CaseloadRow]) -> dict[str, int | dt.datetime | None]:
    mine = [row for row in rows if row.mine and row.active]
    since = [row.waiting_since for row in mine if row.waiting_since]
    return {
        "candidates": len(mine),
        "waiting": sum(row.waiting for row in mine),
        "since": min(since, default=None),
    }


def qualifications_of(rows: list[CaseloadRow]) -> dict[str, str]:
    found: dict[str, str] = defaultdict(str)
    for row in rows:
        qualification = row.registration.specification.qualification
        found[qualification.code] = qualification.title
    return dict(sorted(found.items(), key=lambda item: item[1]))
