"""Results of tests and assignments: what the body gave for one attempt, corrections of it, and the queries it raised."""

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce

from assessment.models.adjustment import Adjustment
from centres.models import AppendOnly, Membership
from portfolio.models import StoredFile, UnitEnrolment
from units.models import Competence, Outcome, Unit

COUNTS = Q(revision=0) | Q(answer__confirmed=True)


class QueryCode(models.TextChoices):
    """What a person has to look at. Neither makes a result a failure (domain.md 5.4, 26)."""

    OVER_TIME = "over_time", "Took longer than the time set"
    NO_MARKS = "no_marks", "No marks by outcome"


class ResultQuerySet(models.QuerySet["UnitResult"]):
    def visible_to(self, actor: Membership) -> Self:
        return self.filter(enrolment__in=UnitEnrolment.objects.visible_to(actor))

    def standing(self) -> Self:
        """One row an attempt: as it was recorded, or the newest correction that a second person confirmed."""
        later = UnitResult.objects.filter(COUNTS, enrolment=OuterRef("enrolment"), attempt=OuterRef("attempt"))
        return self.filter(COUNTS).filter(~Exists(later.filter(revision__gt=OuterRef("revision"))))

    def proposed(self) -> Self:
        """Corrections that wait for the second person."""
        return self.filter(revision__gt=0, answer=None)

    def marked_in_training(self) -> Self:
        """Passed assignments that count once somebody has countersigned them."""
        return self.standing().filter(passed=True, in_training=True)

    def queried(self, code: str) -> Self:
        """Standing results that raise this query, whether a person has answered it or not."""
        standing = self.standing()
        if code == QueryCode.OVER_TIME:
            allowed = F("enrolment__unit__minutes") * (100 + Coalesce(F("adjustment__extra_percent"), 0))
            return standing.annotate(in_hundredths=F("minutes") * 100).filter(in_hundredths__gt=allowed)
        counted = Outcome.objects.filter(unit=OuterRef("enrolment__unit"), questions__gt=0)
        marked = ResultMark.objects.filter(result=OuterRef("pk"))
        return standing.filter(Exists(counted), ~Exists(marked), enrolment__unit__method=Unit.Method.TEST)

    def unanswered(self, code: str) -> Self:
        answered = QueryAnswer.objects.filter(result=OuterRef("pk"), code=code)
        return self.queried(code).filter(~Exists(answered))


class UnitResult(AppendOnly):
    """What one attempt at a unit's test or assignment came to. The body sets the pass mark: nothing here computes one.

    `revision` 0 is the attempt as it was recorded; a higher one is a correction, which counts once somebody other
    than its proposer has confirmed it. `words` is the result as the body gave it.
    """

    enrolment = models.ForeignKey(UnitEnrolment, models.PROTECT, related_name="results")
    attempt = models.PositiveSmallIntegerField()
    revision = models.PositiveSmallIntegerField(default=0)
    taken_on = models.DateField()
    version = models.CharField(max_length=10, blank=True)
    version_reason = models.TextField("why a version was used again", blank=True)
    minutes = models.PositiveSmallIntegerField("minutes taken")
    invigilator = models.CharField(max_length=120, blank=True)
    passed = models.BooleanField()
    words = models.CharField(max_length=60)
    recorded_by = models.ForeignKey(Membership, models.PROTECT, related_name="results")
    # Of whoever marked an assignment; the body marks its own tests.
    competence = models.ForeignKey(Competence, models.PROTECT, null=True, blank=True, related_name="+")
    in_training = models.BooleanField(default=False)  # who marked it, on that day
    reason = models.TextField("why it is corrected", blank=True)
    # The agreed arrangement under which it was taken.
    adjustment = models.ForeignKey(Adjustment, models.PROTECT, null=True, blank=True, related_name="results")

    objects: ClassVar[Any] = ResultQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-attempt", "-revision"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["enrolment", "attempt", "revision"], name="result_revision_once"),
            models.CheckConstraint(condition=Q(revision=0) | ~Q(reason=""), name="correction_has_reason"),
            models.CheckConstraint(condition=~Q(words=""), name="result_has_words"),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment}, attempt {self.attempt}"

    @property
    def allowed(self) -> int | None:
        """Minutes: those that are set, with the extra time that was agreed, rounded down."""
        minutes = self.enrolment.unit.minutes
        extra = self.adjustment.extra_percent or 0 if self.adjustment else 0
        return minutes * (100 + extra) // 100 if minutes else None

    @property
    def is_correction(self) -> bool:
        return self.revision > 0


class ResultMark(AppendOnly):
    """Marks for one outcome, as the body gave them."""

    result = models.ForeignKey(UnitResult, models.PROTECT, related_name="marks")
    outcome = models.ForeignKey(Outcome, models.PROTECT, related_name="+")
    marks = models.PositiveSmallIntegerField()

    class Meta:
        ordering: ClassVar = ["outcome__number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["result", "outcome"], name="marks_once_an_outcome")]


class ResultFile(AppendOnly):
    """The result slip, or the marked work."""

    result = models.ForeignKey(UnitResult, models.PROTECT, related_name="files")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)

    class Meta:
        ordering: ClassVar = ["at", "id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["result", "file"], name="result_file_once")]


class ResultAnswer(AppendOnly):
    """The second person's answer to a correction: confirmed, or turned down with a note. Its proposer can only take it back."""

    result = models.OneToOneField(UnitResult, models.PROTECT, related_name="answer")
    proposer = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    person = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    confirmed = models.BooleanField()
    note = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(confirmed=False) | ~Q(proposer=F("person")), name="correction_has_a_second_person"
            ),
            models.CheckConstraint(condition=Q(confirmed=True) | ~Q(note=""), name="refused_correction_has_note"),
        ]


class QueryAnswer(AppendOnly):
    """A person has looked at a query, and what came of it."""

    result = models.ForeignKey(UnitResult, models.PROTECT, related_name="query_answers")
    code = models.CharField(max_length=10, choices=QueryCode)
    person = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    note = models.TextField()

    class Meta:
        ordering: ClassVar = ["at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["result", "code"], name="query_answered_once"),
            models.CheckConstraint(condition=~Q(note=""), name="query_answer_has_note"),
        ]
