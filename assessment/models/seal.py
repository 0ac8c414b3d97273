from typing import Any, ClassVar

from django.db import models

from centres.models import AppendOnly
from portfolio.models import UnitEnrolment


class ActKind(models.TextChoices):
    """The acts on a unit that are sealed."""

    DECISION = "decision", "Decision"
    SIGN_OFF = "sign_off", "Sign-off"
    COUNTERSIGNATURE = "countersign", "Countersignature"
    REOPENING = "reopening", "Reopening"
    RESULT = "result", "Result"
    ANSWER = "answer", "Answer to a correction"
    APPEAL = "appeal", "Outcome of an appeal"


class Seal(AppendOnly):
    """What one act on a unit said when it was made, tied to the act before it: `docs/seals.md` has the format byte by byte.

    The seals of a unit are one chain, numbered from 1. `statement` is the text that is hashed, so that a difference can
    be named; `mac` needs a key that is not in the database. `sealed_later`: the act is older than the seals.
    """

    enrolment = models.ForeignKey(UnitEnrolment, models.PROTECT, related_name="seals")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=12, choices=ActKind)
    act = models.UUIDField(unique=True)  # the key of the row that it seals
    version = models.PositiveSmallIntegerField()
    statement = models.TextField()
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64, unique=True)
    key = models.CharField("which key", max_length=8)
    mac = models.CharField(max_length=64)
    sealed_later = models.BooleanField(default=False)

    objects: ClassVar[Any] = models.Manager()

    class Meta:
        ordering: ClassVar = ["enrolment", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["enrolment", "number"], name="seal_number_once"),
            models.UniqueConstraint(fields=["enrolment", "previous"], name="seal_chain_never_forks"),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.digest[:16]}"
