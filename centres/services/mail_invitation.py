from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string

from centres.models import Invitation, Job


def mail_invitation(job: Job) -> None:
    """The job behind an invitation. Mailing it twice does no harm; one that was used or withdrawn needs no mail."""
    invitation = (
        Invitation.objects.open()
        .select_related("membership__user", "membership__centre", "invited_by__user")
        .filter(pk=job.object_id)
        .first()
    )
    if invitation is None or invitation.membership.user is None:
        return
    user, centre = invitation.membership.user, invitation.membership.centre
    context = {"invitation": invitation, "user": user, "centre": centre, "link": settings.BASE_URL + invitation.path}
    send_mail(
        f"{centre.name} invites you to Attest",
        render_to_string("centres/mail/invitation.txt", context),
        None,
        [user.email],
    )
