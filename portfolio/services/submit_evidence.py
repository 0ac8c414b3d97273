from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from centres.audit import record
from centres.gates import Blocker, Refused
from centres.models import Membership
from portfolio.gates import submission_gate
from portfolio.models import CriterionProgress, Evidence, EvidenceLink, UnitEnrolment
from portfolio.models.link import put_forward_since
from portfolio.permissions import require_owner
from portfolio.states import CriterionState, EvidenceState, move


@transaction.atomic
def submit_evidence(*, actor: Membership, evidence: Evidence, declared: bool) -> Evidence:
    """Hands a draft to the assessor: its criteria are submitted, except those that are met already.

    A newer version supersedes the one that it replaces: decisions on that one stand as they are, and it waits for none.
    A second press finds it submitted.
    """
    require_owner(actor, evidence.registration)
    evidence = lock_versions([evidence])[evidence.pk]
    if evidence.state in (EvidenceState.SENT, EvidenceState.SUPERSEDED):
        return evidence
    if evidence.state == EvidenceState.WITHDRAWN:
        raise Refused(Blocker("withdrawn_already", f"“{evidence}” was withdrawn.", "Upload it again."))
    locked = lock_linked([evidence, *filter(None, [evidence.replaces])])
    own = set(evidence.links.values_list("progress", flat=True))
    linked = [progress for progress in locked if progress.pk in own]
    submission_gate.require(actor=actor, evidence=evidence, linked=linked, declared=declared)
    for progress in linked:
        send(progress)
    evidence.declared_at = evidence.submitted_at = timezone.now()
    evidence.save(update_fields=["declared_at", "submitted_at"])
    move(evidence, EvidenceState, EvidenceState.SENT)
    _supersede(evidence, locked)
    facts = {"sha256": evidence.file_id, "criteria": [str(progress.pk) for progress in linked]}
    record(actor, "evidence.submitted", evidence, **facts)
    return evidence


def lock_versions(items: Sequence[Evidence]) -> dict[object, Evidence]:
    """The items and what they replace, in the order of the keys; the replaced one is found at `replaces`."""
    wanted = {item.pk for item in items} | {item.replaces_id for item in items if item.replaces_id}
    rows = Evidence.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=wanted).order_by("pk")
    found: dict[object, Evidence] = {row.pk: row for row in rows.select_related("registration")}
    for row in found.values():
        if row.replaces_id in found:
            row.replaces = found[row.replaces_id]
    return found


def _supersede(evidence: Evidence, locked: Sequence[CriterionProgress]) -> None:
    """What waited on the older version and was not put forward again stands where it stood before."""
    older = evidence.replaces
    if older is not None and older.state == EvidenceState.SENT:
        move(older, EvidenceState, EvidenceState.SUPERSEDED)
        settle(locked)


def lock_linked(items: Sequence[Evidence]) -> list[CriterionProgress]:
    """What the items are put forward for: of two batches on the same units one waits for the other."""
    return lock_for_submission(EvidenceLink.objects.filter(evidence__in=items).values("progress"))


def lock_for_submission(criteria: Any) -> list[CriterionProgress]:
    """Units, then criteria, each in the order of the keys, as everybody locks them: no unit is signed off or dropped
    between the check and the act. `criteria`: keys of progress, or a query of them."""
    rows = CriterionProgress.objects.filter(pk__in=criteria)
    list(
        UnitEnrolment.objects.select_for_update(of=("self",), no_key=True)
        .filter(pk__in=rows.values("enrolment"))
        .order_by("pk")
    )
    locked = rows.select_related("enrolment__unit", "criterion").select_for_update(of=("self",), no_key=True)
    return list(locked.order_by("pk"))


def send(progress: CriterionProgress) -> None:
    """Remembers the decision that stood, for the case that everything submitted since is withdrawn."""
    if progress.state in (CriterionState.MET, CriterionState.SENT):
        return
    asked_again = progress.state in (CriterionState.NOT_YET, CriterionState.REOPENED)
    progress.returns_to = CriterionState(progress.state) if asked_again else CriterionState.NONE
    progress.save(update_fields=["returns_to"])
    move(progress, CriterionState, CriterionState.SENT)


def settle(linked: Sequence[CriterionProgress]) -> None:
    """A submitted criterion for which nothing waits any more stands again where it stood before."""
    for progress in linked:
        if progress.state == CriterionState.SENT and not _waits(progress):
            move(progress, CriterionState, progress.returns_to)


def follow_drafts(rows: Sequence[CriterionProgress]) -> None:
    """A criterion on which nothing was submitted is a draft while a draft is linked to it, else not started."""
    drafted = set(
        EvidenceLink.objects.filter(progress__in=rows, evidence__state=EvidenceState.DRAFT).values_list(
            "progress_id", flat=True
        )
    )
    for row in rows:
        if row.state in (CriterionState.NONE, CriterionState.DRAFT):
            move(row, CriterionState, CriterionState.DRAFT if row.pk in drafted else CriterionState.NONE)


def _waits(progress: CriterionProgress) -> bool:
    """`since` is when the criterion was submitted: whether an item still waits for the decision since then."""
    others = EvidenceLink.objects.that_count().filter(progress=progress, evidence__state=EvidenceState.SENT)
    return bool(others.filter(put_forward_since(progress.since)).exists())
