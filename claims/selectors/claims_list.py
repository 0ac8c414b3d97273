"""Candidates by what stops their claim."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Sum

from centres.gates import Blocker
from centres.models import Membership
from claims.gates import claim_gate
from claims.loading import standings_of
from claims.models import Claim
from claims.models.claim import Kind
from claims.standing import Standing
from claims.states import ClaimState
from iqa.sign_offs import standing as standing_sign_offs
from portfolio.models import Registration
from portfolio.states import RegistrationState

NEAR = 3, 4  # of the credits that the rule asks for in all
GROUPS = {
    "ready": "Ready",
    "nearly": "Nearly ready",
    "held": "Held",
    "making": "Being made",
    "later": "Further to go",
}
ORDER = ("held", "ready", "making", "nearly", "later")


@dataclass(frozen=True)
class Row:
    standing: Standing
    blockers: list[Blocker]

    @property
    def registration(self) -> Registration:
        return self.standing.registration

    @property
    def group(self) -> str:
        claim = self.standing.full_claim
        if claim is not None:
            return "held" if claim.state == ClaimState.HELD else "making"
        return "ready" if not self.blockers else "nearly" if self.is_near else "later"

    @property
    def is_near(self) -> bool:
        have, need = self.credits
        part, whole = NEAR
        return have > 0 and have * whole >= need * part

    @property
    def left(self) -> int:
        """Credits that are still to be cleared."""
        have, need = self.credits
        return max(0, need - have)

    @property
    def first(self) -> Blocker | None:
        return self.blockers[0] if self.blockers else None

    @property
    def more(self) -> int:
        return len(self.blockers) - 1

    @property
    def credits(self) -> tuple[int, int]:
        """Have and need: of the clause that asks for credits in all, else what is cleared and nothing."""
        verdict = self.standing.verdict
        for clause in verdict.clauses if verdict else ():
            if clause.kind == "minimum_credits":
                return clause.have, clause.need
        return sum(unit.unit.credit for unit in self.standing.cleared), 0


def open_rows(actor: Membership) -> list[Row]:
    """Everybody who is registered: what waits for the admin first, then the nearest to a certificate."""
    rows = [_row(actor, standing) for standing in standings_of(_open(actor))]
    return sorted(rows, key=lambda row: (ORDER.index(row.group), row.left, row.registration.candidate.name))


def _open(actor: Membership) -> Any:
    return Registration.objects.visible_to(actor).filter(state=RegistrationState.ACTIVE)


def _row(actor: Membership, standing: Standing) -> Row:
    if standing.full_claim is not None:
        return Row(standing, [])
    return Row(
        standing,
        claim_gate.blockers(actor=actor, registration=standing.registration, kind=Kind.FULL, standing=standing),
    )


def stuck_claims(actor: Membership) -> "QuerySet[Claim]":
    """What only the admin can carry on: held for the body's answer, or pulled by the second look and not claimed again."""
    rows: QuerySet[Claim] = Claim.objects.visible_to(actor).filter(kind=Kind.FULL)
    live = Claim.objects.live().filter(registration=OuterRef("registration"), kind=Kind.FULL)
    later = Claim.objects.filter(registration=OuterRef("registration"), pulled_at__gt=OuterRef("pulled_at"))
    pulled = Q(~Exists(live), ~Exists(later), state=ClaimState.PULLED, confirmed_at=None)
    by_the_worker = Q(registration__state=RegistrationState.ACTIVE) & ~Q(stopped_by__0__code="by_hand")
    return rows.filter(Q(state=ClaimState.HELD) | (pulled & by_the_worker))


def stuck_count(actor: Membership) -> int:
    """For the number in the navigation: one query. How many are ready takes the rule, so that is on the page itself."""
    return stuck_claims(actor).count()


def ready_count(actor: Membership) -> int:
    """How many claims nothing stops. The gate is asked only of those with credits enough."""
    likely = Registration.objects.filter(pk__in=_with_credits_enough(actor))
    return sum(_row(actor, standing).group == "ready" for standing in standings_of(likely))


def _with_credits_enough(actor: Membership) -> list[Any]:
    """One query for a whole centre: whose cleared credits reach the least that their rule asks for in all."""
    live = Claim.objects.live().filter(registration=OuterRef("enrolment__registration"), kind=Kind.FULL)
    rows = (
        standing_sign_offs()
        .filter(~Exists(live), enrolment__registration__in=_open(actor), clearance__isnull=False)
        .order_by()
        .values_list("enrolment__registration", "enrolment__registration__specification__rule")
        .annotate(Sum("enrolment__unit__credit"))
    )
    return [registration for registration, rule, credits in rows if rule and credits >= _least(rule)]


def _least(rule: Mapping[str, Any]) -> int:
    asked = [clause["credits"] for clause in rule["clauses"] if clause["kind"] == "minimum_credits"]
    return max(asked, default=0)
