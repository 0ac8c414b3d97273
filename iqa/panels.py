"""What quality assurance puts on the pages below. A candidate sees none of it: the unit's own state tells them enough."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Concat
from django.urls import reverse

from assessment.gates import newest_sign_off
from assessment.selectors.history import Words, acts
from centres.gates import Blocker
from centres.models import Membership, Role
from centres.templatetags._vocabulary import state_of
from iqa.models import Action, ActionResponse, Clearance, ExternalRelease, Finding, Sample
from iqa.permissions import LOOKS
from iqa.selectors.actions import overdue
from iqa.selectors.policy import policy_in_force
from iqa.sign_offs import standing
from iqa.states import SampleState
from portfolio.models import Registration, UnitEnrolment
from portfolio.panels import Panel
from portfolio.states import UnitState


def registration_panel(actor: Membership, registration: Registration) -> Panel | None:
    """How far quality assurance is with this candidate's units."""
    if actor.role == Role.CANDIDATE:
        return None
    cleared = standing().filter(enrolment=OuterRef("pk"), clearance__isnull=False)
    planned = Sample.objects.filter(sign_off__enrolment=OuterRef("pk"), state=SampleState.PLANNED)
    figures = registration.enrolments.order_by().aggregate(
        signed=Count("pk", filter=Q(state=UnitState.SIGNED)),
        hold=Count("pk", filter=Q(state=UnitState.HOLD)),
        cleared=Count("pk", filter=Q(Exists(cleared))),
        planned=Count("pk", filter=Q(Exists(planned))),
    )
    if not figures["signed"] and not figures["hold"]:
        return None
    code = registration.specification.qualification.code
    url = f"{reverse('sampling')}?qualification={code}" if actor.role in LOOKS else ""
    return {"template": "iqa/_registration_panel.html", "figures": figures, "url": url, "looks": actor.role in LOOKS}


def unit_panel(actor: Membership, enrolment: UnitEnrolment) -> Panel | None:
    """Where the newest sign-off stands. An assessor is not told that it is planned to be looked at."""
    sign_off = newest_sign_off(enrolment)
    if sign_off is None or actor.role == Role.CANDIDATE:
        return None
    looks = actor.role in LOOKS
    sample = Sample.objects.filter(sign_off=sign_off).select_related("iqa__user").first()
    asked = Action.objects.open().filter(finding__sample__sign_off__enrolment=enrolment)
    return {
        "template": "iqa/_unit_panel.html",
        "enrolment": enrolment,
        "sample": sample if sample and (looks or sample.state != SampleState.PLANNED) else None,
        "action": asked.select_related("owner__user", "finding__iqa__user").order_by("opened_at").last(),
        "cleared": Clearance.objects.filter(sign_off=sign_off).exists() and enrolment.state == UnitState.SIGNED,
        "url": reverse("signed_unit", args=[sign_off.pk]) if looks else "",
    }


def history(actor: Membership, enrolment: UUID) -> "Iterator[QuerySet[Any]]":
    """What quality assurance did to a unit, as parts of the query that tells its history."""
    if actor.role == Role.CANDIDATE:
        return
    findings = Finding.objects.filter(sample__sign_off__enrolment=enrolment)
    yield acts(findings, Concat(Value("found_"), F("outcome")), "iqa__user__name", note="comment")
    answers = ActionResponse.objects.filter(action__finding__sample__sign_off__enrolment=enrolment)
    yield acts(answers, Value("answered"), "actor__user__name", note="text")
    by_a_round = Clearance.objects.filter(sign_off__enrolment=enrolment, finding=None)  # others: told by the finding
    yield acts(by_a_round, Value("not_picked"), "iqa__user__name")
    yield acts(ExternalRelease.objects.filter(enrolment=enrolment), Value("released"), "eqa__user__name")


def _found(outcome: str, label: str) -> Words:
    state = state_of(outcome)
    return lambda act: (state.icon, state.kind, f"recorded the finding: {label.lower()}")


WORDS: dict[str, Words] = {
    "answered": lambda act: ("reply-fill", "sent", "answered the IQA"),
    "not_picked": lambda act: ("check2", "met", "closed a round in which it was not picked"),
    "released": lambda act: ("box-arrow-up-right", "met", "released it for a claim"),
} | {
    f"found_{outcome}": _found(outcome, label)
    for outcome, label in SampleState.choices
    if outcome != SampleState.PLANNED
}


def waiting_for_admin(actor: Membership) -> Iterator[Blocker]:
    """What only the admin, or nobody else, would see: no policy, and actions past their day."""
    if policy_in_force(actor.centre_id) is None:
        yield Blocker(
            "no_policy",
            "The centre has no sampling policy",
            "Until it has one, no round can be drawn and nothing is cleared by sampling.",
            link=f"{reverse('sampling')}#policy",
            link_text="Set it",
        )
    late = list(overdue(actor))
    if late:
        first = late[0]
        more = f" and {len(late) - 1} more" if len(late) > 1 else ""
        yield Blocker(
            "overdue",
            f"{len(late)} IQA {'action is' if len(late) == 1 else 'actions are'} past the day",
            f"{first.owner.name}, {first}{more}.",
            since=first.due_on,
            link=f"{reverse('findings')}?view=open",
            link_text="See which",
        )
