"""Appeals as pages show them: where each stands, whose turn it is and by when, and what may be appealed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from assessment.again import lines_that_wait
from assessment.appeal_gates import DECIDERS, deciding_gate, redeciding_gate
from assessment.appeal_turns import NEXT, TURNS, WAITS_FOR, Part, has_part, whose_turn
from assessment.duties import ENROLMENT_PARTS, ask_parts_of
from assessment.models import (
    Appeal,
    AppealOutcome,
    AppealPoint,
    AppealStep,
    CriterionDecision,
    StepKind,
    UnitResult,
)
from assessment.states import AppealState
from centres.models import Membership, Role
from centres.recall import together
from portfolio.models import UnitEnrolment
from portfolio.states import CriterionState, UnitState
from units.models import Competence

A = AppealState
LISTED = ("decider__user", *(f"enrolment__{part}" for part in ENROLMENT_PARTS))
OF_ADMINS = [state for state, part in NEXT.items() if part == Part.ADMIN]
OF_DECIDERS = [state for state, part in NEXT.items() if part == Part.DECIDER]
OF_CANDIDATES = [state for state, part in NEXT.items() if part == Part.CANDIDATE]


def listed(actor: Membership) -> "QuerySet[Appeal]":
    """Those whose last day is nearest first, then what has none."""
    rows: QuerySet[Appeal] = Appeal.objects.visible_to(actor).select_related(*LISTED)
    return rows.order_by("due_on", "lodged_at")


def their_turn(actor: Membership) -> "QuerySet[Appeal]":
    """What waits for this person; also what an upheld appeal gave them and they have not done yet."""
    decides = Q(decider=actor, state__in=OF_DECIDERS)
    match actor.role:
        case Role.CANDIDATE:
            mine = Q(state__in=OF_CANDIDATES, enrolment__registration__candidate__membership=actor)
        case Role.ADMIN:
            mine = Q(state__in=OF_ADMINS) | decides
        case Role.ASSESSOR:
            given = lines_that_wait(actor).values("outcome__appeal")
            mine = Q(pk__in=given) | Q(state=A.INFORMAL, enrolment__registration__assessor=actor) | decides
        case _:
            mine = decides
    rows: QuerySet[Appeal] = Appeal.objects.visible_to(actor).filter(mine)
    return rows


# For the candidate's home: columns of another query, of the appeal that is theirs to answer, else the nearest one.
OF_HOME = {
    "appeal": "pk",
    "appeal_state": "state",
    "appeal_since": "since",
    "appeal_due": "due_on",
    "appeal_unit": "enrolment__unit__title",
    "appeal_decider": "decider__user__name",
}


def of_home(registration: str) -> dict[str, Subquery]:
    rows = Appeal.objects.open().filter(enrolment__registration=OuterRef(registration))
    first = rows.annotate(theirs=Q(state__in=OF_CANDIDATES)).order_by("-theirs", "due_on", "pk")
    return {name: Subquery(first.values(field)[:1]) for name, field in OF_HOME.items()}


def turn_of(appeal: Appeal) -> str:
    """ "Priya Shah explains the decision": what happens next, in a sentence without its full stop."""
    return f"{whose_turn(appeal)} {WAITS_FOR[appeal.state]}" if appeal.state in WAITS_FOR else ""


def is_overdue(appeal: Appeal) -> bool:
    return appeal.due_on is not None and appeal.due_on < timezone.localdate()


@dataclass(frozen=True)
class Line:
    """One appeal of a list."""

    appeal: Appeal
    actor: Membership

    @property
    def next(self) -> str:
        return turn_of(self.appeal)

    @property
    def overdue(self) -> bool:
        return is_overdue(self.appeal)

    @property
    def yours(self) -> bool:
        part = NEXT.get(self.appeal.state)
        return part is not None and has_part(self.actor, self.appeal, part)


class AppealPage:
    """One appeal: what it is about, what happened, where it stands, and what `actor` can do."""

    def __init__(self, actor: Membership, appeal: Appeal) -> None:
        self.actor, self.appeal = actor, appeal
        self.line = Line(appeal, actor)

    @cached_property
    def points(self) -> list[AppealPoint]:
        parts = ("decision__progress__criterion", "decision__assessor__user", "result__recorded_by__user")
        place = ("decision__progress__criterion__outcome__number", "decision__progress__criterion__position", "id")
        rows = list(self.appeal.points.select_related(*parts).order_by(*place))
        for point in rows:
            if point.result:
                point.result.enrolment = self.appeal.enrolment
        return rows

    @cached_property
    def opens_unit(self) -> bool:
        """Whoever was named to decide an appeal may have nothing else to do with the candidate."""
        if self.actor.role in (Role.CANDIDATE, Role.ADMIN):
            return True
        return UnitEnrolment.objects.visible_to(self.actor).filter(pk=self.appeal.enrolment_id).exists()

    @property
    def undecided(self) -> list[AppealPoint]:
        """What the stage that is under way answers."""
        upheld = {line.point_id for outcome in self.outcomes for line in outcome.lines.all() if line.upheld}
        return [point for point in self.points if point.pk not in upheld]

    @cached_property
    def steps(self) -> list[AppealStep]:
        """The newest first."""
        rows = self.appeal.steps.select_related("by__user", "decider__user").prefetch_related("files")
        return list(rows.order_by("-at", "-id"))

    @cached_property
    def outcomes(self) -> list[AppealOutcome]:
        """The newest first; each line with its point as it stands above."""
        rows = list(self.appeal.outcomes.select_related("decider__user").prefetch_related("lines__assessor__user"))
        points = {point.pk: point for point in self.points}
        for outcome in rows:
            for line in outcome.lines.all():
                line.point = points[line.point_id]
        return rows[::-1]

    @property
    def days(self) -> int | None:
        """Working days of the stage that is under way, if no admin moved its last day."""
        newest = next((step for step in self.steps if step.due_on == self.appeal.due_on), None)
        return newest.days if newest else None

    @cached_property
    def kinds(self) -> list[StepKind]:
        """The steps that this person can be meant to take now, the one that is waited for first."""
        found = [
            kind for kind, turn in TURNS.items() if self._offers(kind, turn.of) and self.appeal.state in turn.states
        ]
        return [kind for kind in found if kind != StepKind.CLOSED or self.line.overdue]

    def _offers(self, kind: StepKind, part: Part) -> bool:
        if kind == StepKind.EXTENDED and self.appeal.due_on is None:
            return False
        on_behalf = part == Part.CANDIDATE and self.actor.role == Role.ADMIN
        return on_behalf or has_part(self.actor, self.appeal, part)


# Who can be named -------------------------------------------------------------------------------------------------
def possible_deciders(appeal: Appeal) -> "QuerySet[Membership]":
    """Exactly those whom the gate lets decide, once a role."""
    together([appeal])
    together([appeal.enrolment])
    staff = _of_the_centre(appeal.enrolment).filter(role__in=DECIDERS)
    return _named(person for person in staff if not deciding_gate.blockers(actor=person, appeal=appeal))


def possible_assessors(
    enrolment: UnitEnrolment, decider: Membership | None, points: Sequence[AppealPoint]
) -> "QuerySet[Membership]":
    """Exactly those whom the gate lets decide anew. `decider`: of the appeal, None where the body decided it."""
    together([enrolment])
    able = Competence.objects.on().filter(unit=enrolment.unit_id).values("membership")
    people = list(_of_the_centre(enrolment).filter(role=Role.ASSESSOR, trainee=False, pk__in=able))
    ask_parts_of(people, enrolment)
    about = {"enrolment": enrolment, "decider": decider, "earlier": points}
    return _named(person for person in people if not redeciding_gate.blockers(actor=person, **about))


def _of_the_centre(enrolment: UnitEnrolment) -> "QuerySet[Membership]":
    rows: QuerySet[Membership] = Membership.objects.current().filter(centre_id=enrolment.registration.centre_id)
    return rows.select_related("user")


def _named(people: Iterable[Membership]) -> "QuerySet[Membership]":
    rows: QuerySet[Membership] = Membership.objects.filter(pk__in=[person.pk for person in people])
    return rows.select_related("user").order_by("user__name", "role")


# What can be appealed ---------------------------------------------------------------------------------------------
def appealable(enrolment: UnitEnrolment) -> list[CriterionDecision | UnitResult]:
    """In the order of the unit."""
    if enrolment.whole:
        return list(UnitResult.objects.filter(enrolment=enrolment).standing().order_by("-attempt"))
    rows = CriterionDecision.objects.on_unit(enrolment).newest().filter(_ended_badly(enrolment))
    rows = rows.select_related("progress__criterion", "progress__enrolment", "assessor__user")
    return list(rows.order_by("progress__criterion__outcome__number", "progress__criterion__position"))


def _ended_badly(enrolment: UnitEnrolment) -> Q:
    """The same as `is_appealable`, for all criteria of a unit at once."""
    if enrolment.state == UnitState.HOLD:
        return Q()
    return Q(progress__state__in=(CriterionState.NOT_YET, CriterionState.REOPENED)) | Q(verdict="not_yet")
