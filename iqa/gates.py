"""What can stop a draw, a sample by hand, a finding, the closing of a round, an external release; what assessment asks.

The subjects: `qualification`; `sign_off`; `sample` with `outcome` ("" while nothing is chosen); `round`; `enrolment`.
"""

from collections.abc import Iterator
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from assessment.gates import newest_sign_off
from assessment.hands import had_a_hand, no_part_in_assessment
from assessment.models import UnitResult, UnitSignOff
from centres.gates import Blocker, Gate, owned_by
from centres.models import Membership
from iqa import duties
from iqa.models import Action, ExternalRelease, Sample, SamplingRound
from iqa.selectors.clearance import cleared_sign_off
from iqa.selectors.policy import policy_in_force
from iqa.sign_offs import due, standing, unpicked
from iqa.states import UPHOLDING, ActionState, SampleState
from portfolio.conflicts import conflict_blockers
from portfolio.models import ConflictOfInterest, Registration, UnitEnrolment
from portfolio.states import UnitState
from units.models import Competence, Qualification

Found = Iterator[Blocker]


# The draw ---------------------------------------------------------------------------------------------------------
def may_draw(*, actor: Membership, qualification: Qualification) -> Found:
    if not Competence.objects.on().filter(membership=actor, qualification=qualification).exists():
        said = f"{actor.name} is not recorded as competent in {qualification}."
        yield Blocker("competence", said, "A centre admin records what a person is competent for.")


def there_is_a_policy(*, actor: Membership, qualification: Qualification) -> Found:
    if policy_in_force(actor.centre_id) is None:
        yield Blocker(
            "no_policy",
            "The centre has no sampling policy yet.",
            "Say what percentage of sign-offs is sampled.",
            link=f"{reverse('sampling')}?qualification={qualification.code}#policy",
            link_text="Set the policy",
        )


def something_is_due(*, actor: Membership, qualification: Qualification) -> Found:
    if due(actor.centre_id, qualification).exists():
        return
    rounds = SamplingRound.objects.filter(centre_id=actor.centre_id, qualification=qualification, closed_at=None)
    running = rounds.first()
    if running is None:
        said = "Every unit that is signed off has been sampled or cleared."
        yield Blocker("nothing_due", said, "A round can be drawn once an assessor has signed off another unit.")
    else:
        day = f"{timezone.localdate(running.drawn_at):%-d %B %Y}"
        yield Blocker(
            "nothing_due",
            f"Every unit that is signed off is cleared, sampled or in the round of {day}.",
            "Record its findings and close it.",
            since=running.drawn_at,
            link=reverse("round", args=[running.pk]),
            link_text="Open the round",
        )


drawing_gate = Gate("draw", [may_draw, there_is_a_policy, something_is_due])


# A sample by hand -------------------------------------------------------------------------------------------------
def newest_and_signed_off(*, actor: Membership, sign_off: UnitSignOff) -> Found:
    unit = sign_off.enrolment
    newest = newest_sign_off(unit)
    if newest is not None and newest.pk != sign_off.pk:
        said = f"{newest.assessor.name} has signed {unit.unit} off again since."
        link = reverse("signed_unit", args=[newest.pk])
        yield Blocker("not_standing", said, "Sample the new sign-off.", since=newest.at, link=link, link_text="Open it")
    elif unit.state != UnitState.SIGNED:
        said = f"{unit.unit} is {unit.get_state_display().lower()}."
        yield Blocker(
            "not_standing",
            said,
            "It can be sampled once it is signed off.",
            **owned_by(unit.registration.assessor),
        )


adding_gate = Gate("sample", [newest_and_signed_off])


# The finding ------------------------------------------------------------------------------------------------------
def may_find(*, actor: Membership, sample: Sample, outcome: str = "") -> Found:
    yield from duties.may_quality_assure(actor, sample.sign_off.enrolment)


def sample_is_open(*, actor: Membership, sample: Sample, outcome: str = "") -> Found:
    if sample.state in UPHOLDING:
        finding = sample.findings.select_related("iqa__user").first()
        who, since = (finding.iqa.name, finding.at) if finding else ("An IQA", None)
        yield Blocker("upheld", f"{who} upheld this sign-off.", "There is nothing left to find on it.", since=since)


def sign_off_stands(*, actor: Membership, sample: Sample, outcome: str = "") -> Found:
    enrolment = sample.sign_off.enrolment
    newest = newest_sign_off(enrolment)
    if newest is not None and newest.pk != sample.sign_off_id:
        yield Blocker(
            "superseded",
            f"{newest.assessor.name} has signed {enrolment.unit} off again since.",
            "Sample the new sign-off. This one stays in the history.",
            since=newest.at,
        )
    elif enrolment.state not in (UnitState.SIGNED, UnitState.HOLD):
        assessor = enrolment.registration.assessor
        yield Blocker(
            "reopened",
            f"{enrolment.unit} was reopened: it is {enrolment.get_state_display().lower()}.",
            f"{assessor.name} signs it off again, then the new sign-off is sampled.",
            **owned_by(assessor),
        )


def actions_are_answered(*, actor: Membership, sample: Sample, outcome: str = "") -> Found:
    if outcome not in UPHOLDING:
        return
    for action in open_actions(sample.sign_off.enrolment).filter(state=ActionState.OPEN):
        yield Blocker(
            "unanswered",
            f"{action.owner.name} has not answered the action: “{_short(action.asks)}”",
            "Once it is answered, and you are satisfied, you can uphold the sign-off.",
            since=action.opened_at,
            **owned_by(action.owner),
        )


