"""What can stop an assessment plan from being signed, agreed or sent back, and a review from being signed."""

import datetime as dt
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet

from django.utils import timezone

from assessment.models import AssessmentPlan, PlannedTask, Review
from assessment.task_gates import may_plan
from centres.gates import Blocker, Gate, owned_by
from centres.models import Membership
from portfolio.models import Registration
from portfolio.suitability import to_acknowledge, unacknowledged

plan_gate = Gate("assessment plan")
answer_gate = Gate("answer to a plan")
agreement_gate = Gate("agreement to a plan")
review_gate = Gate("review")
signature_gate = Gate("signature of a review")
Found = Iterator[Blocker]
Codes = AbstractSet[str]


# The plan ---------------------------------------------------------------------------------------------------------
@plan_gate.register
def signer_may(
    *, actor: Membership, registration: Registration, tasks: Sequence[PlannedTask], acknowledged: Codes
) -> Found:
    yield from may_plan(actor, registration)


@plan_gate.register
def something_is_planned(
    *, actor: Membership, registration: Registration, tasks: Sequence[PlannedTask], acknowledged: Codes
) -> Found:
    if not tasks:
        yield Blocker("no_task", "No task is planned.", "Plan at least one: what to do, by when.", yours=True)


@plan_gate.register
def units_suit(
    *, actor: Membership, registration: Registration, tasks: Sequence[PlannedTask], acknowledged: Codes
) -> Found:
    yield from unacknowledged(to_acknowledge(actor, registration), acknowledged)


# The candidate's answer -------------------------------------------------------------------------------------------
def registration_runs(*, actor: Membership, plan: AssessmentPlan) -> Found:
    yield from may_plan(actor, plan.registration)


def it_is_the_newest(*, actor: Membership, plan: AssessmentPlan) -> Found:
    newest = AssessmentPlan.objects.filter(registration=plan.registration_id).select_related("made_by__user").first()
    if newest is not None and newest.pk != plan.pk:
        yield Blocker(
            "newer_version",
            f"{newest.made_by.name} has signed version {newest.version} since.",
            "Read that one.",
            since=newest.at,
            **owned_by(newest.made_by),
        )


def it_is_not_answered(*, actor: Membership, plan: AssessmentPlan) -> Found:
    answer = getattr(plan, "answer", None)
    if answer is not None:
        said = {"agreed": "is agreed already", "change": "was sent back for a change already"}[answer.answer]
        yield Blocker("answered", f"This version {said}.", "The next version can be answered again.", since=answer.at)


for check in (registration_runs, it_is_the_newest, it_is_not_answered):
    answer_gate.register(check)


@agreement_gate.register
def it_can_be_answered(*, actor: Membership, plan: AssessmentPlan, acknowledged: Codes) -> Found:
    yield from answer_gate.blockers(actor=actor, plan=plan)


@agreement_gate.register
def units_suit_the_candidate(*, actor: Membership, plan: AssessmentPlan, acknowledged: Codes) -> Found:
    yield from unacknowledged(to_acknowledge(actor, plan.registration), acknowledged)


# Reviews ----------------------------------------------------------------------------------------------------------
@review_gate.register
def reviewer_may(
    *, actor: Membership, registration: Registration, held_on: dt.date, progress: str, next_on: dt.date
) -> Found:
    yield from may_plan(actor, registration)


@review_gate.register
def it_says_how_far(
    *, actor: Membership, registration: Registration, held_on: dt.date, progress: str, next_on: dt.date
) -> Found:
    if not progress:
        yield Blocker(
            "no_words", "The progress is missing.", "Write what has been done since the last time.", yours=True
        )


@review_gate.register
def days_are_in_order(
    *, actor: Membership, registration: Registration, held_on: dt.date, progress: str, next_on: dt.date
) -> Found:
    last = Review.objects.filter(registration=registration).first()
    earliest = last.held_on if last else registration.registered_on
    if held_on > timezone.localdate():
        yield Blocker("day_in_future", f"{held_on:%-d %B %Y} is in the future.", "Enter the day you met.", yours=True)
    if held_on < earliest:
        said = "the last review" if last else "the registration"
        yield Blocker(
            "day_too_early",
            f"{held_on:%-d %B %Y} is before {said} on {earliest:%-d %B %Y}.",
            "Enter the day you met.",
            yours=True,
        )
    if next_on <= max(held_on, timezone.localdate()):
        yield Blocker(
            "next_too_early", f"{next_on:%-d %B %Y} is no day ahead.", "Enter when you meet again.", yours=True
        )


@signature_gate.register
def it_waits_for_a_signature(*, actor: Membership, review: Review) -> Found:
    if hasattr(review, "signature"):
        yield Blocker(
            "signed_already", "This review is signed already.", "Nothing is to do.", since=review.signature.at
        )
