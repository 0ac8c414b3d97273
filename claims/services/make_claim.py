from collections.abc import Sequence

from django.db import transaction

from centres.audit import record
from centres.models import Membership, Role
from centres.permissions import require_role
from centres.services.enqueue import enqueue
from claims.freezing import counts, deciding, new_documents, take_snapshot
from claims.gates import claim_gate, day_of
from claims.loading import standing_of
from claims.models import Claim, ClaimUnit, Document
from claims.models.claim import Kind
from claims.standing import Standing, UnitStanding
from claims.states import ClaimState
from portfolio.models import Registration
from units.combination import Outcome


@transaction.atomic
def make_claim(*, actor: Membership, registration: Registration, kind: str) -> Claim:
    """The claim, frozen as it is now; a worker looks a second time and prints. Pressed twice, it is made once.

    Where the readings of the rule differ, the claim is held and nothing is queued.
    """
    require_role(actor, Role.ADMIN)
    registration = (
        Registration.objects.visible_to(actor).select_for_update(of=("self",), no_key=True).get(pk=registration.pk)
    )
    standing = standing_of(registration)
    made_before = _made_before(standing, kind)
    if made_before:
        return made_before
    claim_gate.require(actor=actor, registration=registration, kind=kind, standing=standing)
    claim = _write(actor, standing, Kind(kind))
    held = claim.state == ClaimState.HELD
    record(actor, "claim.made", claim, numbers=_numbers(claim), held=held)
    if not held:
        enqueue(purpose="finish_claim", centre=registration.centre, object_id=claim.pk)
    return claim


def _made_before(standing: Standing, kind: str) -> Claim | None:
    """The live full claim; or the unit claim that is under way, or that left nothing to claim."""
    if kind == Kind.FULL:
        return standing.full_claim
    before = [claim for claim in standing.claims if claim.kind == Kind.UNIT]
    under_way = [claim for claim in before if claim.state == ClaimState.QUEUED or not standing.unclaimed()]
    return under_way[0] if under_way else None


def _write(actor: Membership, standing: Standing, kind: Kind) -> Claim:
    units = standing.on_claim(kind, day_of(None))
    outcome = standing.verdict if kind == Kind.FULL else None
    documents = new_documents(kind)
    snapshot = take_snapshot(
        actor=actor, registration=standing.registration, units=units, outcome=outcome, documents=documents
    )
    claim = Claim.objects.create(
        registration=standing.registration,
        kind=kind,
        state=ClaimState.HELD if outcome and outcome.held else ClaimState.QUEUED,
        outcome=outcome.to_dict() if outcome else {},
        snapshot=snapshot.to_record(),
        claimed_by=actor,
    )
    _write_parts(claim, units, outcome, documents)
    return claim


def _write_parts(
    claim: Claim, units: Sequence[UnitStanding], outcome: Outcome | None, documents: Sequence[Document]
) -> None:
    reading = deciding(outcome) if outcome else None
    ClaimUnit.objects.bulk_create(
        ClaimUnit(
            claim=claim,
            enrolment=unit.enrolment,
            sign_off=unit.sign_off,
            credit=unit.unit.credit,
            counted=counts(unit, reading),
        )
        for unit in units
    )
    for document in documents:
        document.claim = claim
    Document.objects.bulk_create(documents)


def _numbers(claim: Claim) -> list[str]:
    return list(claim.documents.values_list("number", flat=True))