finding_gate = Gate("finding", [may_find, sample_is_open, sign_off_stands, actions_are_answered])


def open_actions(enrolment: UnitEnrolment) -> Any:
    """Those of every sign-off of the unit: a new sign-off does not settle what was asked about the old one."""
    return Action.objects.open().filter(finding__sample__sign_off__enrolment=enrolment).select_related("owner__user")


def _short(words: str) -> str:
    return words if len(words) <= 80 else words[:79].rstrip() + "…"


# The closing of a round -------------------------------------------------------------------------------------------
def every_sample_has_a_finding(*, actor: Membership, round: SamplingRound) -> Found:
    """A sample whose sign-off was set aside holds nothing up: the next sign-off of that unit is always sampled."""
    waiting = round.samples.filter(state=SampleState.PLANNED, sign_off__in=standing())
    for sample in waiting.select_related("iqa__user", "sign_off__enrolment__unit", *_CANDIDATE):
        enrolment = sample.sign_off.enrolment
        yield Blocker(
            "no_finding",
            f"{enrolment.unit} of {enrolment.registration.candidate.name} has no finding yet.",
            since=sample.planned_at,
            link=reverse("sample", args=[sample.pk]),
            link_text="Open the sample",
            **owned_by(sample.iqa),
        )


def no_part_in_what_is_cleared(*, actor: Membership, round: SamplingRound) -> Found:
    """Closing clears what was not picked: an act of quality assurance on each of those units."""
    enrolments = unpicked(round).values("enrolment")
    own = UnitEnrolment.objects.filter(pk__in=enrolments).filter(_part_of(actor))
    for enrolment in own.select_related("unit", "registration__candidate"):
        yield Blocker(
            "own_part",
            f"Closing clears {enrolment.unit} of {enrolment.registration.candidate.name}, in which you have a part or an interest.",
            "Another IQA closes the round.",
        )


closing_gate = Gate("closing", [every_sample_has_a_finding, no_part_in_what_is_cleared])
_CANDIDATE = ("sign_off__enrolment__registration__candidate",)


def _part_of(actor: Membership) -> Q:
    """Enrolments in whose assessment the person had a hand, or that they released as EQA, are the candidate of or have an interest in."""
    user: Any = actor.user_id
    released = ExternalRelease.objects.filter(eqa__user_id=user).values("enrolment")
    conflicts = ConflictOfInterest.objects.on().filter(person__user_id=user).values("candidate")
    return (
        had_a_hand(actor)
        | Q(pk__in=released)
        | Q(registration__candidate__membership__user_id=user)
        | Q(registration__candidate__in=conflicts)
    )


# The external release ---------------------------------------------------------------------------------------------
def may_release(*, actor: Membership, enrolment: UnitEnrolment) -> Found:
    yield from conflict_blockers(actor, enrolment.registration.candidate)
    yield from no_part_in_assessment(actor, enrolment)
    yield from duties.no_part_in_quality_assurance(actor, enrolment)


def unit_is_cleared(*, actor: Membership, enrolment: UnitEnrolment) -> Found:
    if enrolment.state != UnitState.SIGNED:
        assessor = enrolment.registration.assessor
        said = f"{enrolment.unit} is {enrolment.get_state_display().lower()}."
        yield Blocker("not_signed_off", said, "It can be released once it is signed off.", **owned_by(assessor))
    elif cleared_sign_off(enrolment) is None:
        newest = newest_sign_off(enrolment)
        yield Blocker(
            "not_cleared",
            f"Internal quality assurance has not cleared {enrolment.unit}.",
            "An IQA samples it, or closes a round that it was in.",
            owner_role="IQA",
            since=newest.at if newest else None,
        )


release_gate = Gate("release", [may_release, unit_is_cleared])


# What assessment asks ---------------------------------------------------------------------------------------------
def not_quality_assured_by_new_assessor(
    *, actor: Membership, registration: Registration, assessor: Membership, reason: str
) -> Found:
    yield from duties.no_part_in_quality_of(assessor, registration)


def not_quality_assured_by_assessing_person(*, actor: Membership, enrolment: UnitEnrolment) -> Found:
    yield from _no_part_above(actor, enrolment)


def not_quality_assured_by_correcting_person(*, actor: Membership, result: UnitResult) -> Found:
    yield from _no_part_above(actor, result.enrolment)


def not_quality_assured_by_second_person(*, actor: Membership, correction: UnitResult) -> Found:
    yield from _no_part_above(actor, correction.enrolment)


def not_quality_assured_by_deciding_person(*, actor: Membership, enrolment: UnitEnrolment, **subject: Any) -> Found:
    """Of whoever decides anew what an appeal upheld."""
    yield from _no_part_above(actor, enrolment)


def not_quality_assured_by_countersigning_person(*, actor: Membership, sign_off: UnitSignOff) -> Found:
    yield from _no_part_above(actor, sign_off.enrolment)


def _no_part_above(actor: Membership, enrolment: UnitEnrolment) -> Found:
    yield from duties.no_part_in_quality_assurance(actor, enrolment)
    yield from duties.no_part_in_release(actor, enrolment)
