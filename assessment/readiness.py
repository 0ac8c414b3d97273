"""What a unit still lacks before it can be signed off."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, QuerySet, prefetch_related_objects
from django.urls import reverse
from django.utils import timezone

from assessment.duties import conflict_then, conflicts_about, entitled_then
from assessment.models import CriterionDecision, DecisionEvidence, UnitResult, UnitSignOff, Verdict
from assessment.waiting import oldest_waiting_items
from assessment.witnesses import doubt
from centres.gates import Blocker, owned_by
from centres.models import Membership
from centres.prepared import beside, keys_of, prepared
from centres.recall import recalled
from portfolio.models import ConflictOfInterest, CriterionProgress, Evidence, Testimony, UnitEnrolment
from portfolio.models.evidence import Kind
from portfolio.states import CriterionState, EvidenceState

C = CriterionState
SAID = {
    "none": ("criterion has", "criteria have", "no submitted evidence"),
    "sent": ("criterion waits", "criteria wait", "for a decision"),
    "not_yet": ("criterion is", "criteria are", "not yet met"),
    "reopened": ("criterion is", "criteria are", "reopened"),
}
SHOWN_TO_STAFF = {C.DRAFT: C.NONE}  # a draft is the candidate's alone


def unmet(enrolment: UnitEnrolment, given: Mapping[UUID, Membership]) -> Iterator[Blocker]:
    """One line a state and a person, naming the criteria and whose turn it is.

    `given`: the criteria that appeals gave to another assessor.
    """
    rows = criteria_of(enrolment)
    if not rows:
        yield Blocker("no_criteria", f"{enrolment.unit} has no criteria on record.", "Import the handbook.")
    groups: dict[tuple[str, Membership], list[CriterionProgress]] = defaultdict(list)
    for row in rows:
        if row.state != C.MET:
            state = SHOWN_TO_STAFF.get(C(row.state), C(row.state))
            groups[state, _whose_turn(enrolment, state, given.get(row.pk))].append(row)
    for (said, owner), group in sorted(groups.items(), key=lambda found: list(SAID).index(found[0][0])):
        yield _unmet_line(enrolment, said, owner, group)


def criteria_of(enrolment: UnitEnrolment) -> list[CriterionProgress]:
    """In the order of the handbook."""
    return recalled(enrolment, "criteria", _criteria_of_all) or []


def _criteria_of_all(units: Sequence[UnitEnrolment]) -> dict[UUID, list[CriterionProgress]]:
    found: dict[UUID, list[CriterionProgress]] = defaultdict(list)
    for row in _criteria_in_order(keys_of(units)):
        found[row.enrolment_id].append(row)
    return found


@prepared
def _criteria_in_order(units: tuple[UUID, ...]) -> "QuerySet[Any]":
    return CriterionProgress.objects.filter(enrolment__in=units).in_order().select_related("criterion__outcome")


def is_complete(enrolment: UnitEnrolment) -> bool:
    """Every criterion is met; whether the unit can be signed off, the gate says."""
    return enrolment.criteria.exists() and not enrolment.criteria.exclude(state=C.MET).exists()


def _unmet_line(enrolment: UnitEnrolment, state: str, owner: Membership, group: list[CriterionProgress]) -> Blocker:
    one, many, rest = SAID[state]
    return Blocker(
        f"criteria_{state}",
        f"{len(group)} {one if len(group) == 1 else many} {rest}.",
        ", ".join(row.criterion.number for row in group),
        since=min(row.since for row in group) if state != "none" else None,
        **owned_by(owner),
        **_link(enrolment, state),
    )


def _whose_turn(enrolment: UnitEnrolment, state: str, other: Membership | None) -> Membership:
    registration = enrolment.registration
    assessor = other or registration.assessor
    return assessor if state in (C.SENT, C.REOPENED) else registration.candidate.membership


def _link(enrolment: UnitEnrolment, state: str) -> dict[str, Any]:
    item = recalled(enrolment, "oldest item", oldest_waiting_items) if state in (C.SENT, C.REOPENED) else None
    return {"link": reverse("marking", args=[item.pk]), "link_text": "Decide"} if item else {}


def standing_decisions(enrolment: UnitEnrolment) -> list[CriterionDecision]:
    """The newest decision on each met criterion, with all that makes it sound."""
    return recalled(enrolment, "standing decisions", _standing_of_all) or []


def _standing_of_all(units: Sequence[UnitEnrolment]) -> dict[UUID, list[CriterionDecision]]:
    found: dict[UUID, list[CriterionDecision]] = defaultdict(list)
    rows = CriterionDecision.objects.filter(progress__enrolment__in=units).newest().filter(progress__state=C.MET)
    loaded = rows.select_related("progress__criterion", "progress__enrolment", *DECIDED_BY)
    in_order = loaded.order_by("progress__criterion__outcome__number", "progress__criterion__position")
    for row in with_evidence(in_order):
        found[row.progress.enrolment_id].append(row)
    return found


DECIDED_BY = ("assessor__user", "assessor__countersigner__user", "competence")


def with_evidence(decisions: Iterable[CriterionDecision]) -> list[CriterionDecision]:
    """Each with the items that it rests on; one query more where a witness said something in one."""
    found = list(decisions)
    beside(found, "evidence", _bound_to(keys_of(found)))
    bound = [row.evidence for decision in found for row in decision.evidence.all()]
    for item in bound:
        if item.kind != Kind.WITNESS:
            Evidence._meta.get_field("testimony").set_cached_value(item, None)  # nobody has to ask
    said = [item for item in bound if item.kind == Kind.WITNESS]
    prefetch_related_objects(said, Prefetch("testimony", Testimony.objects.with_identity()))
    return found


@prepared
def _bound_to(decisions: tuple[UUID, ...]) -> "QuerySet[Any]":
    return DecisionEvidence.objects.filter(decision__in=decisions).select_related("evidence")


def unsound(enrolment: UnitEnrolment) -> Iterator[Blocker]:
    """Met criteria whose decision does not carry a sign-off."""
    decisions = {decision.progress_id: decision for decision in standing_decisions(enrolment)}
    conflicts = conflicts_about(enrolment)
    for row in criteria_of(enrolment):
        if row.state != C.MET:
            continue
        decision = decisions.get(row.pk)
        if decision is None or decision.verdict != Verdict.MET:
            yield Blocker("no_decision", f"{row} is met, but no decision says so.", "Reopen it and decide it again.")
        else:
            yield from _unsound_person(decision)
            yield from _unsafe_person(decision, conflicts)
            yield from _unsound_evidence(decision)


def _unsound_person(decision: CriterionDecision) -> Iterator[Blocker]:
    if not entitled_then(decision):
        yield Blocker(
            "decider_not_competent",
            f"{decision.progress} was decided by {decision.assessor.name} on "
            f"{timezone.localdate(decision.at):%-d %B %Y}, not on record as competent on that day.",
            "Correct the record of competence, or reopen the criterion for a competent assessor.",
            since=decision.at,
        )


def _unsafe_person(decision: CriterionDecision, conflicts: list[ConflictOfInterest]) -> Iterator[Blocker]:
    conflict = conflict_then(decision, conflicts)
    if conflict is not None:
        who, day = decision.assessor.name, f"{timezone.localdate(decision.at):%-d %B %Y}"
        yield Blocker(
            "decider_in_conflict",
            f"{decision.progress} was decided by {who} on {day}, who had a conflict of interest with the candidate then.",
            "Reopen it: an assessor without one decides it again.",
            since=decision.at,
        )


def _unsound_evidence(decision: CriterionDecision) -> Iterator[Blocker]:
    items = [bound.evidence for bound in decision.evidence.all()]
    yield from doubt(decision.progress, items, [item.testimony for item in items if hasattr(item, "testimony")])
    if not items:
        yield Blocker(
            "rests_on_nothing", f"{decision.progress} rests on no evidence.", "Reopen it and decide it again."
        )
    for item in items:
        if item.state not in (EvidenceState.SENT, EvidenceState.SUPERSEDED):
            yield Blocker(
                "evidence_withdrawn",
                f"{decision.progress} rests on “{item.title}”, which is {item.get_state_display().lower()}.",
                "Reopen the criterion and decide it on what is left.",
                since=item.withdrawn_at,
            )
        elif item.declared_at is None:
            yield Blocker(
                "not_declared",
                f"{decision.progress} rests on “{item.title}”, which nobody declared to be their own work.",
                "The candidate submits it with the declaration.",
            )


def trainees_of(enrolment: UnitEnrolment) -> list[Membership]:
    """Assessors whose judgement stands that they gave in training, also those who have qualified since."""
    if not enrolment.whole:
        decided = {row.assessor.pk: row.assessor for row in standing_decisions(enrolment) if row.in_training}
        return [decided[key] for key in sorted(decided)]
    marked = UnitResult.objects.filter(enrolment=enrolment).marked_in_training().values("recorded_by")
    people = Membership.objects.filter(pk__in=marked).select_related("user", "countersigner__user")
    return list(people.order_by("pk"))


def countersigned_people(sign_off: UnitSignOff) -> list[Membership]:
    """Whose work the countersignature covers: who signed off in training, and every trainee whose decisions stand."""
    others = [trainee for trainee in trainees_of(sign_off.enrolment) if trainee.pk != sign_off.assessor_id]
    return [sign_off.assessor, *others] if sign_off.in_training or not others else others
