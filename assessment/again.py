"""Who decides anew what an appeal upheld, and who never decides it again (domain.md 5.2)."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.lookups import Exact

from assessment import duties
from assessment.models import Appeal, AppealLine, CriterionDecision, UnitResult
from centres.gates import Blocker, owned_by
from centres.models import Membership
from centres.recall import recalled, remember
from portfolio.models import CriterionProgress, Registration, UnitEnrolment
from portfolio.states import CriterionState, UnitState

PEOPLE = ("earlier", "assessor__user")


def upheld_lines() -> "QuerySet[AppealLine]":
    """Those that gave something to another assessor; the newest last."""
    rows: QuerySet[AppealLine] = AppealLine.objects.exclude(assessor=None)
    return rows.select_related(*PEOPLE).order_by("at", "id")


def kept_from(actor: Membership, progress: CriterionProgress) -> Iterator[Blocker]:
    """Why this person does not decide this criterion; asks nothing where no appeal concerns them in the unit."""
    if not _concerned(actor, progress.enrolment):
        return
    registration = progress.enrolment.registration
    lines: list[AppealLine] = recalled(progress, "given to another", _lines_of) or []
    if _is_taken(actor, registration, lines):
        yield _given_away(str(progress), lines[-1])
    elif not lines or lines[-1].assessor_id != actor.pk:
        yield from duties.their_assessor(actor, registration)


def _concerned(actor: Membership, enrolment: UnitEnrolment) -> bool:
    return bool(duties.parts_in(actor, enrolment).keys() & {duties.NAMED, duties.REPLACED})


def _is_taken(actor: Membership, registration: Registration, lines: Sequence[AppealLine]) -> bool:
    """From whoever decided it before; with the candidate's assessor also from whoever countersigns for that assessor."""
    earlier = {line.earlier_id for line in lines}
    if actor.user_id in {line.earlier.user_id for line in lines}:
        return True
    return registration.assessor_id in earlier and lines[-1].assessor_id != actor.pk


def _lines_of(rows: Sequence[CriterionProgress]) -> dict[UUID, list[AppealLine]]:
    return _by(upheld_lines().filter(progress__in=rows), "progress_id")


def kept_from_result(actor: Membership, result: UnitResult) -> Iterator[Blocker]:
    """The same of an attempt, whichever of its rows was appealed."""
    if duties.REPLACED not in duties.parts_in(actor, result.enrolment):
        return
    about = {"point__result__enrolment": result.enrolment_id, "point__result__attempt": result.attempt}
    lines = list(upheld_lines().filter(**about))
    if _is_taken(actor, result.enrolment.registration, lines):
        yield _given_away(f"Attempt {result.attempt}", lines[-1])


def _given_to(line: AppealLine) -> Membership:
    assert line.assessor is not None
    return line.assessor


def _given_away(what: str, line: AppealLine) -> Blocker:
    other = _given_to(line)
    return Blocker(
        "given_to_another",
        f"{what} is decided anew by {other.name}, because an appeal was upheld.",
        "The earlier decision stays on record. Neither whoever made it nor their countersigner decides it again.",
        since=line.at,
        **owned_by(other),
    )


def replaces_their_assessor(actor: Membership, enrolment: UnitEnrolment) -> AppealLine | None:
    """By what somebody else signs the unit off in the place of the candidate's assessor; None where nobody does.

    Of those named in the unit it is the first whom no appeal replaced in turn, as in `_to_sign_off`. Another assessor of
    the candidate signs as ever.
    """
    if not _concerned(actor, enrolment):
        return None
    lines = recalled(enrolment, "given to others", _lines_in) or []
    replaced = {line.earlier_id for line in lines}
    if enrolment.registration.assessor_id not in replaced:
        return None
    return next((line for line in lines if line.assessor_id not in replaced), None)


def given_to_others(actor: Membership, enrolment: UnitEnrolment) -> dict[UUID, Membership]:
    """Who decides which criteria of a unit in the place of its assessor, as far as it concerns this person."""
    if not _concerned(actor, enrolment):
        return {}
    lines = recalled(enrolment, "given to others", _lines_in) or []
    return {line.progress_id: _given_to(line) for line in lines if line.progress_id}


def recall_by_criterion(actor: Membership, enrolment: UnitEnrolment, rows: Sequence[CriterionProgress]) -> None:
    """What was asked about a unit is not asked again about its criteria; they belong together."""
    if _concerned(actor, enrolment):
        lines = recalled(enrolment, "given to others", _lines_in) or []
        remember(rows, "given to another", _by((line for line in lines if line.progress_id), "progress_id"))


def _lines_in(units: Sequence[UnitEnrolment]) -> dict[UUID, list[AppealLine]]:
    rows = upheld_lines().filter(outcome__appeal__enrolment__in=units).select_related("outcome__appeal")
    found: dict[UUID, list[AppealLine]] = {}
    for line in rows:
        found.setdefault(line.outcome.appeal.enrolment_id, []).append(line)
    return found


def signs_off(actor: Membership, enrolment: UnitEnrolment) -> Iterator[Blocker]:
    """The candidate's assessor; not one whom an appeal replaced in the unit, who could hold up what it gave."""
    line = replaces_their_assessor(actor, enrolment)
    if line is None:
        yield from duties.their_assessor(actor, enrolment.registration)
    elif line.assessor_id != actor.pk:
        other = _given_to(line)
        yield Blocker(
            "signed_by_another",
            f"{other.name} signs {enrolment.unit} off, because an appeal was upheld.",
            "Your decisions on its other criteria stay yours."
            if line.earlier.user_id == actor.user_id
            else "A centre admin can allocate the candidate to somebody else, who signs it off then.",
            since=line.at,
            **owned_by(other),
        )


