"""What can stop a decision, a sign-off, a countersignature and a reopening. Upper apps register checks of their own.

Each check takes `actor` and the subject of its gate. Who may assess a unit at all is one gate (`enrolment`); a decision
(`progress`) and a sign-off (`enrolment`) ask it first, then what stops them besides. For many criteria of units that
belong `together` it is asked once a unit. The others: `sign_off`, `enrolment`.
"""

from collections.abc import Iterator, Sequence
from uuid import UUID

from assessment import duties, readiness, results
from assessment.again import given_to_others, kept_from, signs_off
from assessment.models import CriterionDecision, UnitSignOff
from assessment.sufficiency import RULE, has_what_is_demanded, unit_has_what_is_demanded
from assessment.witnesses import rests_on_more_than_a_doubtful_witness
from centres.gates import Blocker, Gate, owned_by
from centres.models import Membership
from centres.recall import recalled
from portfolio.models import CriterionProgress, EvidenceLink, UnitEnrolment
from portfolio.states import CriterionState, EvidenceState, UnitState


def newest_sign_off(enrolment: UnitEnrolment) -> UnitSignOff | None:
    return recalled(enrolment, "newest sign-off", _newest_sign_offs)


def _newest_sign_offs(units: Sequence[UnitEnrolment]) -> dict[UUID, UnitSignOff]:
    parts = ("assessor__user", "assessor__countersigner__user", "countersignature__countersigner__user", *RULE)
    rows = UnitSignOff.objects.filter(enrolment__in=units).select_related(*parts).order_by("round")
    return {row.enrolment_id: row for row in rows}


# Whoever assesses -------------------------------------------------------------------------------------------------
def may_assess(*, actor: Membership, enrolment: UnitEnrolment) -> Iterator[Blocker]:
    registration = enrolment.registration
    yield from duties.not_themself(actor, registration)
    yield from duties.assesses(actor, enrolment)
    yield from duties.has_not_countersigned(actor, enrolment)
    yield from duties.has_decided_no_appeal(actor, enrolment)
    yield from duties.no_interest(actor, enrolment)
    yield from duties.competent_for(actor, enrolment)
    yield from duties.registration_runs(registration)


assessing_gate = Gate("assessment", [may_assess])


def _finished(enrolment: UnitEnrolment) -> Iterator[Blocker]:
    """The unit is in a state in which it waits for somebody else, or for nobody."""
    state, unit = enrolment.state, enrolment.unit
    if state == UnitState.SIGNED:
        newest = newest_sign_off(enrolment)
        by = {"since": newest.at, **owned_by(newest.assessor)} if newest else {}
        yield Blocker("signed_off", f"{unit} is signed off.", _way_back(enrolment), **by)
    elif state == UnitState.AWAITING:
        newest = newest_sign_off(enrolment)
        by = {"since": newest.at, **owned_by(newest.assessor.countersigner)} if newest else {}
        yield Blocker("awaiting", f"{unit} awaits its countersignature.", "Countersign it, or reopen criteria.", **by)
    elif state == UnitState.HOLD:
        yield Blocker(
            "on_hold",
            f"{unit} is on hold.",
            "Quality assurance asked for something. Answer it, or reopen the criteria that it is about.",
        )


def _way_back(enrolment: UnitEnrolment) -> str:
    if enrolment.whole:
        return "If its result is wrong, propose a correction of it."
    return "Its criteria can be reopened with a reason."


# The decision -----------------------------------------------------------------------------------------------------
def may_decide(*, actor: Membership, progress: CriterionProgress) -> Iterator[Blocker]:
    def asked(units: Sequence[UnitEnrolment]) -> dict[UUID, list[Blocker]]:
        return {unit.pk: assessing_gate.blockers(actor=actor, enrolment=unit) for unit in units}

    yield from recalled(progress.enrolment, ("assessing", actor.pk), asked) or ()


def no_appeal_gave_it_to_another(*, actor: Membership, progress: CriterionProgress) -> Iterator[Blocker]:
    """An upheld appeal takes a criterion from whoever decided it; whoever it names has that criterion and no other."""
    yield from kept_from(actor, progress)


def unit_is_open(*, actor: Membership, progress: CriterionProgress) -> Iterator[Blocker]:
    """On hold, a criterion that was reopened is exactly what waits to be decided again."""
    held = progress.enrolment.state == UnitState.HOLD
    if not (held and progress.state == CriterionState.REOPENED):
        yield from _finished(progress.enrolment)


def criterion_is_open(*, actor: Membership, progress: CriterionProgress) -> Iterator[Blocker]:
    if progress.state != CriterionState.MET:
        return
    decision = CriterionDecision.objects.filter(progress=progress).newest().select_related("assessor__user").first()
    by = {"since": decision.at, **owned_by(decision.assessor)} if decision else {}
    yield Blocker("already_met", f"{progress} is met.", "It can be reopened with a reason on the unit's page.", **by)


def evidence_is_submitted(*, actor: Membership, progress: CriterionProgress) -> Iterator[Blocker]:
    if not recalled(progress, "submitted", _with_submitted):
        candidate = progress.enrolment.registration.candidate
        yield Blocker(
            "no_evidence",
            f"{progress} has no submitted evidence.",
            f"{candidate.name} submits evidence for it first.",
            **owned_by(candidate.membership),
        )


