"""Who decides anew what an appeal upheld, and who never decides it again (domain.md 5.2)."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.lookups import Exact

from assessment import duties
from assessment.models import Appeal, AppealLine, UnitResult
from centres.gates import Blocker, owned_by
from centres.models import Membership
from centres.recall import recalled
from portfolio.models import CriterionProgress, Registration

PEOPLE = ("earlier", "assessor__user")


def upheld_lines() -> "QuerySet[AppealLine]":
    """Those that gave something to another assessor; the newest last."""
    rows: QuerySet[AppealLine] = AppealLine.objects.exclude(assessor=None)
    return rows.select_related(*PEOPLE).order_by("at", "id")


def kept_from(actor: Membership, progress: CriterionProgress) -> Iterator[Blocker]:
    """Why this person does not decide this criterion; asks nothing where no appeal concerns them in the unit."""
    if not duties.parts_in(actor, progress.enrolment).keys() & {duties.NAMED, duties.REPLACED}:
        return
    lines: list[AppealLine] = recalled(progress, "given to another", _lines_of) or []
    if any(line.earlier.user_id == actor.user_id for line in lines):
        yield _given_away(str(progress), lines[-1])
    elif not lines or lines[-1].assessor_id != actor.pk:
        yield from duties.their_assessor(actor, progress.enrolment.registration)


def _lines_of(rows: Sequence[CriterionProgress]) -> dict[UUID, list[AppealLine]]:
    return _by(upheld_lines().filter(progress__in=rows), "progress_id")


def kept_from_result(actor: Membership, result: UnitResult) -> Iterator[Blocker]:
    """The same of an attempt, whichever of its rows was appealed."""
    if duties.REPLACED not in duties.parts_in(actor, result.enrolment):
        return
    about = {"point__result__enrolment": result.enrolment_id, "point__result__attempt": result.attempt}
    lines = [line for line in upheld_lines().filter(**about) if line.earlier.user_id == actor.user_id]
    for line in lines[-1:]:
        yield _given_away(f"Attempt {result.attempt}", line)


def _given_away(what: str, line: AppealLine) -> Blocker:
    other = line.assessor
    assert other is not None
    return Blocker(
        "given_to_another",
        f"{what} is decided anew by {other.name}, because an appeal was upheld.",
        "Your earlier decision stays on record. You do not decide it again.",
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
    lines = AppealLine.objects.exclude(assessor=None).filter(progress=OuterRef(progress))
    theirs = Q(**{f"{progress}__enrolment__registration__assessor": actor})
    taken = lines.filter(earlier__user=actor.user_id)
    named = AppealLine.objects.filter(assessor=actor).order_by().values("progress__enrolment__registration")
    own = Registration.objects.filter(assessor=actor).order_by().values("pk")
    among = Q(**{f"{progress}__enrolment__registration__in": own.union(named)})
    given = Exact(Subquery(lines.order_by("-at", "-id").values("assessor")[:1]), actor.pk)
    return among & ((theirs & ~Exists(taken)) | Q(given))


def concerned_by_appeals(actor: Membership) -> Q:
    """A candidate is open to whoever an appeal named for them, and to whoever decides an appeal of theirs."""
    named = AppealLine.objects.filter(assessor=actor).values("outcome__appeal__enrolment__registration")
    decides = Appeal.objects.open().filter(decider=actor).values("enrolment__registration")
    return Q(pk__in=named) | Q(pk__in=decides)
