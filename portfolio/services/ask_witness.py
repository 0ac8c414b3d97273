from uuid import UUID

from django.db import transaction

from centres.audit import record
from centres.models import Membership
from portfolio.gates import Asked, asking_gate
from portfolio.models import CriterionProgress, Registration, WitnessRequest
from portfolio.permissions import require_asker
from portfolio.services.mail_witness_link import ask_by_mail, link_expiry
from portfolio.services.name_expert import set_expert


@transaction.atomic
def ask_witness(*, actor: Membership, registration: Registration, key: UUID, asked: Asked) -> WitnessRequest:
    """A request, and a link by mail where there is an address. The same form (`key`) sent twice asks once."""
    require_asker(actor, registration)
    registration = Registration.objects.select_for_update(of=("self",), no_key=True).get(pk=registration.pk)
    before: WitnessRequest | None = registration.witness_requests.filter(asked_with=key).first()
    if before is not None:
        return before
    asking_gate.require(actor=actor, registration=registration, asked=asked)
    request = _write(actor, registration, key, asked)
    record(actor, "witness.asked", request, criteria=len(asked.criteria), by_mail=bool(request.email))
    if asked.expert_basis:
        set_expert(actor, request, asked.expert_basis)
    if request.email:
        ask_by_mail(request)
    return request


def _write(actor: Membership, registration: Registration, key: UUID, asked: Asked) -> WitnessRequest:
    request = WitnessRequest.objects.create(
        registration=registration,
        asked_by=actor,
        asked_with=key,
        name=asked.name.strip(),
        role=asked.role.strip(),
        email=asked.email.strip(),
        phone=asked.phone.strip(),
        about=asked.about.strip(),
        seen_on=asked.seen_on,
        expires_at=link_expiry(registration.centre_id),
    )
    request.criteria.set(CriterionProgress.objects.filter(pk__in=[row.pk for row in asked.criteria]))
    return request
