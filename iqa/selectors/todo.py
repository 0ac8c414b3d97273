"""What waits for one IQA in one qualification, as lines of work."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.urls import reverse

from centres.gates import Blocker
from centres.models import Membership
from iqa.models import Action, Sample
from iqa.selectors.actions import PARTS as ACTION_PARTS
from iqa.selectors.scope import planned_for
from iqa.states import ActionState
from units.models import Qualification
from units.panels import rules_waiting

SHOWN = 5
OF = "sign_off__enrolment__registration"


def todo(actor: Membership, qualification: Qualification, population: Sequence[Any]) -> list[Blocker]:
    """Answers first, then what was signed off again, then the actor's planned samples, then the rules of combination
    that wait for a second person, of whichever qualification; the oldest of each first.

    `population`: what is due (`iqa.sign_offs.due`).
    """
    return [
        *_answers(actor, qualification),
        *_again(population),
        *_planned(actor, qualification),
        *rules_waiting(actor),
    ]


def _answers(actor: Membership, qualification: Qualification) -> Iterator[Blocker]:
    rows = Action.objects.visible_to(actor).filter(
        state=ActionState.ANSWERED,
        **{f"finding__sample__{OF}__specification__qualification": qualification},
    )
    for action in rows.select_related(*ACTION_PARTS).order_by("opened_at")[:SHOWN]:
        enrolment = action.finding.sample.sign_off.enrolment
        yield Blocker(
            "answered",
            f"{action.owner.name} answered on {enrolment.unit.title}",
            f"{enrolment.registration.candidate.name}: “{action.asks}”",
            since=action.opened_at,
            link=reverse("sample", args=[action.finding.sample_id]),
            link_text="Read the answer",
        )


def _again(population: Sequence[Any]) -> Iterator[Blocker]:
    for sign_off in [row for row in population if row.again][:SHOWN]:
        enrolment = sign_off.enrolment
        yield Blocker(
            "again",
            f"{sign_off.assessor.name} signed {enrolment.unit.title} off again",
            f"{enrolment.registration.candidate.name}: a finding asked for it, so it is always sampled.",
            since=sign_off.at,
            link=reverse("signed_unit", args=[sign_off.pk]),
            link_text="Sample it",
        )


def _planned(actor: Membership, qualification: Qualification) -> Iterator[Blocker]:
    rows = planned_for(actor).filter(**{f"{OF}__specification__qualification": qualification})
    parts = ("sign_off__assessor__user", "sign_off__enrolment__unit", f"{OF}__candidate")
    for sample in rows.select_related(*parts)[:SHOWN]:
        yield _sample(sample)


def _sample(sample: Sample) -> Blocker:
    enrolment = sample.sign_off.enrolment
    return Blocker(
        "planned",
        f"{enrolment.unit.title}, {enrolment.registration.candidate.name}",
        f"Signed off by {sample.sign_off.assessor.name}; {sample.reason}",
        since=sample.planned_at,
        link=reverse("sample", args=[sample.pk]),
        link_text="Look at it",
    )
