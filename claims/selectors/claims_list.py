"""Candidates by what stops their claim."""

from collections.abc import Iterable
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from centres.gates import Blocker
from centres.models import Membership
from claims.gates import claim_gate
from claims.loading import standings_of
from claims.models import Claim
from claims.models.claim import Kind
from claims.selectors.centre_check import Check, check
from claims.standing import Standing
from claims.states import ClaimState
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


class Entry(NamedTuple):
    group: str
    check: Check


class Row(NamedTuple):
    """An entry on the page that is shown."""

    check: Check
    standing: Standing
    blockers: list[Blocker]

    @property
    def registration(self) -> Registration:
        return self.standing.registration

    @property
    def first(self) -> Blocker | None:
        return self.blockers[0] if self.blockers else None

    @property
    def more(self) -> int:
        return len(self.blockers) - 1


class ClaimsList:
    """Everybody who is registered: what waits for the admin first, then the nearest to a certificate.

    The rule is asked of everybody, the gate only of those whom the rule lets through, since it refuses the others.
    All else that a row says is read for the page that is shown.
    """

    def __init__(self, actor: Membership) -> None:
        self.actor = actor
        checks = check(open_registrations(actor), prospects=False)
        self._rows = _read(actor, _let_through(checks))
        entries = [Entry(self._group(one), one) for one in checks]
        self.entries = sorted(entries, key=lambda one: (ORDER.index(one.group), one.check.left, one.check.candidate))

    def _group(self, one: Check) -> str:
        if one.claim:
            return "held" if one.claim == ClaimState.HELD else "making"
        row = self._rows.get(one.registration)
        if row and not row.blockers:
            return "ready"
        return "nearly" if _is_near(one) else "later"

    def count(self, group: str) -> int:
        return sum(entry.group == group for entry in self.entries)

    def rows(self, entries: Iterable[Entry]) -> list[Row]:
        """In their order. Who was registered a moment ago and is not any more is left out."""
        shown = [entry.check for entry in entries]
        self._rows |= _read(self.actor, [one for one in shown if one.registration not in self._rows])
        return [self._rows[one.registration] for one in shown if one.registration in self._rows]


def _let_through(checks: Iterable[Check]) -> list[Check]:
    """By the rule, and not claimed yet: of these the gate is asked."""
    return [one for one in checks if one.may_pass and not one.claim]


def _read(actor: Membership, checks: Iterable[Check]) -> dict[UUID, Row]:
    wanted = {one.registration: one for one in checks}
    standings = standings_of(Registration.objects.filter(pk__in=wanted))
    return {row.registration.pk: Row(wanted[row.registration.pk], row, _blockers(actor, row)) for row in standings}


def _is_near(one: Check) -> bool:
    (have, need), (part, whole) = one.credits, NEAR
    return have > 0 and have * whole >= need * part


def open_registrations(actor: Membership) -> Any:
    return Registration.objects.visible_to(actor).filter(state=RegistrationState.ACTIVE)


def _blockers(actor: Membership, standing: Standing) -> list[Blocker]:
    """None where it is claimed already."""
    if standing.full_claim is not None:
        return []
    return claim_gate.blockers(actor=actor, registration=standing.registration, kind=Kind.FULL, standing=standing)


def stuck_claims(actor: Membership) -> "QuerySet[Claim]":
    """What only the admin can carry on: held for the body's answer, or pulled by the second look and not claimed again.

    The navigation counts them. How many are ready takes the rule, so that is on the page itself.
    """
    rows: QuerySet[Claim] = Claim.objects.visible_to(actor).filter(kind=Kind.FULL)
    live = Claim.objects.live().filter(registration=OuterRef("registration"), kind=Kind.FULL)
    later = Claim.objects.filter(registration=OuterRef("registration"), pulled_at__gt=OuterRef("pulled_at"))
    pulled = Q(~Exists(live), ~Exists(later), state=ClaimState.PULLED, confirmed_at=None)
    by_the_worker = Q(registration__state=RegistrationState.ACTIVE) & ~Q(stopped_by__0__code="by_hand")
    return rows.filter(Q(state=ClaimState.HELD) | (pulled & by_the_worker))


def ready_count(actor: Membership) -> int:
    """How many claims nothing stops."""
    likely = _let_through(check(open_registrations(actor), prospects=False))
    return sum(not row.blockers and not row.standing.full_claim for row in _read(actor, likely).values())
