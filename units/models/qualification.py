from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q

from centres.models import Centre, Row
from units.models.rule_check import RuleCheck
from units.models.unit import Unit

OWN = "own-"  # begins the code of every qualification that a centre described itself, and of no other


class OfCentreQuerySet(models.QuerySet[Any]):
    """Rows of the catalogue have no centre and are everybody's; the others belong to the centre that made them."""

    def of_centre(self, centre: Centre | Any) -> Self:
        """What one centre knows: the catalogue and its own. `centre` is a centre or its key; None: the catalogue."""
        return self.filter(Q(centre=None) | Q(centre=centre)) if centre else self.filter(centre=None)


class AwardingOrganisation(Row):
    name = models.CharField(max_length=120, unique=True)

    def __str__(self) -> str:
        return self.name


class Qualification(Row):
    """A title that an awarding organisation awards. Its editions are its specifications."""

    centre = models.ForeignKey(Centre, models.PROTECT, null=True, blank=True, related_name="qualifications")
    awarding_organisation = models.ForeignKey(AwardingOrganisation, models.PROTECT, related_name="qualifications")
    code = models.SlugField(max_length=60)
    scheme = models.CharField("the body's scheme", max_length=40, blank=True)
    title = models.CharField(max_length=200)
    number = models.CharField("qualification number", max_length=12, blank=True)
    level = models.PositiveSmallIntegerField()
    grading = models.CharField(max_length=60, blank=True)
    minimum_age = models.PositiveSmallIntegerField(null=True, blank=True)
    guided_hours = models.PositiveSmallIntegerField(null=True, blank=True)
    total_hours = models.PositiveSmallIntegerField(null=True, blank=True)

    objects: ClassVar[Any] = OfCentreQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["title"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["code"], condition=Q(centre=None), name="qualification_code_once"),
            models.UniqueConstraint(fields=["centre", "code"], name="qualification_code_once_a_centre"),
            # A page is addressed by code, so a centre's own may never be called as one of the catalogue is.
            models.CheckConstraint(
                condition=(Q(centre=None) & ~Q(code__startswith=OWN)) | Q(centre__isnull=False, code__startswith=OWN),
                name="qualification_own_code",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def current_for(self, centre: Centre | Any) -> "Specification":
        """The newest edition that the centre knows."""
        found: Specification = self.specifications.of_centre(centre).latest("published_on", "id")
        return found


class Specification(Row):
    """One edition of a qualification: which units, in which groups, under which rule, open for registration when.

    A centre that delivers another edition than the catalogue has makes it as its own. A rule of the catalogue ships
    checked; one of a centre's own stands here with the second person's approval and not without.
    """

    qualification = models.ForeignKey(Qualification, models.PROTECT, related_name="specifications")
    centre = models.ForeignKey(Centre, models.PROTECT, null=True, blank=True, related_name="specifications")
    version = models.CharField(max_length=40)
    published_on = models.DateField()
    registration_from = models.DateField(null=True, blank=True)
    registration_until = models.DateField(null=True, blank=True)
    rule = models.JSONField(null=True, blank=True)  # None: catalogue only, no full claims
    rule_check = models.OneToOneField(RuleCheck, models.PROTECT, null=True, blank=True, related_name="specification")
    unchecked_rule = models.JSONField(
        null=True, blank=True
    )  # from before rules were checked: the next draft's beginning
    units: Any = models.ManyToManyField(Unit, through="StructureUnit", related_name="specifications")

    objects: ClassVar[Any] = OfCentreQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["qualification", "version"], condition=Q(centre=None), name="specification_once"
            ),
            models.UniqueConstraint(fields=["centre", "qualification", "version"], name="specification_once_a_centre"),
            models.CheckConstraint(
                condition=Q(centre=None, rule_check=None)
                | Q(rule__isnull=True, rule_check=None)
                | Q(centre__isnull=False, rule__isnull=False, rule_check__isnull=False),
                name="rule_checked_by_two",
            ),
            models.CheckConstraint(
                condition=Q(unchecked_rule__isnull=True) | Q(rule__isnull=True, centre__isnull=False),
                name="unchecked_rule_is_not_used",
            ),
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
