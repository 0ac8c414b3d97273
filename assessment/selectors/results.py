"""The attempts at a test or assignment as pages show them, and what of them waits for a person in a centre."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from assessment.models import Adjustment, QueryAnswer, QueryCode, ResultFile, ResultMark, UnitResult
from assessment.result_gates import answer_gate
from assessment.results import query_words
from centres.gates import Blocker
from centres.models import Membership, Role
from portfolio.models import UnitEnrolment
from portfolio.states import UnitState
from units.models import Outcome, Unit

ENTERS = (Role.ASSESSOR, Role.ADMIN)
ANSWERS = (*ENTERS, Role.IQA)
PARTS = ("recorded_by__user", "competence", "answer__person__user", "adjustment")


@dataclass(frozen=True)
class Query:
    """What a result raises. `answer`: what a person found, if anybody has looked."""

    result: UnitResult
    code: str
    answer: QueryAnswer | None = None

    @property
    def said(self) -> str:
        return query_words(self.result, self.code)[0]

    @property
    def advice(self) -> str:
        return query_words(self.result, self.code)[1]


@dataclass
class Attempt:
    """One attempt. `rows`: as it was recorded and every correction of it, the newest first."""

    number: int
    outcomes: list[Outcome]
    rows: list[UnitResult] = field(default_factory=list)
    files: list[ResultFile] = field(default_factory=list)

    @property
    def standing(self) -> UnitResult:
        return next(row for row in self.rows if not row.revision or _answered(row) is True)

    @property
    def proposal(self) -> UnitResult | None:
        return next((row for row in self.rows if row.revision and _answered(row) is None), None)

    @property
    def corrections(self) -> list[UnitResult]:
        """Those that a second person has answered."""
        return [row for row in self.rows if row.revision and _answered(row) is not None]

    @property
    def recorded(self) -> UnitResult:
        return self.rows[-1]

    @property
    def marks(self) -> list[tuple[Outcome, int, ResultMark]]:
        """Outcome, its questions, the marks."""
        given = {mark.outcome_id: mark for mark in self.standing.marks.all()}
        return [(row, row.questions or 0, given[row.pk]) for row in self.outcomes if row.pk in given]

    @property
    def total(self) -> tuple[int, int]:
        """Marks and questions."""
        return sum(mark.marks for *_, mark in self.marks), sum(asked for _, asked, _ in self.marks)

    @property
    def queries(self) -> list[Query]:
        answers = {answer.code: answer for answer in self.standing.query_answers.all()}
        return [Query(self.standing, code, answers.get(code)) for code in raised(self.standing, self.outcomes)]


def _answered(row: UnitResult) -> bool | None:
    answer = getattr(row, "answer", None)
    return None if answer is None else answer.confirmed


def raised(result: UnitResult, outcomes: Iterable[Outcome]) -> list[str]:
    """The same as `UnitResult.objects.queried`, of a row that is loaded."""
    unit = result.enrolment.unit
    unmarked = unit.method == Unit.Method.TEST and any(row.questions for row in outcomes) and not result.marks.all()
    found = {QueryCode.OVER_TIME: result.minutes > (result.allowed or result.minutes), QueryCode.NO_MARKS: unmarked}
    return [code.value for code, holds in found.items() if holds]


def attempts(enrolment: UnitEnrolment) -> list[Attempt]:
    """The newest first; five queries."""
    rows = UnitResult.objects.filter(enrolment=enrolment).select_related(*PARTS)
    rows = rows.prefetch_related("marks", "files", "query_answers__person__user").order_by("-attempt", "-revision")
    outcomes = list(enrolment.unit.outcomes.all())
    found: dict[int, Attempt] = {}
    for row in rows:
        row.enrolment = enrolment
        attempt = found.setdefault(row.attempt, Attempt(row.attempt, outcomes))
        attempt.rows.append(row)
        attempt.files += row.files.all()
    return list(found.values())


@dataclass
class UnitResults:
    """All attempts at a unit, and what `actor` can do about them."""

    actor: Membership
    enrolment: UnitEnrolment

    def __post_init__(self) -> None:
        self.attempts = attempts(self.enrolment)
        self._show_arrangements([row for attempt in self.attempts for row in attempt.rows if row.adjustment_id])

    def _show_arrangements(self, rows: list[UnitResult]) -> None:
        """`arrangement`: the one used, for whoever may know of it."""
        used = [row.adjustment_id for row in rows if row.adjustment_id]
        known = (
            Adjustment.objects.visible_to(self.actor).filter(pk__in=used).values_list("pk", flat=True) if used else ()
        )
        for row in rows:
            row.arrangement = row.adjustment if row.adjustment_id in set(known) else None  # type: ignore[attr-defined]

    @property
    def what(self) -> str:
        return "assignment" if self.enrolment.unit.method == Unit.Method.ASSIGNMENT else "test"

    @property
    def next(self) -> int:
        return len(self.attempts) + 1

    @property
    def enters(self) -> bool:
        """Who can be meant to record; the gate on the next page says what stops them."""
        return self.actor.role == Role.ASSESSOR or (self.actor.role == Role.ADMIN and self.what == "test")

    @property
    def proposal(self) -> UnitResult | None:
        return next((attempt.proposal for attempt in self.attempts if attempt.proposal), None)

    @property
    def passed(self) -> bool:
        return any(attempt.standing.passed for attempt in self.attempts)

    @property
    def can_record(self) -> bool:
        open_unit = self.enrolment.state == UnitState.PROGRESS and not self.passed
        return self.enters and open_unit and self.proposal is None

    @property
    def corrects(self) -> bool:
        return self.enters and self.proposal is None

    @property
    def answers(self) -> bool:
        return self.actor.role in ENTERS

    @property
    def answers_queries(self) -> bool:
        return self.actor.role in ANSWERS

    @property
    def answer_blockers(self) -> list[Blocker]:
        proposal = self.proposal
        return answer_gate.blockers(actor=self.actor, correction=proposal) if proposal else []

    @property
    def is_own_proposal(self) -> bool:
        return self.proposal is not None and self.proposal.recorded_by.user_id == self.actor.user_id


# The centre's list ------------------------------------------------------------------------------------------------
LISTED = (
    *PARTS,
    "enrolment__unit",
    "enrolment__registration__candidate",
    "enrolment__registration__assessor__user",
)


def _unanswered(code: str) -> Exists:
    return Exists(UnitResult.objects.unanswered(code).filter(pk=OuterRef("pk")))


def with_queries(actor: Membership) -> "QuerySet[UnitResult]":
    """Results that raise a query which nobody has answered: `over_time`, `no_marks` say which."""
    codes: dict[str, Any] = {code.value: _unanswered(code) for code in QueryCode}
    rows: QuerySet[UnitResult] = UnitResult.objects.visible_to(actor).annotate(**codes)
    return rows.filter(Q(over_time=True) | Q(no_marks=True))


def corrections(actor: Membership) -> "QuerySet[UnitResult]":
    """Those that wait for a second person."""
    rows: QuerySet[UnitResult] = UnitResult.objects.visible_to(actor).proposed()
    return rows


def every_result(actor: Membership) -> "QuerySet[UnitResult]":
    rows: QuerySet[UnitResult] = UnitResult.objects.visible_to(actor).standing()
    return rows


VIEWS = {
    "queries": ("Queries", with_queries),
    "corrections": ("Corrections", corrections),
    "all": ("All", every_result),
}


def listed(rows: "QuerySet[UnitResult]", words: str) -> "QuerySet[UnitResult]":
    """Narrowed to a candidate or unit, the newest first, with all that a line shows."""
    sought = Q()
    for part in ("registration__candidate__name", "registration__number", "unit__code", "unit__title"):
        sought |= Q(**{f"enrolment__{part}__icontains": words})
    return rows.filter(sought).select_related(*LISTED).order_by("-at", "-id")


def queries_of(row: Any) -> list[Query]:
    """Of a row of `with_queries`."""
    return [Query(row, code.value) for code in QueryCode if getattr(row, code.value, False)]
