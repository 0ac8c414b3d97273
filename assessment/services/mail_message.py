from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse

from assessment.models import Message
from centres.models import Job


def mail_message(job: Job) -> None:
    """The job behind a message: the same words by mail, with the way to answer."""
    people = ("sender__user", "recipient__user", "registration__centre")
    message = Message.objects.select_related(*people).get(pk=job.object_id)
    if message.recipient.user is None or message.recipient.ended_at is not None:
        return
    link = settings.BASE_URL + reverse("conversation", args=[message.registration_id])
    context = {"message": message, "link": link}
    send_mail(
        f"{message.sender.name} wrote to you",
        render_to_string("assessment/mail/message.txt", context),
        None,
        [message.recipient.user.email],
    )
