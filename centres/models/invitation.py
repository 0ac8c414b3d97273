from typing import Any, ClassVar, Self

from django.core import signing
from django.db import models
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from centres.models.base import Row
from centres.models.membership import Membership

SALT = "centres.invitation"


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open(self) -> Self:
        return self.filter(accepted_at=None, expires_at__gt=timezone.now(), membership__ended_at=None)

    def since_the_start(self) -> Self:
        """Those to the role as it runs now: one that had ended and began again is joined anew."""
        return self.filter(sent_at__gte=F("membership__started_at"))

    def of_token(self, token: str) -> "Invitation | None":
        """The open invitation that the link names; None where the link is damaged, used, withdrawn or too old."""
        try:
            return self.open().filter(pk=signing.loads(token, salt=SALT)).first()
        except signing.BadSignature:
            return None


class Invitation(Row):
    """A link by mail with which a person proves their address and chooses a password. The link is signed, not stored."""

    membership = models.ForeignKey(Membership, models.CASCADE, related_name="invitations")
    invited_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[Any] = InvitationQuerySet.as_manager()

    @property
    def path(self) -> str:
        return reverse("accept_invitation", args=[signing.dumps(str(self.pk), salt=SALT)])
