from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q

from centres.models import AppendOnly, Membership, Role
from portfolio.models import Registration


class MessageQuerySet(models.QuerySet["Message"]):
    def visible_to(self, actor: Membership) -> Self:
        """Between candidate and assessor, and whoever countersigns for one in training. A new assessor reads what was said before.

        Not whoever an appeal opens the candidate to.
        """
        if actor.role not in (Role.CANDIDATE, Role.ASSESSOR):
            return self.none()
        open_to = self.filter(registration__in=Registration.objects.visible_to(actor))
        if actor.role == Role.CANDIDATE:
            return open_to
        trainees = Q(registration__assessor__countersigner=actor, registration__assessor__trainee=True)
        return open_to.filter(Q(registration__assessor=actor) | trainees)

    def unread_by(self, actor: Membership) -> Self:
        return self.filter(recipient=actor, reading=None)


class Message(AppendOnly):
    """What candidate and assessor write to each other, as plain text.

    Messages of one `batch` were written once to several candidates; a second press of the same form sends nothing more.
    """

    registration = models.ForeignKey(Registration, models.PROTECT, related_name="messages")
    sender = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    recipient = models.ForeignKey(Membership, models.PROTECT, related_name="messages")
    batch = models.UUIDField()
    words = models.TextField()

    objects: ClassVar[Any] = MessageQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["at", "id"]
        indexes: ClassVar = [models.Index(fields=["registration", "at"], name="message_newest")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(words=""), name="message_has_words"),
            models.CheckConstraint(condition=~Q(sender=F("recipient")), name="message_goes_to_another"),
            models.UniqueConstraint(fields=["registration", "sender", "batch"], name="message_once"),
        ]

    def __str__(self) -> str:
        return f"to {self.recipient.name}"


class MessageReading(AppendOnly):
    """When the recipient opened a message."""

    message = models.OneToOneField(Message, models.PROTECT, related_name="reading")
    reader = models.ForeignKey(Membership, models.PROTECT, related_name="+")
