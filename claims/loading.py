"""Reads standings: for any number of registrations in as many queries as for one."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, Min, OuterRef, Prefetch, Q, QuerySet

from assessment.models import Appeal, UnitSignOff
from assessment.results import is_passed
from centres.models import Membership
from claims.models import Claim, ClaimUnit
from claims.standing import Standing, UnitStanding
from claims.structures import Structures
from iqa.models import Action, Sample, SamplingRound
from iqa.sign_offs import standing as standing_sign_offs
from portfolio.models import Registration, UnitEnrolment
from portfolio.states import CriterionState
from units.models import ExternalAccess, QualificationApproval
from units.selectors import fact_of

REGISTRATION_PARTS = (
    "centre",
    "candidate__membership__user",
    "assessor__user",
    "specification__qualification__awarding_organisation",
)

LAST = 1_000_000  # behind every position in a structure


def standing_of(registration: Registration) -> Standing:
    """Read anew, whatever the caller has in hand."""
    return standings_of(Registration.objects.filter(pk=registration.pk))[0]


def standings_of(registrations: "QuerySet[Registration]") -> list[Standing]:
    """In the order of the query."""
    rows = list(registrations.select_related(*REGISTRATION_PARTS))
    parts = _Parts(rows)
    return [parts.standing(row) for row in rows]


class _Parts:
    """Everything about these registrations, in dictionaries by the key under which a standing asks for it."""

    def __init__(self, registrations: list[Registration]) -> None:
        ids = [row.pk for row in registrations]
        self.structures = Structures({row.specification_id: row.specification for row in registrations})
        self.sign_offs = {row.enrolment_id: row for row in _newest_sign_offs(ids)}
        self.cleared = set(_cleared_ids(ids))
        self.actions = _by(_open_actions(ids), lambda row: row.finding.sample.sign_off.enrolment_id)
        live = Claim.objects.live().filter(registration__in=ids).select_related("claimed_by__user")
        self.claims = _by(live, lambda row: row.registration_id)
        self.claimed = _by(_claimed(ids), lambda row: row.enrolment_id)
        qualifications = {row.specification.qualification_id for row in registrations}
        centres = {row.centre_id for row in registrations}
        self.approvals = {(row.centre_id, row.qualification_id): row for row in _approvals(centres, qualifications)}
        rounds = _open_rounds(centres, qualifications)
        self.drawn = {entry["id"]: row for row in rounds for entry in row.population}
        self.eqas = _by(_access(centres, qualifications), lambda row: (row.membership.centre_id, row.qualification_id))
        self.enrolments = _by(_enrolments(ids), lambda row: row.registration_id)

    def standing(self, registration: Registration) -> Standing:
        key = (registration.centre_id, registration.specification.qualification_id)
        places = self.structures.places[registration.specification_id]
        rows = sorted(self.enrolments[registration.pk], key=lambda row: places.get(row.unit.code, LAST))
        return Standing(
            registration=registration,
            rule=self.structures.rule(registration.specification_id, [fact_of(row.unit, row.total) for row in rows]),
            approval=self.approvals.get(key),
            units=tuple(self._unit(row) for row in rows),
            claims=tuple(self.claims[registration.pk]),
            eqas=tuple(_people(access.membership for access in self.eqas[key])),
        )

    def _unit(self, enrolment: Any) -> UnitStanding:
        sign_off = self.sign_offs.get(enrolment.pk)
        actions = self.actions[enrolment.pk]
        return UnitStanding(
            enrolment=enrolment,
            met=enrolment.met,
            total=enrolment.total,
            waiting=enrolment.waiting,
            waiting_since=enrolment.waiting_since,
            sign_off=sign_off,
            passed=enrolment.passed if enrolment.whole else None,
            cleared=sign_off is not None and sign_off.pk in self.cleared,
            sample=next(iter(sign_off.samples.all()), None) if sign_off else None,
            open_round=self.drawn.get(str(sign_off.pk)) if sign_off else None,
            action=actions[0] if actions else None,
            claims=tuple(row.claim for row in self.claimed[enrolment.pk]),
            appealed=enrolment.appealed,
        )


def _by(rows: Iterable[Any], key: Any) -> dict[Any, list[Any]]:
    found = defaultdict(list)
    for row in rows:
        found[key(row)].append(row)
    return found


def _enrolments(ids: list[UUID]) -> "QuerySet[UnitEnrolment]":
    sent = Q(criteria__state=CriterionState.SENT)
    rows: QuerySet[UnitEnrolment] = (
        UnitEnrolment.objects.filter(registration__in=ids)
        .select_related("unit")
        .annotate(
            total=Count("criteria"),
            met=Count("criteria", filter=Q(criteria__state=CriterionState.MET)),
            waiting=Count("criteria", filter=sent),
            waiting_since=Min("criteria__since", filter=sent),
            passed=is_passed(),
            appealed=Exists(Appeal.objects.open().filter(enrolment=OuterRef("pk"))),
        )
    )
    return rows


def _newest_sign_offs(ids: list[UUID]) -> "QuerySet[UnitSignOff]":
    later = UnitSignOff.objects.filter(enrolment=OuterRef("enrolment"), round__gt=OuterRef("round"))
    rows: QuerySet[UnitSignOff] = (
        UnitSignOff.objects.filter(~Exists(later), enrolment__registration__in=ids)
        .select_related("assessor__user", "assessor__countersigner__user")
        .select_related("countersignature", "clearance__iqa__user", "external_release")
        .prefetch_related(Prefetch("samples", Sample.objects.select_related("iqa__user")))
    )
    return rows


def _cleared_ids(ids: list[UUID]) -> Iterable[UUID]:
    """`iqa.selectors.cleared_sign_offs` for many at once."""
    return (
        standing_sign_offs()
        .filter(enrolment__registration__in=ids, clearance__isnull=False)
        .values_list("pk", flat=True)
    )


def _open_actions(ids: list[UUID]) -> "QuerySet[Action]":
    rows: QuerySet[Action] = (
        Action.objects.open()
        .filter(finding__sample__sign_off__enrolment__registration__in=ids)
        .select_related("owner__user", "finding__sample__sign_off")
        .order_by("opened_at")
    )
    return rows


def _claimed(ids: list[UUID]) -> "QuerySet[ClaimUnit]":
    live = Claim.objects.live().filter(registration__in=ids)
    return ClaimUnit.objects.filter(claim__in=live).select_related("claim")


def _approvals(centres: set[UUID], qualifications: set[UUID]) -> "QuerySet[QualificationApproval]":
    return QualificationApproval.objects.filter(centre__in=centres, qualification__in=qualifications)


def _open_rounds(centres: set[UUID], qualifications: set[UUID]) -> "QuerySet[SamplingRound]":
    rows: QuerySet[SamplingRound] = SamplingRound.objects.filter(
        centre__in=centres, qualification__in=qualifications, closed_at=None
    ).select_related("drawn_by__user")
    return rows


def _access(centres: set[UUID], qualifications: set[UUID]) -> "QuerySet[ExternalAccess]":
    rows: QuerySet[ExternalAccess] = (
        ExternalAccess.objects.current()
        .filter(membership__centre__in=centres, membership__ended_at=None, qualification__in=qualifications)
        .select_related("membership__user")
        .order_by("valid_from", "pk")
    )
    return rows


def _people(members: Iterable[Membership]) -> list[Membership]:
    """Each once, in order."""
    return list({member.pk: member for member in members}.values())
