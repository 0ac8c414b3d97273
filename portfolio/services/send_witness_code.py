import datetime as dt

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from centres.audit import record
from centres.gates import Blocker, Refused
from centres.models import Job
from centres.selectors import system_of
from centres.services.enqueue import enqueue
from portfolio.models import WitnessCode, WitnessRequest
from portfolio.services.remind_witness import lock_open
from portfolio.witness_links import give_code

GOOD_FOR = dt.timedelta(minutes=60)
BETWEEN = dt.timedelta(seconds=30)
AT_MOST = 8


@transaction.atomic
def send_witness_code(*, request: WitnessRequest) -> WitnessCode:
    """A code on its way to the address that the witness was asked at. Within half a minute it is the same one."""
    request = lock_open(request)
    newest: WitnessCode | None = request.codes.first()
    if newest is not None and newest.asked_at > timezone.now() - BETWEEN:
        return newest
    if not request.email or request.codes.count() >= AT_MOST:
        said = "No more codes are sent for this statement."
        raise Refused(Blocker("codes_enough", said, "Tick that no code arrives, and the assessor telephones you."))
    code = WitnessCode.objects.create(request=request, expires_at=timezone.now() + GOOD_FOR)
    enqueue(purpose="mail_witness_code", centre=request.registration.centre, object_id=code.pk)
    record(system_of(request.registration.centre_id), "witness.code_sent", request)
    return code


def mail_witness_code(job: Job) -> None:
    """The job behind it. The figures are made here and kept nowhere; mailed twice, the second counts."""
    parts = ("request__registration__candidate", "request__registration__centre")
    code = WitnessCode.objects.filter(pk=job.object_id).select_related(*parts).first()
    if code is None or not code.request.is_open or code.expires_at <= timezone.now():
        return
    figures = give_code(code)
    context = {"request": code.request, "registration": code.request.registration, "figures": figures}
    send_mail(
        f"{figures} is your code",
        render_to_string("portfolio/mail/witness_code.txt", context),
        settings.DEFAULT_FROM_EMAIL,
        [code.request.email],
    )
