"""What claims adds to the pages of the apps below."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse

from assessment.gates import newest_sign_off
from centres.gates import Blocker
from centres.models import Membership, Role
from centres.panels import Tile
from claims.gates import claim_gate, claims_on
from claims.loading import standing_of
from claims.models import Claim
from claims.models.claim import Kind
from claims.selectors.claims_list import ready_count, stuck_claims
from claims.selectors.register import issued_to
from claims.states import ClaimState
from portfolio.models import Registration, UnitEnrolment

Panel = dict[str, Any]


def registration_panel(actor: Membership, registration: Registration) -> Panel | None:
    """On the candidate's page, for those who may read claims: how near the certificate is."""
    if actor.role not in (Role.ADMIN, Role.IQA, Role.EQA):
        return None
    standing = standing_of(registration)
    claim = standing.full_claim
    asked = {"registration": registration, "kind": Kind.FULL, "standing": standing}
    blockers = [] if claim else claim_gate.blockers(actor=actor, **asked)
    return {
        "template": "claims/_registration_panel.html",
        "registration": registration,
        "claim": claim,
        "blockers": blockers,
        "more": max(0, len(blockers) - 1),
        "outcome": standing.verdict,
        "documents": list(issued_to(actor).filter(claim__registration=registration)),
    }


def home_panel(actor: Membership, registration: Registration) -> Panel | None:
    """On the candidate's home: their certificates, once there are any."""
    documents = list(issued_to(actor).filter(claim__registration=registration))
    return {"template": "claims/_home_panel.html", "documents": documents} if documents else None


def unit_panel(actor: Membership, enrolment: UnitEnrolment) -> Panel | None:
    """On a unit's page: the claims that it is on; for the candidate and the assessor, those that are made."""
    if newest_sign_off(enrolment) is None:
        return None
    overseer = actor.role in (Role.ADMIN, Role.IQA, Role.EQA)
    shown = [claim for claim in claims_on(enrolment) if overseer or claim.state == ClaimState.MADE]
    if not shown:
        return None
    return {
        "template": "claims/_unit_panel.html",
        "claims": shown,
        "registration": enrolment.registration_id,
        "opens_claim": overseer,
        "takes_documents": actor.role != Role.ASSESSOR,
    }


def ready_tile(actor: Membership) -> Tile:
    number = ready_count(actor)
    title = "candidate ready to claim" if number == 1 else "candidates ready to claim"
    detail = "Nothing stops a full certificate" if number else "Somebody or something stops each of them"
    return Tile(number, title, detail, f"{reverse('claims')}{'?view=ready' if number else ''}", "Open the claims")


def claims_waiting(actor: Membership) -> Iterator[Blocker]:
    """What only the admin can carry on: claims held for the body's answer, and claims that the second look pulled."""
    for claim in stuck_claims(actor).select_related("registration__candidate"):
        if claim.state == ClaimState.HELD:
            yield _waiting(
                claim,
                f"{claim.registration.candidate}'s claim is held",
                "The readings of the rule differ. Enter what the awarding organisation answers.",
                claim.claimed_at,
            )
        else:
            yield _waiting(
                claim,
                f"{claim.registration.candidate}'s claim was pulled",
                claim.stopped_by[0]["message"],
                claim.pulled_at,
            )


def _waiting(claim: Claim, message: str, detail: str, since: Any) -> Blocker:
    link = reverse("claim", args=[claim.registration_id])
    return Blocker(f"claim_{claim.state}", message, detail, since=since, link=link, link_text="Open the claim")
