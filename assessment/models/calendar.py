from typing import ClassVar

from django.db import models
from django.db.models import Q

from centres.models import Membership, Row


class CalendarAddress(Row):
    """A secret address at which a person's calendar reads their dates. Only the token's SHA-256 is kept.

    One at a time for each role: a new one ends the one before. `names`: whether titles say who and what.
    """

    member = models.ForeignKey(Membership, models.PROTECT, related_name="calendar_addresses")
    token_sha256 = models.CharField(max_length=64, unique=True)
    names = models.BooleanField("with names and words", default=False)
    made_at = models.DateTimeField(auto_now_add=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-made_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["member"], condition=Q(revoked_at=None), name="one_calendar_address")
        ]

    def __str__(self) -> str:
        return f"Calendar of {self.member}"
