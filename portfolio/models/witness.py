"""Somebody is asked to bear witness, and what they said (domain.md 2.1, 5.3; 004:151-158)."""

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone

from centres.models import AppendOnly, Membership, Row
from centres.models.base import uuid7
from portfolio.models.enrolment import CriterionProgress
from portfolio.models.evidence import Evidence
from portfolio.models.registration import Registration
from portfolio.states import WitnessState

EXPIRED = "expired"


class Relationship(models.TextChoices):
    """What a witness is to the candidate at work."""

    MANAGER = "manager", "Line manager or supervisor"
    COLLEAGUE = "colleague", "Colleague"
    TEAM = "team", "Member of the team that they lead"
    CUSTOMER = "customer", "Customer"
    PARTNER = "partner", "Supplier or partner organisation"
    OTHER = "other", "Another working relationship"
    PRIVATE = "private", "No working relationship"


class Tie(models.TextChoices):
    """What else there is between them: anything but nothing is a conflict of interest (domain.md 2.9)."""

    NONE = "none", "Nothing of the kind"
    RELATIVE = "relative", "Relative, step-family or foster family"
    PARTNER = "partner", "Husband, wife or partner"
    FRIEND = "friend", "Close friend"
    MONEY = "money", "A financial interest in the result"


class WitnessRequestQuerySet(models.QuerySet["WitnessRequest"]):
    def visible_to(self, actor: Membership) -> Self:
        return self.filter(registration__in=Registration.objects.visible_to(actor))

    def open(self) -> Self:
        """Waiting for the witness, whether or not the link is too old."""
        return self.filter(state__in=[WitnessState.ASKED, WitnessState.OPENED])


