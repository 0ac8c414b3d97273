"""All that the page of one registration's claims shows."""

from collections.abc import Iterator
from functools import cached_property
from typing import Any, NamedTuple

from django.db.models import Prefetch
from django.utils import timezone

from centres.audit import VERBS
from centres.gates import Blocker
from centres.models import AuditEvent, Job, Membership, Role
from centres.models.job import JobState
from claims.checking import what_stops
from claims.freezing import deciding
from claims.gates import claim_gate
from claims.loading import standing_of
from claims.models import Claim, ClaimUnit
from claims.models.claim import Kind
from claims.selectors.verdict import ClauseLine, lines
from claims.standing import Standing, UnitStanding
from claims.states import ClaimState
from portfolio.models import Registration
from portfolio.states import RegistrationState
from units.combination import Outcome, Reading

ICONS = {
    "claim.made": ("pen", ""),
    "claim.confirmed": ("check-lg", "met"),
    "claim.pulled": ("x-octagon-fill", "stop"),
    "claim.finished": ("patch-check-fill", "met"),
    "document.taken": ("download", ""),
}
Entry = dict[str, Any]


class ReadingLines(NamedTuple):
    """One way to read the rule, with the clauses of which it says something else than another reading does."""

    reading: Reading
    differing: list[ClauseLine]
    confirmed: bool  # by the body: the claim rests on it


class ClaimPage:
    def __init__(self, actor: Membership, registration: Registration) -> None:
        self.actor = actor
        self.standing = standing_of(registration)
        self.registration = self.standing.registration
        self.claims = claims_of(self.registration)
        self.today = timezone.localdate()

    @cached_property
    def full(self) -> Claim | None:
        """The live full claim."""
        return next((one for one in self.claims if one.kind == Kind.FULL and one.state != ClaimState.PULLED), None)

    @property
    def others(self) -> list[Claim]:
        return [claim for claim in self.claims if claim != self.full]

    @property
    def is_admin(self) -> bool:
        return self.actor.role == Role.ADMIN

    def blockers(self, kind: Kind) -> list[Blocker]:
        return claim_gate.blockers(actor=self.actor, registration=self.registration, kind=kind, standing=self.standing)

    @cached_property
    def full_blockers(self) -> list[Blocker]:
        return self.blockers(Kind.FULL)

    @cached_property
    def unit_blockers(self) -> list[Blocker]:
        return self.blockers(Kind.UNIT)

    @cached_property
    def on_unit_claim(self) -> list[UnitStanding]:
        return self.standing.on_claim(Kind.UNIT, self.today)

    @property
    def credits_on_unit_claim(self) -> int:
        return sum(unit.unit.credit for unit in self.on_unit_claim)

    @property
    def offers_unit_certificate(self) -> bool:
        """For a candidate who does not finish: not where the full certificate is claimed, or nothing stops it."""
        ready = not self.full_blockers and self.outcome is not None and self.outcome.met
        return self.full is None and not ready and self.registration.state == RegistrationState.ACTIVE

    @cached_property
    def outcome(self) -> Outcome | None:
        """A live claim shows the verdict that it was made on; otherwise it is today's."""
        return Outcome.from_dict(self.full.outcome) if self.full else self.standing.verdict

    @cached_property
    def clauses(self) -> list[ClauseLine]:
        if self.outcome is None:
            return []
        return lines(self.outcome.clauses, None if self.full else self.standing)

    @property
    def clauses_met(self) -> int:
        return sum(line.clause.met for line in self.clauses)

    @cached_property
    def readings(self) -> list[ReadingLines]:
        """All of them, where they differ."""
        if self.outcome is None or not self.outcome.held:
            return []
        every = [{(clause.title, clause.explain) for clause in one.clauses} for one in self.outcome.readings]
        alike = set.intersection(*every)
        confirmed = deciding(self.outcome) if self.full and self.full.confirmation else None
        return [
            ReadingLines(
                one,
                [line for line in lines(one.clauses) if (line.clause.title, line.clause.explain) not in alike],
                one is confirmed,
            )
            for one in self.outcome.readings
        ]

    @cached_property
    def checks(self) -> list[str]:
        """What an open gate has found to be in order."""
        return list(_passed(self.standing, self.today))

    @cached_property
    def entries(self) -> list[Entry]:
        """What happened to the claims, newest first."""
        documents = [document for claim in self.claims for document in claim.documents.all()]
        names = {claim.pk: f"the {claim.get_kind_display().lower()}" for claim in self.claims}
        names |= {document.pk: document.number for document in documents}
        events = AuditEvent.objects.filter(centre=self.registration.centre_id, object_id__in=names)
        return [_entry(event, names[event.object_id]) for event in events.select_related("actor__user")[:30]]


def verdict_record(page: ClaimPage) -> dict[str, Any]:
    """What the page shows of the rule, as plain values. `frozen_at`: the claim whose verdict it is was made then."""
    return {
        "registration": page.registration.number,
        "qualification": page.registration.specification.qualification.title,
        "edition": page.registration.specification.version,
        "frozen_at": page.full.claimed_at.isoformat() if page.full else None,
        "outcome": page.outcome.to_dict() if page.outcome else None,
    }


def claims_of(registration: Registration) -> list[Claim]:
    units = ClaimUnit.objects.select_related("enrolment__unit").order_by("enrolment__unit__code")
    return list(
        Claim.objects.filter(registration=registration)
        .select_related("claimed_by__user", "confirmed_by__user")
        .prefetch_related("documents", Prefetch("units", units))
    )


def _entry(event: AuditEvent, name: str) -> Entry:
    icon, kind = ICONS.get(event.verb, ("dot", ""))
    return {
        "icon": icon,
        "kind": kind,
        "who": event.actor.name,
        "what": f"{VERBS[event.verb]} {name}",
        "note": " ".join(event.facts.get("reasons", [])) or event.facts.get("reference", ""),
        "at": event.at,
    }


def _passed(standing: Standing, today: Any) -> Iterator[str]:
    registration = standing.registration
    yield f"{registration.candidate} is registered, under {registration.number}"
    yield "You are not the candidate"
    yield f"The centre is approved for {registration.specification.qualification}"
    if standing.needs_release(today):
        yield f"An EQA released {'the unit' if len(standing.cleared) == 1 else f'all {len(standing.cleared)} units'}"
    else:
        yield "The centre has direct claims status today"
    if standing.verdict:
        yield from (f"{clause.title}" for clause in standing.verdict.clauses if clause.met)
    yield from (f"“{unit.unit.title}” is signed off and quality assured" for unit in standing.cleared)
    yield "No unit is on hold"


def stops_now(claim: Claim, actor: Membership) -> list[Blocker]:
    """Of a claim that waits: what the worker would find, if it looked now."""
    return what_stops(claim=claim, actor=actor) if claim.state in (ClaimState.HELD, ClaimState.QUEUED) else []


def failure_of(claim: Claim) -> str:
    """Why the documents could not be made, where trying again is useless."""
    jobs = Job.objects.filter(purpose="finish_claim", object_id=str(claim.pk), state=JobState.FAILED)
    return jobs.values_list("error", flat=True).first() or ""
