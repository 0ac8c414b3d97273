from typing import Any, ClassVar

from django.db import models

from centres.models import Row
from units.models.unit import Unit


class AwardingOrganisation(Row):
    name = models.CharField(max_length=120, unique=True)

    def __str__(self) -> str:
        return self.name


class Qualification(Row):
    """A title that an awarding organisation awards. Its editions are its specifications."""

    awarding_organisation = models.ForeignKey(AwardingOrganisation, models.PROTECT, related_name="qualifications")
    code = models.SlugField(max_length=40, unique=True)
    title = models.CharField(max_length=200)
    number = models.CharField("qualification number", max_length=12, blank=True)
    level = models.PositiveSmallIntegerField()
    guided_hours = models.PositiveSmallIntegerField(null=True, blank=True)
    total_hours = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["title"]

    def __str__(self) -> str:
        return self.title

    @property
    def current(self) -> "Specification":
        return self.specifications.latest("published_on")


class Specification(Row):
    """One edition of a qualification: which units, in which groups, under which rule, open for registration when."""

    qualification = models.ForeignKey(Qualification, models.PROTECT, related_name="specifications")
    version = models.CharField(max_length=20)
    published_on = models.DateField()
    registration_from = models.DateField(null=True, blank=True)
    registration_until = models.DateField(null=True, blank=True)
    rule = models.JSONField(null=True, blank=True)  # None: catalogue only, no full claims
    units: Any = models.ManyToManyField(Unit, through="StructureUnit", related_name="specifications")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["qualification", "version"], name="specification_once")
        ]

    def __str__(self) -> str:
        return f"{self.qualification}, {self.version}"


class StructureUnit(Row):
    """A unit's place in a specification."""

    specification = models.ForeignKey(Specification, models.CASCADE, related_name="structure")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="places")
    group = models.CharField(max_length=60, blank=True)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["specification", "unit"], name="unit_once_in_structure")
        ]