def _by(lines: Iterable[AppealLine], name: str) -> dict[Any, list[AppealLine]]:
    found: dict[Any, list[AppealLine]] = {}
    for line in lines:
        found.setdefault(getattr(line, name), []).append(line)
    return found


def theirs_to_decide(actor: Membership, progress: str = "progress") -> Q:
    """Rows about criteria that this person decides: their candidates', but for what an appeal gave to another.

    A review may give to somebody else again what an earlier stage gave away: the newest counts, as in `kept_from`.

    Whose candidates these can be is said first, so that a database begins with them and not with everybody's.
    """
    theirs = Q(**{f"{progress}__enrolment__registration__assessor": actor})
    lines = AppealLine.objects.exclude(assessor=None).filter(progress=OuterRef(progress))
    taken = lines.filter(earlier__user=actor.user_id)
    named = AppealLine.objects.filter(assessor=actor).order_by().values("progress__enrolment__registration")
    own = Registration.objects.filter(assessor=actor).order_by().values("pk")
    among = Q(**{f"{progress}__enrolment__registration__in": own.union(named)})
    return among & ((theirs & ~Exists(taken)) | Q(_given_to_them(actor, progress)))


def left_to_their_assessor(actor: Membership) -> Q:
    """Links of candidates of whatever assessor, but for what an appeal took from that assessor, or from this person."""
    taken = AppealLine.objects.exclude(assessor=None).filter(progress=OuterRef("progress"))
    theirs = Q(earlier=OuterRef("progress__enrolment__registration__assessor"))
    return ~Q(Exists(taken.filter(theirs | Q(earlier=actor.pk))))


def waits_with(actor: Membership) -> Q:
    """Links that this person decides on, or somebody in training whom they countersign."""
    people = Membership.objects.filter(Q(pk=actor.pk) | Q(countersigner=actor, trainee=True))
    theirs = Q(progress__enrolment__registration__assessor__in=people)
    return (theirs & left_to_their_assessor(actor)) | Q(_given_to_them(actor, "progress"))


def _given_to_them(actor: Membership, progress: str) -> Exact:
    """The newest outcome that gave a criterion to anybody gave it to this person."""
    lines = AppealLine.objects.exclude(assessor=None).filter(progress=OuterRef(progress))
    return Exact(Subquery(lines.order_by("-at", "-id").values("assessor")[:1]), actor.pk)


# While something waits for whom an appeal named -------------------------------------------------------------------
def lines_that_wait(actor: Membership) -> "QuerySet[AppealLine]":
    """What this person was named for and has not done yet: a criterion to decide, an attempt to mark, the unit to sign off."""
    later = AppealLine.objects.exclude(assessor=None).filter(progress=OuterRef("progress"), at__gt=OuterRef("at"))
    to_decide = Q(progress__state__in=(CriterionState.SENT, CriterionState.REOPENED)) & ~Exists(later)
    marked = UnitResult.objects.filter(
        enrolment=OuterRef("point__result__enrolment"), attempt=OuterRef("point__result__attempt"), recorded_by=actor
    )
    to_mark = Q(point__result__isnull=False) & ~Exists(marked)
    rows: QuerySet[AppealLine] = AppealLine.objects.filter(assessor=actor)
    return rows.filter(to_decide | to_mark | _to_sign_off())


def _to_sign_off() -> Q:
    """All is met or passed, and it is by this line that somebody signs off in the place of the candidate's assessor."""
    unit = OuterRef("outcome__appeal__enrolment")
    criteria = CriterionProgress.objects.filter(enrolment=unit)
    met = Exists(criteria) & ~Exists(criteria.exclude(state=CriterionState.MET))
    passed = Exists(UnitResult.objects.filter(enrolment=unit, passed=True).standing())
    return Q(met | passed, _is_first_not_replaced(), outcome__appeal__enrolment__state=UnitState.PROGRESS)


def _is_first_not_replaced() -> Q:
    """What `replaces_their_assessor` finds."""
    lines = AppealLine.objects.exclude(assessor=None)
    here = lines.filter(outcome__appeal__enrolment=OuterRef("outcome__appeal__enrolment"))
    replaced = Exists(here.filter(earlier=OuterRef("assessor")))
    assessor = here.filter(earlier=OuterRef("outcome__appeal__enrolment__registration__assessor"))
    before = here.filter(~replaced, at__lt=OuterRef("at"))
    return Q(Exists(assessor), ~replaced, ~Exists(before))


def concerned_by_appeals(actor: Membership) -> Q:
    """A candidate is open to whoever decides an open appeal of theirs, and while something waits for whom one named."""
    named = lines_that_wait(actor).values("outcome__appeal__enrolment__registration")
    decides = Appeal.objects.open().filter(decider=actor).values("enrolment__registration")
    return Q(pk__in=named) | Q(pk__in=decides)


def units_decided_anew(actor: Membership) -> "QuerySet[Any]":
    """Keys of the units in which somebody decided or marked what an appeal gave them: what they did stays theirs to read."""
    decided = CriterionDecision.objects.filter(progress=OuterRef("progress"), assessor=actor)
    marked = UnitResult.objects.filter(enrolment=OuterRef("point__result__enrolment"), recorded_by=actor)
    lines = AppealLine.objects.filter(Exists(decided) | Exists(marked), assessor=actor)
    return lines.order_by().values("outcome__appeal__enrolment")


def evidence_decided_anew(actor: Membership) -> Q:
    """The items on which those decisions rest."""
    lines = AppealLine.objects.filter(assessor=actor, progress__decisions__assessor=actor)
    return Q(pk__in=lines.order_by().values("progress__decisions__evidence__evidence"))
