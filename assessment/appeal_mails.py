"""Who is told by mail of a step of an appeal, and that its last day is near or past.

A mail says that something happened and where to read it: never what anybody wrote, nor whose appeal it is or about what.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from uuid import UUID

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from assessment.appeal_turns import NEXT, Part, has_part, person_of
from assessment.models import Appeal, AppealLine, AppealStep, Stage, StepKind
from centres.models import Job, Membership, Role
from centres.services.enqueue import enqueue
from centres.working_days import after_working_days

SOON = 2  # working days before the last one
UNSAID = (StepKind.INVESTIGATED,)  # between two steps of the same person: of no use to the candidate yet
OUTCOMES = {
    StepKind.DECIDED: Stage.DECISION,
    StepKind.REVIEWED: Stage.REVIEW,
    StepKind.BODY_ANSWERED: Stage.BODY,
}
ALONE = (StepKind.REFERRED,)  # it stays the same admins' turn
LOADED = (
    "decider__user",
    "enrolment__registration__centre",
    "enrolment__registration__candidate__membership__user",
    "enrolment__registration__assessor__user",
)


# Of a step --------------------------------------------------------------------------------------------------------
def tell(appeal: Appeal, step: AppealStep) -> None:
    """Inside the transaction of the step, after it has led where it leads: one job for each person."""
    centre = appeal.enrolment.registration.centre
    for person in _once(_told_of(appeal, step), but=step.by):
        enqueue(purpose="mail_appeal", centre=centre, object_id=step.pk, version=str(person.pk))


def _told_of(appeal: Appeal, step: AppealStep) -> Iterator[Membership]:
    if step.kind not in UNSAID:
        yield appeal.enrolment.registration.candidate.membership
    if step.kind not in ALONE:
        yield from whose_turn_it_is(appeal)
    yield from _named_by(step)


def whose_turn_it_is(appeal: Appeal) -> list[Membership]:
    """Every admin of the centre where it is an admin's; nobody once it is over."""
    part = NEXT.get(appeal.state)
    if part == Part.ADMIN:
        return admins_of(appeal)
    person = person_of(appeal, part) if part else None
    return [person] if person else []


def admins_of(appeal: Appeal) -> list[Membership]:
    return list(Membership.objects.admins_of(appeal.enrolment.registration.centre_id))


def _named_by(step: AppealStep) -> list[Membership]:
    """To whom the outcome of this stage gave something."""
    stage = OUTCOMES.get(StepKind(step.kind))
    given = AppealLine.objects.filter(outcome__appeal=step.appeal_id, outcome__stage=stage).exclude(assessor=None)
    rows = Membership.objects.filter(pk__in=given.values("assessor")).select_related("user")
    return list(rows) if stage else []


def _once(people: Iterable[Membership], *, but: Membership | None = None) -> list[Membership]:
    """Each person once, in the first of their roles; nobody is told of what they did themselves."""
    found = {person.user_id: person for person in reversed(list(people)) if person.user_id and person.ended_at is None}
    return [person for user, person in found.items() if but is None or user != but.user_id]


def mail_appeal(job: Job) -> None:
    """The job behind it. Whoever of the staff has nothing to do there by now is not written to."""
    step = AppealStep.objects.select_related("by__user", "appeal").get(pk=job.object_id)
    person, appeal = _person(job.version), _appeal(step.appeal_id)
    part = NEXT.get(appeal.state)
    yours, named = part is not None and has_part(person, appeal, part), person in _named_by(step)
    if person.ended_at is None and (person.role == Role.CANDIDATE or yours or named):
        _send(person, appeal, _subject(person, step, named=named), step=step, yours=yours, named=named)


def _subject(person: Membership, step: AppealStep, *, named: bool) -> str:
    if person.role == Role.CANDIDATE:
        return "Your appeal: something new"
    return "An appeal gave you something to decide" if named else "An appeal waits for you"


# Of a last day ----------------------------------------------------------------------------------------------------
def remind_of_appeals() -> int:
    """Once for each last day that is near, and once when it has passed; then the centre's admins are told, too. How many are due."""
    today = timezone.localdate()
    rows = Appeal.objects.open().filter(due_on__lte=after_working_days(today, SOON)).select_related(*LOADED)
    appeals = list(rows)
    for appeal in appeals:
        late, centre = bool(appeal.due_on and appeal.due_on < today), appeal.enrolment.registration.centre
        for person in _once([*whose_turn_it_is(appeal), *(admins_of(appeal) if late else [])]):
            about = f"{appeal.due_on}:{'late' if late else 'soon'}:{person.pk}"
            enqueue(purpose="mail_appeal_due", centre=centre, object_id=appeal.pk, version=about)
    return len(appeals)


def mail_appeal_due(job: Job) -> None:
    due_on, when, key = job.version.split(":")
    person, appeal = _person(key), _appeal(job.object_id)
    if person.ended_at is not None or not appeal.is_open or appeal.due_on != dt.date.fromisoformat(due_on):
        return
    part, late = NEXT[appeal.state], when == "late"
    yours = has_part(person, appeal, part)
    subject = "An appeal is past its day" if late else "An appeal is due soon"
    _send(person, appeal, subject, yours=yours, late=late)


# Both -------------------------------------------------------------------------------------------------------------
def _person(key: str) -> Membership:
    found: Membership = Membership.objects.select_related("user").get(pk=key)
    return found


def _appeal(key: UUID | str) -> Appeal:
    found: Appeal = Appeal.objects.select_related(*LOADED).get(pk=key)
    return found


def _send(person: Membership, appeal: Appeal, subject: str, **more: object) -> None:
    assert person.user is not None, "only people are told"
    link = settings.BASE_URL + reverse("appeal", args=[appeal.pk])
    context = {"person": person, "appeal": appeal, "link": link, **more}
    send_mail(subject, render_to_string("assessment/mail/appeal.txt", context), None, [person.user.email])
