"""What a reader may find: the one door of the search."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from centres.models import Membership, Role
from units.models import HandbookImport, StructureUnit, Unit
from units.search.question import without_signs
from units.selectors.offers import qualifications_of
from units.selectors.visible import specifications_of


@dataclass(frozen=True)
class Listed:
    """A qualification as the search needs it: hundreds are read for each question."""

    pk: UUID
    code: str
    title: str
    number: str
    scheme: str
    level: int
    body: str  # its awarding organisation's name

    @property
    def framework(self) -> str:
        """4430 of the scheme 4430-04; none where the body has no schemes and the code stands in its place."""
        return "" if self.scheme == self.code else self.scheme.partition("-")[0]

    @property
    def words(self) -> str:
        return f"{self.title} {self.body}"

    @cached_property
    def numbers(self) -> set[str]:
        return {without_signs(printed) for printed in (self.number, self.scheme, self.framework, self.code)} - {""}


COLUMNS = ("pk", "code", "title", "number", "scheme", "level", "awarding_organisation__name")


@dataclass(frozen=True)
class Reach:
    """Units in a structure of `qualifications`. `whole`: that is every unit that the centre knows, so none is looked up."""

    actor: Membership
    qualifications: tuple[Listed, ...]
    whole: bool
    level: int | None = None

    def within(self, qualifications: tuple[Listed, ...]) -> "Reach":
        whole = self.whole and len(qualifications) == len(self.qualifications)
        return replace(self, qualifications=qualifications, whole=whole)

    @property
    def known(self) -> Q:
        """The catalogue's rows and the centre's own, in any table with the column `centre_id`."""
        return Q(centre_id=None) | Q(centre_id=self.actor.centre_id)

    @property
    def worded(self) -> Q:
        """Units whose official wording the centre may read, or their entries: those of `units_with_wording`, which holds
        thousands of keys, as a condition.
        """
        return Q(centre_id=self.actor.centre_id) | Q(pk__in=self._copied.values("unit_id"))

    def worded_among(self, units: Collection[Unit]) -> set[UUID]:
        """The same of a few units."""
        if not units:
            return set()
        own = {unit.pk for unit in units if unit.centre_id == self.actor.centre_id}
        return own.union(self._copied.filter(unit__in=units).values_list("unit_id", flat=True))

    @property
    def _copied(self) -> QuerySet[Any]:
        copies = HandbookImport.objects.filter(centre_id=self.actor.centre_id, criteria_read__gt=0)
        return HandbookImport.units.through.objects.filter(handbookimport__in=copies)

    @property
    def places(self) -> QuerySet[StructureUnit]:
        editions = specifications_of(self.actor)
        if not self.whole:
            editions = editions.filter(qualification__in=[row.pk for row in self.qualifications])
        return StructureUnit.objects.filter(specification__in=editions).order_by()

    @cached_property
    def bodies(self) -> list[str]:
        return sorted({row.body for row in self.qualifications})

    @cached_property
    def frameworks(self) -> list[str]:
        return sorted({row.framework for row in self.qualifications} - {""})


def reach_of(actor: Membership) -> Reach:
    rows = qualifications_of(actor).values_list(*COLUMNS)
    return Reach(actor, tuple(Listed(*row) for row in rows), whole=actor.role != Role.EQA)


def narrowed(reach: Reach, *, of: str, level: int | None) -> Reach:
    """Only qualifications of a body or framework; anything that is neither narrows nothing. `level` is that of a unit."""
    reach = replace(reach, level=level)
    if of not in reach.bodies and of not in reach.frameworks:
        return reach
    return reach.within(tuple(row for row in reach.qualifications if of in (row.body, row.framework)))
