"""What assessors wrote to a candidate: what waits for an answer, and what waits to be read."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, UUIDField

from assessment.models import CriterionDecision, FeedbackReceipt, ReopenedCriterion
from centres.models import Membership
from portfolio.models import CriterionProgress, EvidenceLink, Registration
from portfolio.states import CriterionState, EvidenceState, LinkState

MOST_EARLIER = 30
MOST_AT_ONCE = 50


def _asked() -> Any:
    """Not yet met, or reopened with nothing left to decide on: it is the candidate's turn."""
    left = EvidenceLink.objects.that_count().filter(progress=OuterRef("pk"), evidence__state=EvidenceState.SENT)
    return Q(state=CriterionState.NOT_YET) | (Q(state=CriterionState.REOPENED) & ~Exists(left))


def unread_feedback() -> Any:
    """Newest decisions that say something and that the candidate has not acknowledged."""
    receipts = FeedbackReceipt.objects.filter(decision=OuterRef("pk"))
    return CriterionDecision.objects.newest().exclude(feedback="").filter(~Exists(receipts))


def _unread() -> Exists:
    return Exists(unread_feedback().filter(progress=OuterRef("pk")))


def to_answer_or_read(registration: Registration) -> list[Any]:
    """Criteria, each with `asked`, `unread` and `words`, what the newest decision says; the longest first. One query.

    And with `turned_down`: an item was not accepted for it and nothing else is put forward; `item` (its key), `item_title`,
    `item_reason` and `item_at` say which, why and since when.
    """
    newest = CriterionDecision.objects.filter(progress=OuterRef("pk")).order_by("-attempt")
    rows = CriterionProgress.objects.filter(enrolment__registration=registration)
    rows = rows.annotate(asked=_asked(), unread=_unread(), words=Subquery(newest.values("feedback")[:1]), **_refused())
    wanted = Q(asked=True) | Q(unread=True) | Q(turned_down=True)
    rows = rows.filter(wanted).select_related("enrolment__unit", "criterion__outcome")
    return list(rows.order_by("since", "criterion__outcome__number", "criterion__position"))


def _refused() -> dict[str, Any]:
    links = EvidenceLink.objects.filter(progress=OuterRef("pk"), evidence__state=EvidenceState.SENT)
    newest = links.filter(state=LinkState.REFUSED).order_by("-answered_at")
    columns = {"item_title": "evidence__title", "item_reason": "reason", "item_at": "answered_at"}
    found = {name: Subquery(newest.values(path)[:1]) for name, path in columns.items()}
    # SQLite keeps a key as text: said what it is, it comes back as one.
    key = Subquery(newest.values("evidence")[:1], output_field=UUIDField())
    turned_down = Exists(newest) & ~Exists(links.that_count()) & ~Q(state=CriterionState.MET)
    return {"turned_down": turned_down, "item": key} | found


def criteria_to_answer(actor: Membership) -> QuerySet[CriterionProgress]:
    """For the number in the tab."""
    rows: QuerySet[CriterionProgress] = CriterionProgress.objects.visible_to(actor)
    return rows.filter(_asked() | Q(_unread()))


@dataclass
class Asked:
    """A criterion that waits for the candidate, with what was said about it."""

    progress: CriterionProgress
    decision: CriterionDecision | None = None
    reopened: ReopenedCriterion | None = None


@dataclass
class Feedback:
    """`asked`: to answer with evidence. `to_read`: further decisions that say something. `earlier`: read before."""

    asked: list[Asked] = field(default_factory=list)
    to_read: list[CriterionDecision] = field(default_factory=list)
    earlier: list[CriterionDecision] = field(default_factory=list)

    @property
    def unread(self) -> list[CriterionDecision]:
        wanted = [one.decision for one in self.asked if one.decision and one.decision.feedback]
        return [*(decision for decision in wanted if not decision.receipts.all()), *self.to_read]


def feedback_for(actor: Membership) -> Feedback:
    """Newest first."""
    asked = asked_of(actor)
    shown = [one.decision.pk for one in asked if one.decision]
    to_read = _told(actor, unread_feedback().exclude(pk__in=shown), MOST_AT_ONCE)
    unread = unread_feedback().filter(pk=OuterRef("pk"))
    earlier = CriterionDecision.objects.exclude(feedback="").exclude(pk__in=shown).filter(~Exists(unread))
    return Feedback(asked, to_read, _told(actor, earlier, MOST_EARLIER))


def _told(actor: Membership, rows: Any, most: int) -> list[CriterionDecision]:
    parts = ("assessor__user", "progress__criterion", "progress__enrolment__unit")
    told = rows.visible_to(actor).select_related(*parts).prefetch_related("receipts")
    return list(told.order_by("-at")[:most])


def asked_of(actor: Membership) -> list[Asked]:
    rows = (
        CriterionProgress.objects.visible_to(actor)
        .filter(_asked())
        .select_related("criterion__outcome", "enrolment__unit", "enrolment__registration__assessor__user")
    )
    found = {row.pk: Asked(row) for row in rows.order_by("-since")}
    decisions = CriterionDecision.objects.filter(progress__in=found).newest().select_related("assessor__user")
    for decision in decisions.prefetch_related("receipts"):
        one = found[decision.progress_id]
        decision.progress, one.decision = one.progress, decision
    reopenings = ReopenedCriterion.objects.filter(progress__in=found, progress__state=CriterionState.REOPENED)
    for row in reopenings.select_related("reopening__actor__user").order_by("at"):
        found[row.progress_id].reopened = row
    return list(found.values())


def unread_of(registration: Registration) -> QuerySet[CriterionDecision]:
    """For the assessor: what the candidate has not acknowledged, the oldest first."""
    rows: QuerySet[CriterionDecision] = unread_feedback().filter(progress__enrolment__registration=registration)
    return rows.select_related("progress__criterion", "progress__enrolment__unit", "assessor__user").order_by("at")


def replies_of(registration: Registration, most: int = 3) -> list[FeedbackReceipt]:
    rows = FeedbackReceipt.objects.filter(decision__progress__enrolment__registration=registration).exclude(reply="")
    parts = ("by__user", "decision__progress__criterion", "decision__progress__enrolment__unit")
    return list(rows.select_related(*parts).order_by("-at")[:most])
