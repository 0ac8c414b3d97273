"""An assessor's candidates: where each stands, what waits and who is at risk. As many queries for sixty as for one."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, Max, Min, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from assessment.again import waits_with
from assessment.models import PlanLine, Review
from assessment.models.plan import Answer
from assessment.policies import ALL, DAYS_OF_SILENCE, PERCENT_BEHIND, PLANNED_MONTHS, REVIEW_WEEKS
from assessment.promise import Promises
from assessment.results import is_passed
from assessment.risk import LEVELS, Level, Risk, Standing, risk_of
from assessment.selectors.criteria import BAR
from assessment.selectors.messages import last_messages
from assessment.selectors.plans import first_review
from assessment.waiting import waiting_links
from centres.models import Membership
from centres.prepared import prepared
from centres.working_days import months_after
from portfolio.models import CriterionProgress, Evidence, Registration, UnitEnrolment
from portfolio.states import CriterionState, RegistrationState, UnitState

# A draft is the candidate's alone, so here it is not started.
TOLD = (CriterionState.SENT, CriterionState.NOT_YET, CriterionState.MET, CriterionState.REOPENED)


@dataclass
class CaseloadRow:
    """`contacts`: when candidate or assessor last did something; `promised`: the promise to the oldest waiting item."""

    registration: Registration
    mine: bool
    contacts: list[dt.datetime]
    criteria: Counter[str] = field(default_factory=Counter)
    units: Counter[str] = field(default_factory=Counter)
    ready: int = 0
    waiting: int = 0
    waiting_since: dt.datetime | None = None
    promised: dt.date | None = None
    standing: Standing = field(init=False)

    @property
    def name(self) -> str:
        name: str = self.registration.candidate.name
        return name

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
    def share(self) -> float:
        return self.criteria["met"] / self.total if self.total else 0

    @property
    def last_contact(self) -> dt.datetime:
        return max(self.contacts)

    @property
    def overdue(self) -> bool:
        return self.promised is not None and self.promised < timezone.localdate()

    @cached_property
    def risk(self) -> Risk:
        return risk_of(self.standing) if self.active else Risk(Level.ON_TRACK)

    @property
    def quiet(self) -> bool:
        return not self.standing.finished and self.standing.silent >= self.standing.silence_days


@dataclass(frozen=True)
class View:
    code: str
    label: str
    holds: Callable[[CaseloadRow], bool]
    always: bool = True  # shown when it holds nobody


def _mine(row: CaseloadRow) -> bool:
    return row.mine and row.active


VIEWS = [
    View("all", "All", _mine),
    View("waiting", "Waiting for me", lambda row: _mine(row) and row.waiting > 0),
    View("overdue", "Past the promise", lambda row: _mine(row) and row.overdue),
    View("atrisk", "At risk", lambda row: _mine(row) and row.risk.level == Level.AT_RISK),
    View("watch", "Watch", lambda row: _mine(row) and row.risk.level == Level.WATCH),
    View("ready", "Ready to sign off", lambda row: _mine(row) and row.ready > 0),
    View("feedback", "Feedback to answer", lambda row: _mine(row) and row.criteria["not_yet"] > 0),
    View("review", "Review due", lambda row: _mine(row) and row.standing.review_is_due),
    View("hold", "On hold", lambda row: row.mine and row.units[UnitState.HOLD] > 0, always=False),
    View("quiet", "No contact for long", lambda row: _mine(row) and row.quiet),
    View("trainees", "Of assessors you countersign", lambda row: not row.mine and row.active, always=False),
    View("past", "Completed or withdrawn", lambda row: row.mine and not row.active, always=False),
]

SORTS: dict[str, Callable[[CaseloadRow], object]] = {
    "waiting": lambda row: (row.waiting_since is None, row.waiting_since or timezone.now(), row.name),
    "name": lambda row: row.name.casefold(),
    "progress": lambda row: (row.share, row.name),
    "units": lambda row: (row.units["signed"], row.name),
    "contact": lambda row: (row.last_contact, row.name),
    "risk": lambda row: (-LEVELS.index(row.risk.level), row.waiting_since or timezone.now(), row.name),
}


def caseload(actor: Membership, promises: Promises | None = None) -> list[CaseloadRow]:
    """Everybody the actor sees, the longest waiting first."""
    rows = {row.pk: _row(actor, row) for row in _registrations(actor)}
    _count(rows)
    _find_waiting(actor, rows)
    _add_messages(rows)
    _stand(rows, promises or Promises(actor.centre_id))
    return in_order(list(rows.values()), "waiting")


def in_order(rows: list[CaseloadRow], sort: str) -> list[CaseloadRow]:
    """By one of SORTS, with "-" before it the other way round; an unknown one is "waiting"."""
    key = SORTS.get(sort.removeprefix("-"), SORTS["waiting"])
    return sorted(rows, key=key, reverse=sort.startswith("-"))  # type: ignore[arg-type]


@prepared
def _registrations(actor: Membership) -> QuerySet[Registration]:
    submitted = Evidence.objects.filter(registration=OuterRef("pk")).exclude(submitted_at=None)
    newest = submitted.order_by("-submitted_at").values("submitted_at")[:1]
    agreed = PlanLine.objects.filter(plan__registration=OuterRef("pk"), plan__answer__answer=Answer.AGREED)
    reviews = Review.objects.filter(registration=OuterRef("pk")).order_by("-number")
    visible = Registration.objects.visible_to(actor).annotate(
        last_submitted=Subquery(newest),
        plan_ends=Subquery(agreed.order_by("-plan__version", "-due_on").values("due_on")[:1]),
        next_review=Subquery(reviews.values("next_on")[:1]),
    )
    rows: QuerySet[Registration] = visible.select_related("candidate", "specification__qualification", "assessor__user")
    return rows.defer("specification__rule", "specification__unchecked_rule")  # long, and read sixty times


def _row(actor: Membership, registration: Registration) -> CaseloadRow:
    last: dt.datetime | None = registration.last_submitted  # type: ignore[attr-defined]
    contacts = [registration.recorded_at, *([last] if last else [])]
    return CaseloadRow(registration, registration.assessor_id == actor.pk, contacts)


Rows = dict[UUID, CaseloadRow]


def _count(rows: Rows) -> None:
    _count_units(rows)
    _count_criteria(rows)


def _count_units(rows: Rows) -> None:
    """A unit is ready to be signed off with a result that stands, or with every criterion met."""
    for key, state, ready, number in _units_counted(tuple(rows)):
        rows[key].units[state] += number
        rows[key].ready += number * bool(ready)


@prepared
def _units_counted(registrations: tuple[UUID, ...]) -> QuerySet[Any]:
    """Whether a unit is ready is asked of those under way alone, and first what is soon answered."""
    criteria = CriterionProgress.objects.filter(enrolment=OuterRef("pk"))
    all_met = ~Exists(criteria.exclude(state=CriterionState.MET)) & Exists(criteria)
    ready = Q(state=UnitState.PROGRESS) & (Q(all_met) | Q(is_passed()))
    chosen = UnitEnrolment.objects.filter(registration__in=registrations).annotate(ready=ready)
    return chosen.order_by().values_list("registration", "state", "ready").annotate(number=Count("*"))


def _count_criteria(rows: Rows) -> None:
    """A criterion moves when somebody acts on it: its newest move is a contact."""
    for key, state, number, newest in _criteria_counted(tuple(rows)):
        rows[key].criteria[state if state in TOLD else "none"] += number
        if state in TOLD:
            rows[key].contacts.append(newest)


@prepared
def _criteria_counted(registrations: tuple[UUID, ...]) -> QuerySet[Any]:
    """Rows are counted and not their keys, which the index `progress_moves` does not hold."""
    criteria = CriterionProgress.objects.filter(enrolment__registration__in=registrations)
    return (
        criteria.order_by()
        .values_list("enrolment__registration", "state")
        .annotate(number=Count("*"), newest=Max("since"))
    )


def _find_waiting(actor: Membership, rows: Rows) -> None:
    for key, number, since in _waiting(actor, tuple(rows)):
        rows[key].waiting, rows[key].waiting_since = number, since


@prepared
def _waiting(actor: Membership, registrations: tuple[UUID, ...]) -> QuerySet[Any]:
    """What waits for this person or for those they countersign: so a caseload counts what the queues show."""
    found = waiting_links().filter(waits_with(actor), progress__enrolment__registration__in=registrations)
    grouped = found.values_list("progress__enrolment__registration").annotate(
        Count("evidence", distinct=True), Min("waits_since")
    )
    return grouped.order_by()


def _add_messages(rows: Rows) -> None:
    for key, newest in last_messages(tuple(rows)):
        rows[key].contacts.append(newest)


def _stand(rows: Rows, promises: Promises) -> None:
    """Each candidate against the centre's policies of today, and against the promise of the day they submitted."""
    today, history = timezone.localdate(), promises.history
    figures = {policy.name: history.on(policy, today) for policy in ALL}
    for row in rows.values():
        row.promised = promises.of(row.waiting_since) if row.waiting_since else None
        row.standing = _standing(row, today, figures)


