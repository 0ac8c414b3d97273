"""Who is told by mail that an arrangement was asked for or answered: that there is something to read, never what or why."""

from collections.abc import Iterable

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse

from assessment.models import Adjustment, Asked, Consideration
from centres.models import Job, Membership, Role
from centres.services.enqueue import enqueue

MODELS: dict[str, type[Asked]] = {"adjustment": Adjustment, "consideration": Consideration}


def tell_asked(row: Asked) -> None:
    """The admins, who answer; the candidate, where somebody asked for them."""
    admins = Membership.objects.admins_of(row.registration.centre_id)
    _enqueue(row, [*admins, row.registration.candidate.membership], but=row.asked_by)


def tell_answered(row: Asked, actor: Membership) -> None:
    """The candidate; the assessor, if they may see it (`visible_to` says so again when the mail is sent)."""
    registration = row.registration
    _enqueue(row, [registration.candidate.membership, registration.assessor], but=actor)


def _enqueue(row: Asked, people: Iterable[Membership], *, but: Membership) -> None:
    for person in people:
        if person.user_id != but.user_id:
            about = f"{row._meta.model_name}:{row.state}:{person.pk}"
            enqueue(purpose="mail_arrangement", centre=row.registration.centre, object_id=row.pk, version=about)


def mail_arrangement(job: Job) -> None:
    """The job behind it. Nobody is written to about what is none of theirs by now, or was answered since."""
    name, state, key = job.version.split(":")
    person = Membership.objects.select_related("user").get(pk=key)
    row = MODELS[name]._default_manager.visible_to(person).filter(pk=job.object_id, state=state).first()
    if person.user is None or person.ended_at is not None or row is None:
        return
    asked = state == "asked"
    subject = "An arrangement was asked for" if asked else "An arrangement was answered"
    context = {"person": person, "asked": asked, "link": settings.BASE_URL + _address(person, row)}
    send_mail(subject, render_to_string("assessment/mail/arrangement.txt", context), None, [person.user.email])


def _address(person: Membership, row: Asked) -> str:
    if person.role == Role.CANDIDATE:
        return reverse("my_arrangements")
    return reverse("arrangements", args=[row.registration_id])
