from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q

from centres.models import Membership, Row
from portfolio.models.enrolment import CriterionProgress
from portfolio.models.evidence import Evidence
from portfolio.states import LinkState

WHOLE = 10_000  # the side of a picture: a region is given in ten-thousandths of it


def put_forward_since(moment: Any) -> Q:
    """Of links to submitted items: put forward at that moment or later, with the item or after it."""
    return Q(evidence__submitted_at__gte=moment) | Q(proposed_at__gte=moment)


class LinkQuerySet(models.QuerySet["EvidenceLink"]):
    def that_count(self) -> Self:
        """What is evidence for its criterion: proposed or confirmed, as far as the item itself goes."""
        return self.exclude(state=LinkState.REFUSED)


class EvidenceLink(Row):
    """This item is put forward for this criterion. One item serves many criteria, one criterion needs many items.

    `proposed_at`: when that was, where the item had been submitted before (None: it came with the submission). `words`:
    what in the item shows this criterion. The answer is the newest one; a proposal made again keeps it until the next.
    """

    evidence = models.ForeignKey(Evidence, models.CASCADE, related_name="links")
    progress = models.ForeignKey(CriterionProgress, models.PROTECT, related_name="links")
    linked_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    linked_at = models.DateTimeField(auto_now_add=True)
    proposed_at = models.DateTimeField(null=True, blank=True)
    words = models.CharField("what shows it", max_length=300, blank=True)
    state = models.CharField(max_length=10, choices=LinkState, default=LinkState.PROPOSED)
    answered_by = models.ForeignKey(Membership, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField("why it was not accepted", blank=True)

    objects: ClassVar[Any] = LinkQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["evidence", "progress"], name="link_once"),
            models.CheckConstraint(
                condition=Q(answered_by=None, answered_at=None, state="proposed")
                | Q(answered_by__isnull=False, answered_at__isnull=False),
                name="link_is_answered_by_somebody",
            ),
            models.CheckConstraint(condition=~Q(state="refused") | ~Q(reason=""), name="refused_link_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.evidence} for {self.progress}"

    @property
    def counts(self) -> bool:
        return self.state != LinkState.REFUSED


class PinKind(models.TextChoices):
    TIME = "time", "Time"
    PAGE = "page", "Page"
    REGION = "region", "Marked area"


class PinQuerySet(models.QuerySet["Pinpoint"]):
    def visible_to(self, actor: Membership) -> Self:
        return self.filter(link__evidence__in=Evidence.objects.visible_to(actor))


class Pinpoint(Row):
    """Where in an item a criterion is shown.

    A time is in seconds from the start, `until` None where it has no end. A region is on one page (1 for a picture), in
    ten-thousandths of its width and height: whole numbers, so that every database holds the same and a seal can say them.
    """

    link = models.ForeignKey(EvidenceLink, models.CASCADE, related_name="pinpoints")
    kind = models.CharField(max_length=10, choices=PinKind)
    start = models.PositiveIntegerField(null=True, blank=True)
    until = models.PositiveIntegerField(null=True, blank=True)
    page = models.PositiveIntegerField(null=True, blank=True)
    last_page = models.PositiveIntegerField(null=True, blank=True)
    left = models.PositiveSmallIntegerField(null=True, blank=True)
    top = models.PositiveSmallIntegerField(null=True, blank=True)
    width = models.PositiveSmallIntegerField(null=True, blank=True)
    height = models.PositiveSmallIntegerField(null=True, blank=True)
    label = models.CharField(max_length=120, blank=True)
    made_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[Any] = PinQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["page", "start", "made_at", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(kind="time", start__isnull=False, page=None, last_page=None, left=None)
                | Q(kind="page", page__isnull=False, start=None, until=None, left=None)
                | Q(kind="region", page__isnull=False, left__isnull=False, start=None, until=None, last_page=None),
                name="pinpoint_says_one_place",
            ),
            models.CheckConstraint(condition=Q(until=None) | Q(until__gt=F("start")), name="pinpoint_ends_after_start"),
            models.CheckConstraint(
                condition=(Q(page=None) | Q(page__gte=1)) & (Q(last_page=None) | Q(last_page__gt=F("page"))),
                name="pinpoint_pages_in_order",
            ),
            models.CheckConstraint(
                condition=Q(left=None, top=None, width=None, height=None)
                | Q(left__isnull=False, top__isnull=False, width__gte=1, height__gte=1, width__isnull=False)
                & Q(height__isnull=False, left__lte=WHOLE - F("width"), top__lte=WHOLE - F("height")),
                name="pinpoint_region_is_inside",
            ),
        ]

    def __str__(self) -> str:
        """ "1:20 to 2:05", "pages 3 to 5", "p. 3, marked area"; with its label."""
        return f"{self.place}: {self.label}" if self.label else self.place

    @property
    def place(self) -> str:
        if self.start is not None:
            return f"{clock(self.start)} to {clock(self.until)}" if self.until else f"from {clock(self.start)}"
        if self.last_page:
            return f"pp. {self.page} to {self.last_page}"
        return f"p. {self.page}" if self.kind == PinKind.PAGE else f"p. {self.page}, marked area"

    @property
    def fragment(self) -> str:
        """Where a page without script goes: the page's own picture, or the player."""
        return f"page-{self.page}" if self.page else "player"

    @property
    def moment(self) -> str:
        """Of a player's address (Media Fragments): "80,125"; empty for a place on a page."""
        if self.start is None:
            return ""
        return f"{self.start},{self.until}" if self.until else str(self.start)

    @property
    def box(self) -> dict[str, str]:
        """Of a region, in hundredths of the picture as SVG takes them."""
        sides = ("left", "top", "width", "height")
        return {side: f"{getattr(self, side) / 100:.2f}" for side in sides} if self.left is not None else {}


def clock(seconds: int) -> str:
    """ "1:20", "1:02:05"."""
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