class WitnessRequest(Row):
    """One person is asked to say what they saw of a candidate's work. `expires_at`: the last link's.

    `asked_with` is the number of the form it came from: the same form sent twice asks once.
    """

    registration = models.ForeignKey(Registration, models.PROTECT, related_name="witness_requests")
    asked_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    asked_with = models.UUIDField(default=uuid7)
    name = models.CharField(max_length=120)
    role = models.CharField("what they are", max_length=120)
    email = models.EmailField(max_length=254, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    about = models.TextField("what they saw")
    seen_on = models.DateField()
    criteria = models.ManyToManyField(CriterionProgress, related_name="+")
    expert_basis = models.TextField(blank=True)
    expert_by = models.ForeignKey(Membership, models.PROTECT, null=True, blank=True, related_name="+")
    expert_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=WitnessState, default=WitnessState.ASKED)
    since = models.DateTimeField(auto_now_add=True)
    asked_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    reason = models.TextField("why it was declined or cancelled", blank=True)

    objects: ClassVar[Any] = WitnessRequestQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-asked_at", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["registration", "asked_with"], name="witness_form_once"),
            models.CheckConstraint(condition=~Q(state="declined") | ~Q(reason=""), name="declining_has_reason"),
            models.CheckConstraint(
                condition=Q(expert_basis="", expert_by=None) | (~Q(expert_basis="") & Q(expert_by__isnull=False)),
                name="expert_has_basis",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, witness for {self.registration.candidate}"

    @property
    def is_open(self) -> bool:
        return self.state in (WitnessState.ASKED, WitnessState.OPENED)

    @property
    def standing(self) -> str:
        """Its state, or that the link has become too old."""
        return EXPIRED if self.is_open and self.expires_at <= timezone.now() else self.state

    @property
    def is_expert(self) -> bool:
        return self.expert_by_id is not None


class WitnessLink(Row):
    """One way to the witness's page: mailed, or handed over. Only the hash of its token is kept, once somebody has it.

    `opened`: in how many browsers.
    """

    request = models.ForeignKey(WitnessRequest, models.PROTECT, related_name="links")
    by_mail = models.BooleanField()
    token_hash = models.CharField(max_length=64, unique=True, null=True, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField()
    opened = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["-made_at", "-id"]


class WitnessCode(Row):
    """Six figures sent to the address that the witness was asked at: who can read them out has that mailbox."""

    request = models.ForeignKey(WitnessRequest, models.PROTECT, related_name="codes")
    code_hash = models.CharField(max_length=64, blank=True)
    asked_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["-asked_at", "-id"]


class TestimonyQuerySet(models.QuerySet["Testimony"]):
    def visible_to(self, actor: Membership) -> Self:
        return self.filter(request__registration__in=Registration.objects.visible_to(actor))

    def with_identity(self) -> Self:
        """Each with `checked`: what the newest check found that reached somebody; None before the first."""
        reached = TestimonyCheck.objects.filter(testimony=OuterRef("pk")).exclude(outcome=CheckOutcome.UNREACHED)
        return self.annotate(checked=Subquery(reached.order_by("-at", "-id").values("outcome")[:1]))


class Testimony(AppendOnly):
    """A witness's own words, sealed: `seal` is a SHA-256 over everything else here (`portfolio/testimony.py`).

    `lines`: the criteria as the witness read them, each with whether they saw it. `confirmed`: the witness gave the
    code that was sent to `request.email`. `network` and `device` are kept as far as they help to find a forgery: the
    address without its last part, the name of the browser.
    """

    request = models.OneToOneField(WitnessRequest, models.PROTECT, related_name="testimony")
    evidence = models.OneToOneField(Evidence, models.PROTECT, related_name="testimony")
    signed_at = models.DateTimeField()
    name = models.CharField(max_length=120)
    job = models.CharField(max_length=120)
    employer = models.CharField(max_length=120)
    email = models.EmailField(max_length=254, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    relationship = models.CharField(max_length=10, choices=Relationship)
    tie = models.CharField(max_length=10, choices=Tie)
    tie_detail = models.TextField(blank=True)
    expert = models.BooleanField()
    expertise = models.TextField(blank=True)
    seen_on = models.DateField()
    words = models.TextField()
    lines = models.JSONField()
    declaration = models.TextField()
    signature = models.CharField(max_length=120)
    confirmed = models.BooleanField()
    network = models.CharField(max_length=60, blank=True)
    device = models.CharField(max_length=200, blank=True)
    seal = models.CharField(max_length=64)

    objects: ClassVar[Any] = TestimonyQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-at", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(email="") | ~Q(phone=""), name="witness_can_be_reached"),
            models.CheckConstraint(condition=Q(tie="none") | ~Q(tie_detail=""), name="tie_is_explained"),
        ]

    def __str__(self) -> str:
        return f"Statement of {self.name}"

    @property
    def is_conflicted(self) -> bool:
        """Never the only support of a criterion (domain.md 5.3)."""
        return self.tie != Tie.NONE or self.relationship == Relationship.PRIVATE

    @property
    def conflict(self) -> str:
        """In words, for a page; empty where there is none."""
        if self.tie != Tie.NONE:
            return Tie(self.tie).label
        return Relationship.PRIVATE.label if self.is_conflicted else ""

    @property
    def identity(self) -> str:
        """ "confirmed", "denied" or "unconfirmed"; of rows read `with_identity`."""
        checked: str | None = self.checked  # type: ignore[attr-defined]
        return checked or ("confirmed" if self.confirmed else "unconfirmed")

    @property
    def can_stand_alone(self) -> bool:
        """May a criterion rest on it and nothing else?"""
        return self.identity == "confirmed" and not self.is_conflicted


class CheckOutcome(models.TextChoices):
    CONFIRMED = "confirmed", "Confirmed: they are who they say, and stand by it"
    DENIED = "denied", "Not confirmed: they did not say this"
    UNREACHED = "unreached", "Not reached"


class CheckedBy(models.TextChoices):
    PHONE = "phone", "By telephone"
    VISIT = "visit", "In person"
    EMAIL = "email", "By e-mail to their work address"


class TestimonyCheck(AppendOnly):
    """Staff asked the witness. The newest row that reached somebody counts."""

    testimony = models.ForeignKey(Testimony, models.PROTECT, related_name="checks")
    checked_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    how = models.CharField(max_length=10, choices=CheckedBy)
    on = models.DateField()
    outcome = models.CharField(max_length=10, choices=CheckOutcome)
    note = models.TextField()

    class Meta:
        ordering: ClassVar = ["-at", "-id"]
        constraints: ClassVar = [models.CheckConstraint(condition=~Q(note=""), name="check_has_note")]