def _standing(row: CaseloadRow, today: dt.date, figures: dict[str, int]) -> Standing:
    """The plan that both agreed on says when it ends, and the last review when the next is; else the centre's policies."""
    registration: Any = row.registration
    begun = registration.registered_on
    return Standing(
        today=today,
        begun=begun,
        ends=registration.plan_ends or months_after(begun, figures[PLANNED_MONTHS.name]),
        review_on=registration.next_review or first_review(begun, figures[REVIEW_WEEKS.name]),
        last_contact=timezone.localdate(row.last_contact),
        met=row.criteria["met"],
        total=row.total,
        promised=row.promised,
        on_hold=row.units[UnitState.HOLD],
        silence_days=figures[DAYS_OF_SILENCE.name],
        percent_behind=figures[PERCENT_BEHIND.name],
    )


def views_of(rows: Sequence[CaseloadRow]) -> list[tuple[View, int]]:
    counted = [(view, sum(map(view.holds, rows))) for view in VIEWS]
    return [(view, number) for view, number in counted if number or view.always]


def narrowed(rows: Sequence[CaseloadRow], *, view: str, words: str, qualification: str) -> list[CaseloadRow]:
    """The rows of one view that fit what the filter asks for; an unknown view is "all"."""
    chosen = next((one for one in VIEWS if one.code == view), VIEWS[0])
    return [
        row
        for row in rows
        if chosen.holds(row)
        and words.casefold() in f"{row.name} {row.registration.number}".casefold()
        and qualification in ("", row.registration.specification.qualification.code)
    ]


def summary(rows: Sequence[CaseloadRow]) -> dict[str, int | dt.datetime | None]:
    mine = [row for row in rows if _mine(row)]
    since = [row.waiting_since for row in mine if row.waiting_since]
    return {
        "candidates": len(mine),
        "waiting": sum(row.waiting for row in mine),
        "since": min(since, default=None),
    }


def qualifications_of(rows: Sequence[CaseloadRow]) -> dict[str, str]:
    titles = {}
    for row in rows:
        qualification = row.registration.specification.qualification
        titles[qualification.code] = qualification.title
    return dict(sorted(titles.items(), key=lambda item: item[1]))
