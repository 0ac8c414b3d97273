"""What can stop a claim, and what a claim stops in the apps below.

The subject of the claim's gate is `registration` and `kind`; a list of candidates brings the `standing` that it has
read already, and the worker the `claim` that it checks again.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from centres.gates import Blocker, Gate, owned_by
from centres.models import Membership, Role
from centres.prepared import keys_of, prepared
from centres.recall import recalled
from claims.loading import standing_of
from claims.models import Claim, ClaimUnit, Document
from claims.models.claim import Kind
from claims.standing import Standing
from claims.states import ClaimState
from claims.unit_blockers import why_not_cleared
from portfolio.models import Evidence, Registration, UnitEnrolment
from portfolio.states import RegistrationState
from units.combination import ClauseOutcome

Found = Iterator[Blocker]


class ClaimGate(Gate):
    """Its checks share one standing, which is read once."""

    def blockers(self, *, actor: Membership, **subject: Any) -> list[Blocker]:
        registration, claim = subject.pop("registration"), subject.pop("claim", None)
        standing = subject.pop("standing", None) or standing_of(registration)
        return super().blockers(actor=actor, standing=standing, claim=claim, **subject)


claim_gate = ClaimGate("claim")


def day_of(claim: Claim | None) -> dt.date:
    """The day of the claim: direct claims status is judged on that day, however long the claim was held."""
    return timezone.localdate(claim.claimed_at) if claim else timezone.localdate()


def _admins(actor: Membership) -> dict[str, Any]:
    """The owner where any centre admin can act."""
    return owned_by(actor) if actor.role == Role.ADMIN else {"owner": "Centre admin", "owner_role": "any of them"}


def not_their_own(actor: Membership, registration: Registration) -> Found:
    """Whoever makes, answers or pulls a claim is not its candidate in another role."""
    if actor.user_id is not None and actor.user_id == registration.candidate.membership.user_id:
        yield Blocker(
            "own_certificate", "This is your own certificate.", "Another centre admin claims it.", owner="Centre admin"
        )


# For either kind --------------------------------------------------------------------------------------------------
@claim_gate.register
def registration_runs(*, actor: Membership, standing: Standing, kind: str, claim: Claim | None) -> Found:
    registration = standing.registration
    if registration.state != RegistrationState.ACTIVE:
        yield Blocker(
            "registration_over",
            f"The registration of {registration.candidate} is {registration.get_state_display().lower()}.",
            "A certificate is claimed while the candidate is registered. What was claimed before stands.",
            link=reverse("candidate", args=[registration.pk]),
            link_text="Open the candidate",
            **_admins(actor),
        )


@claim_gate.register
def nobody_claims_their_own(*, actor: Membership, standing: Standing, kind: str, claim: Claim | None) -> Found:
    yield from not_their_own(actor, standing.registration)


@claim_gate.register
def centre_is_approved(*, actor: Membership, standing: Standing, kind: str, claim: Claim | None) -> Found:
    today, approval = timezone.localdate(), standing.approval
    if approval is None or not approval.holds_on(today):
        qualification = standing.registration.specification.qualification
        yield Blocker(
            "not_approved",
            f"The centre holds no approval for {qualification} today.",
            "Record the approval of the awarding organisation under Qualifications.",
            since=approval.approved_until if approval else None,
            **_admins(actor),
        )


@claim_gate.register
def eqa_has_released(*, actor: Membership, standing: Standing, kind: str, claim: Claim | None) -> Found:
    """Full: every unit that it would list. Unit: at least one, since only those go on it."""
    day = day_of(claim)
    wanted = standing.cleared if kind == Kind.FULL else standing.unclaimed(aside=claim)
    missing = [unit for unit in wanted if not unit.released]
    if not standing.needs_release(day) or not missing or (kind == Kind.UNIT and len(missing) < len(wanted)):
        return
    names = ", ".join(f"“{unit.unit.title}”" for unit in missing)
    why = f"The centre has no direct claims status on {day:%-d %B %Y}, so an EQA releases each unit first"
    yield Blocker(
        "not_released",
        f"{len(missing)} {'unit is' if len(missing) == 1 else 'units are'} not released by an EQA.",
        f"{why}: {names}.",
        since=min(unit.sign_off.clearance.at for unit in missing if unit.sign_off),
        link=reverse("unit", args=[missing[0].enrolment.pk]),
        link_text="Open the first unit",
        **_eqas(actor, standing),
    )


def _eqas(actor: Membership, standing: Standing) -> dict[str, Any]:
    if not standing.eqas:
        return _admins(actor) | {"owner_role": "gives an EQA access"}
    first = next((eqa for eqa in standing.eqas if eqa.pk == actor.pk), standing.eqas[0])
    return owned_by(first) | {"owner": ", ".join(eqa.name for eqa in standing.eqas)}


# The full certificate ---------------------------------------------------------------------------------------------
@claim_gate.register
def rule_is_known(*, actor: Membership, standing: Standing, kind: str, claim: Claim | None) -> Found:
    if kind == Kind.FULL and standing.rule is None:
        yield Blocker(
            "no_rule",
            f"No rule of combination is on file for {standing.registration.specification}.",
            "Whether the units earn the qualification cannot be checked. Claim unit certificates; for the full one, make "
            "an edition with the rule under Qualifications and move the candidate to it.",
            link=reverse("qualification", args=[standing.registration.specification.qualification.code]),
            link_text="Open the qualification",
            **_admins(actor),
        )


@claim_gate.register
def rule_holds(*, actor: Membership, standing: Standing, kind: str, claim: Claim | None) -> Found:
    """By the strict reading. Where another reading comes to another verdict, the claim is made and held instead."""
    verdict, prospect = standing.verdict, standing.prospect
    if kind != Kind.FULL or verdict is None or prospect is None or verdict.met or verdict.held:
        return
    for clause in verdict.clauses:
        if not clause.met:
            yield _clause_blocker(clause, standing)
    for unit in standing.units:
        if not unit.cleared and not unit.held and unit.unit.code in prospect.counted:
            yield why_not_cleared(unit, standing.registration)


def _clause_blocker(clause: ClauseOutcome, standing: Standing) -> Blocker:
    registration = standing.registration
    return Blocker(
        f"clause {clause.path}",
        f"{clause.title}: {f'{clause.short} short' if clause.short else 'not met'}.",
        f"{clause.explain} {clause.fix} Source: {clause.cited}.",
        link=reverse("candidate", args=[registration.pk]),
        link_text="Open the candidate",
        **owned_by(registration.assessor),
    )


@claim_gate.register
def no_unit_is_on_hold(*, actor: Membership, standing: Standing, kind: str, claim: Claim | None) -> Found:
    """Even a unit that the rule does not need: the listing would leave it out, or print a decision in doubt."""
    if kind == Kind.FULL:
        for unit in standing.units:
            if unit.held:
                yield why_not_cleared(unit, standing.registration)


@claim_gate.register
def no_appeal_is_open(*, actor: Membership, standing: Standing, kind: str, claim: Claim | None) -> Found:
    """A certificate is not taken back because an appeal was upheld. Full: of any unit, as with a hold; else of those on it."""
    listed = standing.units if kind == Kind.FULL else standing.unclaimed(aside=claim)
    for unit in listed:
        if unit.appealed:
            yield Blocker(
                f"appealed {unit.unit.code}",
                f"An appeal about “{unit.unit.title}” is open.",
                "It is claimed once the appeal is decided, or the candidate withdraws it.",
                link=f"{reverse('appeals')}?view=open",
                link_text="See the appeals",
                **_admins(actor),
            )


# The unit certificate ---------------------------------------------------------------------------------------------
@claim_gate.register
def a_unit_is_left_to_claim(*, actor: Membership, standing: Standing, kind: str, claim: Claim | None) -> Found:
    if kind != Kind.UNIT or standing.unclaimed(aside=claim):
        return
    if standing.cleared:
        said, what = "Every cleared unit is on a claim already.", "The next unit that is cleared can be claimed."
    else:
        said, what = "No unit is cleared yet.", "A unit is claimed once it is signed off and quality assured."
    yield Blocker(
        "nothing_to_claim",
        said,
        what,
        link=reverse("candidate", args=[standing.registration.pk]),
        link_text="Open the candidate",
        **owned_by(standing.registration.assessor),
    )


# What a claim stops below -----------------------------------------------------------------------------------------
def certificate_stands(*, actor: Membership, enrolment: UnitEnrolment) -> Found:
    """Of assessment's reopening: a claim that is not made yet is pulled instead, by the worker's own check."""
    for claim in (one for one in claims_on(enrolment) if one.state == ClaimState.MADE):
        body = claim.registration.specification.qualification.awarding_organisation
        yield Blocker(
            "on_certificate",
            f"{enrolment.unit.title} is on {_numbers(claim)}, claimed on {day_of(claim):%-d %B %Y}.",
            f"Tell {body} first. A unit on a certificate is not opened again here.",
            since=claim.made_at,
            link=reverse("claim", args=[claim.registration_id]),
            link_text="Open the claim",
            **owned_by(claim.claimed_by),
        )


def no_claim_rests_on_it(*, actor: Membership, evidence: Evidence, reason: str) -> Found:
    """Of portfolio's withdrawal: evidence that a decision on a claimed unit names."""
    resting = ClaimUnit.objects.filter(enrolment__criteria__decisions__evidence__evidence=evidence)
    claims = Claim.objects.live().filter(pk__in=resting.values("claim")).select_related("claimed_by__user")
    for claim in claims.prefetch_related("documents"):
        yield Blocker(
            "claimed",
            f"A claim of {day_of(claim):%-d %B %Y} rests on this evidence: {_numbers(claim)}.",
            "It stays as it is. Ask the centre admin who made the claim.",
            since=claim.claimed_at,
            **owned_by(claim.claimed_by),
        )


