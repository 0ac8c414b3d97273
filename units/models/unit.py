from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q

from centres.models import Centre, Row


class UnitQuerySet(models.QuerySet["Unit"]):
    def of_centre(self, centre: Centre | Any) -> Self:
        """The catalogue's units and those of this centre (or its key)."""
        return self.filter(Q(centre=None) | Q(centre=centre))


class Unit(Row):
    """A unit in one edition of its wording. Identity is the code, never the title: five titles belong to two units each.

    `code` is the unit reference where the body numbers by it ("D/506/2153"), else scheme and number ("4430-401"). Where
    the body numbers two ways of assessing one unit apart (4417-201 and 4417-271 are one reference), each is a row.
    A new edition is a new row; candidates stay on the one they registered under (domain.md R6).
    """

    class Method(models.TextChoices):
        PORTFOLIO = "portfolio", "Portfolio of evidence"
        ASSIGNMENT = "assignment", "Assignment"
        TEST = "test", "Test set by the body"

    centre = models.ForeignKey(Centre, models.PROTECT, null=True, blank=True, related_name="units")  # None: catalogue
    scheme = models.CharField("the body's scheme", max_length=40, blank=True)
    number = models.CharField(max_length=20)
    code = models.CharField(max_length=61)  # units.interchange.values.code_of
    edition = models.PositiveSmallIntegerField(default=1)
    reference = models.CharField("unit reference", max_length=10, blank=True, db_index=True)
    sector_number = models.CharField("the sector body's number", max_length=20, blank=True)
    title = models.CharField(max_length=200)
    level = models.PositiveSmallIntegerField()
    credit = models.PositiveSmallIntegerField()
    guided_hours = models.PositiveSmallIntegerField(null=True, blank=True)
    method = models.CharField(max_length=12, choices=Method, default=Method.PORTFOLIO)
    minutes = models.PositiveSmallIntegerField(
        "minutes that its test lasts", null=True, blank=True
    )  # or its assignment
    available_from = models.DateField(null=True, blank=True)
    expires_on = models.DateField(null=True, blank=True)  # None: unknown, which is not "never"
    suits = models.CharField("who should not choose it", max_length=200, blank=True)
    standards = models.JSONField("National Occupational Standards", default=list, blank=True)
    key_skills = models.JSONField(default=list, blank=True)
    aim = models.TextField(blank=True)  # the body's wording, once imported
    information = models.JSONField(default=dict, blank=True)  # ditto, by ReadUnit's names

    objects: ClassVar[Any] = UnitQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["code", "edition"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["code", "edition"], condition=Q(centre=None), name="unit_edition_once"),
            models.UniqueConstraint(fields=["centre", "code", "edition"], name="unit_edition_once_a_centre"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    @property
    def is_assessed_whole(self) -> bool:
        """One test or assignment stands for the unit; its criteria are not decided one by one (domain.md R66, R75)."""
        return self.method in (self.Method.TEST, self.Method.ASSIGNMENT)


class Outcome(Row):
    """What a candidate is expected to know, understand or be able to do. `text` is the body's wording, once imported."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="outcomes")
    number = models.PositiveSmallIntegerField()
    label = models.CharField(max_length=120)
    text = models.TextField(blank=True)
    questions = models.PositiveSmallIntegerField("questions of the test", null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["unit", "number"], name="outcome_number_once")]

    def __str__(self) -> str:
        return f"{self.number} {self.label}"


class Criterion(Row):
    """The standard to be met, numbered by position. `printed` keeps the number that the handbook prints."""

    outcome = models.ForeignKey(Outcome, models.CASCADE, related_name="criteria")
    position = models.PositiveSmallIntegerField()
    number = models.CharField(max_length=8)
    printed = models.CharField(max_length=12, blank=True)
    label = models.CharField(max_length=120)
    text = models.TextField(blank=True)
    guidance = models.TextField(blank=True)  # the body's notes, once imported

    class Meta:
        ordering: ClassVar = ["outcome__number", "position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["outcome", "position"], name="criterion_position_once")
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.label}"
