import datetime as dt
from uuid import UUID

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils import timezone

from centres.models import Job
from centres.policy import policy_on
from centres.services.enqueue import enqueue
from portfolio.models import WitnessLink, WitnessRequest
from portfolio.policies import WITNESS_LINK_DAYS
from portfolio.witness_links import address_of, give_token


def link_expiry(centre_id: UUID) -> dt.datetime:
    """When a link that is made now stops working: so many days on, as the centre has it."""
    return timezone.now() + dt.timedelta(days=policy_on(centre_id, WITNESS_LINK_DAYS))


def ask_by_mail(request: WitnessRequest) -> WitnessLink:
    """Inside a transaction: the link, and the job that mails it. The token is made by that job: it is never kept."""
    link = WitnessLink.objects.create(request=request, by_mail=True, expires_at=request.expires_at)
    enqueue(purpose="mail_witness_link", centre=request.registration.centre, object_id=link.pk)
    return link


def mail_witness_link(job: Job) -> None:
    """Mailing it twice does no harm: the second has another token, and the first stops working. Nothing that the
    candidate wrote is in the mail: nobody can send their own words through us to a stranger."""
    link = WitnessLink.objects.filter(pk=job.object_id).select_related(*PARTS).first()
    if link is None or not link.request.is_open or link.expires_at <= timezone.now():
        return
    registration = link.request.registration
    context = {"request": link.request, "registration": registration, "link": address_of(give_token(link))}
    context |= {"until": link.expires_at, "again": link.request.links.filter(sent_at__isnull=False).exists()}
    send_mail(
        f"{registration.candidate.name} asks what you saw of their work",
        render_to_string("portfolio/mail/witness_link.txt", context),
        settings.DEFAULT_FROM_EMAIL,
        [link.request.email],
    )
    link.sent_at = timezone.now()
    link.save(update_fields=["sent_at"])


PARTS = ("request__registration__candidate", "request__registration__centre", "request__asked_by__user")
