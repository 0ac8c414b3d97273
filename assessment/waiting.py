"""What waits for an assessor: submitted items put forward for criteria that are not decided on them yet."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce, Greatest

from assessment.again import theirs_to_decide
from assessment.models import DecisionEvidence
from centres.models import Membership
from portfolio.models import Evidence, EvidenceLink, UnitEnrolment
from portfolio.states import CriterionState, EvidenceState, RegistrationState, UnitState

WAITING = (CriterionState.SENT, CriterionState.REOPENED)


def _decided_on() -> QuerySet[DecisionEvidence]:
    return DecisionEvidence.objects.filter(evidence=OuterRef("evidence"), decision__progress=OuterRef("progress"))


def _put_forward_at() -> Coalesce:
    return Coalesce(F("proposed_at"), F("evidence__submitted_at"))


def waiting_links() -> QuerySet[EvidenceLink]:
    """Links that make their item wait. An item that was decided on before waits again only when nothing newer does.

    `waits_since`: when the item was submitted or put forward for it, or its criterion opened again, whichever was later.
    """
    sent: Any = EvidenceLink.objects.that_count().filter(evidence__state=EvidenceState.SENT)
    # The state is said again, so that a database that answers for all criteria at once reads those that wait alone.
    newer = sent.filter(~Exists(_decided_on()), progress=OuterRef("progress"), progress__state__in=WAITING)
    return (
        sent.filter(
            ~Exists(_decided_on()) | Q(progress__state=CriterionState.REOPENED) | ~Exists(newer),
            progress__state__in=WAITING,
            progress__enrolment__registration__state=RegistrationState.ACTIVE,
        )
        .exclude(progress__enrolment__state__in=[UnitState.SIGNED, UnitState.AWAITING])
        .annotate(waits_since=Greatest(F("progress__since"), F("evidence__submitted_at"), _put_forward_at()))
    )


def waiting_for(actor: Membership) -> QuerySet[EvidenceLink]:
    """Of the candidates allocated to this assessor, and what appeals gave them to decide anew."""
    return waiting_links().filter(theirs_to_decide(actor))


def waiting_items(actor: Membership) -> QuerySet[Any]:
    """For the number in the navigation."""
    return waiting_for(actor).order_by().values("evidence")


def oldest_waiting_items(units: Sequence[UnitEnrolment]) -> dict[UUID, Evidence]:
    """The item of each unit that waits the longest."""
    links = waiting_links().filter(progress__enrolment__in=units).select_related("evidence", "progress")
    newest_first = links.order_by("-progress__since", "-evidence__submitted_at")
    return {link.progress.enrolment_id: link.evidence for link in newest_first}