def no_claim_is_under_way(*, actor: Membership, registration: Registration, **subject: Any) -> Found:
    """Of portfolio's move to another edition: the worker would find another rule than the one that was claimed under."""
    under_way = Claim.objects.filter(registration=registration, state__in=[ClaimState.QUEUED, ClaimState.HELD])
    for claim in under_way.select_related("claimed_by__user"):
        yield Blocker(
            "claim_under_way",
            f"A claim of {day_of(claim):%-d %B %Y} is under way: {claim.get_state_display().lower()}.",
            "Wait until it is made, or pull it.",
            since=claim.claimed_at,
            link=reverse("claim", args=[claim.registration_id]),
            link_text="Open the claim",
            **owned_by(claim.claimed_by),
        )


def claims_on(enrolment: UnitEnrolment) -> list[Claim]:
    """The live claims that a unit is on; its page asks twice."""
    return recalled(enrolment, "claims", _claims_on) or []


def _claims_on(units: Sequence[UnitEnrolment]) -> dict[UUID, list[Claim]]:
    found: dict[UUID, list[Claim]] = {unit.pk: [] for unit in units}
    for row in _live(keys_of(units)):
        found[row.enrolment_id].append(row.claim)
    return found


@prepared
def _live(units: tuple[UUID, ...]) -> "QuerySet[ClaimUnit]":
    rows: QuerySet[ClaimUnit] = ClaimUnit.objects.filter(enrolment__in=units, claim__in=Claim.objects.live())
    about = ("claimed_by__user", "registration__specification__qualification__awarding_organisation")
    loaded = rows.select_related(*(f"claim__{part}" for part in about)).prefetch_related("claim__documents")
    return loaded.order_by("-claim__claimed_at")


def _numbers(claim: Claim) -> str:
    documents: list[Document] = list(claim.documents.all())
    return " and ".join(document.number for document in documents)