def _with_submitted(criteria: Sequence[CriterionProgress]) -> dict[UUID, bool]:
    links = EvidenceLink.objects.that_count().filter(progress__in=criteria, evidence__state=EvidenceState.SENT)
    return dict.fromkeys(links.values_list("progress", flat=True).distinct(), True)


# The sign-off -----------------------------------------------------------------------------------------------------
def may_sign_off(*, actor: Membership, enrolment: UnitEnrolment) -> Iterator[Blocker]:
    found = assessing_gate.blockers(actor=actor, enrolment=enrolment)
    yield from found
    if not any(blocker.code == "not_their_assessor" for blocker in found):
        yield from signs_off(actor, enrolment)


def unit_is_in_progress(*, actor: Membership, enrolment: UnitEnrolment) -> Iterator[Blocker]:
    yield from _finished(enrolment)


def every_criterion_is_met(*, actor: Membership, enrolment: UnitEnrolment) -> Iterator[Blocker]:
    """Or, of a unit that is assessed as a whole, that its test or assignment is passed."""
    yield from (
        results.unpassed(enrolment)
        if enrolment.whole
        else readiness.unmet(enrolment, given_to_others(actor, enrolment))
    )


def every_decision_holds(*, actor: Membership, enrolment: UnitEnrolment) -> Iterator[Blocker]:
    yield from results.correction_waits(enrolment) if enrolment.whole else readiness.unsound(enrolment)


def trainee_signs_first(*, actor: Membership, enrolment: UnitEnrolment) -> Iterator[Blocker]:
    """A countersigner who signed off the trainee's decisions would leave nobody to countersign them."""
    for trainee in readiness.trainees_of(enrolment):
        if trainee.countersigner_id == actor.pk:
            yield Blocker(
                "trainee_signs_first",
                f"{trainee.name} decided here in training, and you countersign for {trainee.name}.",
                f"{trainee.name} signs the unit off first; then you countersign.",
                **owned_by(trainee),
            )


# The countersignature ---------------------------------------------------------------------------------------------
def may_countersign(*, actor: Membership, sign_off: UnitSignOff) -> Iterator[Blocker]:
    enrolment = sign_off.enrolment
    yield from duties.not_themself(actor, enrolment.registration)
    yield from duties.no_interest(actor, enrolment, assesses=False)
    yield from duties.has_not_assessed(actor, enrolment)
    yield from duties.has_decided_no_appeal(actor, enrolment)
    yield from duties.competent_for(actor, enrolment)
    yield from duties.registration_runs(enrolment.registration)


def is_qualified(*, actor: Membership, sign_off: UnitSignOff) -> Iterator[Blocker]:
    if actor.trainee:
        yield Blocker(
            "in_training", f"{actor.name} is in training, so cannot countersign.", "A qualified assessor countersigns."
        )


def is_named(*, actor: Membership, sign_off: UnitSignOff) -> Iterator[Blocker]:
    for trainee in readiness.countersigned_people(sign_off):
        if trainee.countersigner_id != actor.pk:
            named = trainee.countersigner
            yield Blocker(
                "not_the_countersigner",
                f"{trainee.name}'s countersigner is {named.name if named else 'not named'}.",
                "A centre admin names the countersigner of an assessor in training.",
                **owned_by(named),
            )


def waits_for_countersignature(*, actor: Membership, sign_off: UnitSignOff) -> Iterator[Blocker]:
    newest = newest_sign_off(sign_off.enrolment)
    if newest != sign_off or sign_off.enrolment.state != UnitState.AWAITING:
        yield Blocker(
            "not_awaiting",
            f"This sign-off of {sign_off.enrolment.unit} does not wait for a countersignature.",
            "It was countersigned or set aside. The unit's history says which.",
        )


# The reopening ----------------------------------------------------------------------------------------------------
def may_reopen(*, actor: Membership, enrolment: UnitEnrolment) -> Iterator[Blocker]:
    """Whom an appeal named, too: which criteria, the next gate says of each."""
    yield from duties.not_themself(actor, enrolment.registration)
    yield from duties.assesses(actor, enrolment)
    yield from duties.has_decided_no_appeal(actor, enrolment)
    yield from duties.no_interest(actor, enrolment)
    yield from duties.registration_runs(enrolment.registration)


# What is decided as met passes this one and the next.
met_gate = Gate("met", [rests_on_more_than_a_doubtful_witness, has_what_is_demanded])
decision_gate = Gate(
    "decision", [may_decide, no_appeal_gave_it_to_another, unit_is_open, criterion_is_open, evidence_is_submitted]
)
sign_off_gate = Gate(
    "sign-off",
    [
        may_sign_off,
        unit_is_in_progress,
        every_criterion_is_met,
        every_decision_holds,
        unit_has_what_is_demanded,
        trainee_signs_first,
    ],
)
countersign_gate = Gate("countersignature", [may_countersign, is_qualified, is_named, waits_for_countersignature])
reopening_gate = Gate("reopening", [may_reopen])
criterion_reopening_gate = Gate("reopening", [no_appeal_gave_it_to_another])
