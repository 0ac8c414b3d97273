from typing import ClassVar

from django.db import models

from centres.models import Row


class Unit(Row):
    """A unit in one edition of its wording. Identity is the code, never the title: five titles belong to two units each.

    `code` is the unit reference where the body numbers by it ("D/506/2153"), else scheme and number ("4430-401").
    A new edition is a new row; candidates stay on the one they registered under (domain.md R6).
    """

    code = models.CharField(max_length=20)
    edition = models.PositiveSmallIntegerField(default=1)
    reference = models.CharField("unit reference", max_length=10, db_index=True)
    title = models.CharField(max_length=200)
    level = models.PositiveSmallIntegerField()
    credit = models.PositiveSmallIntegerField()
    guided_hours = models.PositiveSmallIntegerField(null=True, blank=True)
    expires_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["code", "edition"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["code", "edition"], name="unit_edition_once")]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class Outcome(Row):
    """What a candidate is expected to know, understand or be able to do. `text` is the body's wording, once imported."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="outcomes")
    number = models.PositiveSmallIntegerField()
    label = models.CharField(max_length=120)
    text = models.TextField(blank=True)

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

    class Meta:
        ordering: ClassVar = ["outcome__number", "position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["outcome", "position"], name="criterion_position_once")
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.label}"
