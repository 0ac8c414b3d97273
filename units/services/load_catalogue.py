from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import transaction

from units.catalogue_files import ComparisonValues, read_catalogue
from units.combination import RuleError
from units.combination.files import CATALOGUE
from units.interchange.values import QualificationValues, UnitValues
from units.models import (
    AwardingOrganisation,
    Comparison,
    Predecessor,
    Qualification,
    Specification,
    StructureUnit,
    Unit,
)
from units.rows import create_units, qualification_facts, specification_facts, unit_facts

Shape = tuple[int, ...]
Edition = tuple[str, int]  # of a unit: its code, and which


@dataclass(frozen=True, slots=True)
class LoadedCatalogue:
    qualifications: int
    units: int
    criteria: int
    comparisons: int
    changed: int  # rows written, those of outcomes and criteria not counted where their unit is new


@transaction.atomic
def load_catalogue(*, folder: Path = CATALOGUE) -> LoadedCatalogue:
    """Brings the database to what the catalogue's files say. For the installer; the second run writes nothing.

    A corrected fact or label updates its row; the official wording that a centre imported stays, and so does all that
    a centre described itself. RuleError, and nothing written, where a file is wrong or where a unit that is already
    there has another number of criteria.
    """
    catalogue = read_catalogue(folder)
    values = {_edition(unit): unit for file in catalogue.qualifications for unit in file.units}
    units, changed = _load_units(values)
    changed += sum(_load(file, units) for file in catalogue.qualifications)
    changed += _load_comparisons(catalogue.comparisons, units)
    criteria = sum(sum(_shape(unit)) for unit in values.values())
    return LoadedCatalogue(len(catalogue.qualifications), len(values), criteria, len(catalogue.comparisons), changed)


def _load_units(values: Mapping[Edition, UnitValues]) -> tuple[dict[Edition, Unit], int]:
    """The rows by code and edition, and how many were written."""
    stored = Unit.objects.filter(centre=None).prefetch_related("outcomes__criteria")
    kept = {_edition(row): row for row in stored}
    changed = sum(_update_unit(kept[key], unit) for key, unit in values.items() if key in kept)
    made = create_units((unit, {}) for key, unit in values.items() if key not in kept)
    return kept | {_edition(row): row for row in made}, changed + len(made)


def _edition(unit: Unit | UnitValues) -> Edition:
    return unit.code, unit.edition


def _update_unit(row: Unit, unit: UnitValues) -> int:
    outcomes = list(row.outcomes.all())
    have = tuple(len(outcome.criteria.all()) for outcome in outcomes)
    if have != _shape(unit):
        raise RuleError(
            f"{row.code} has {have} criteria in the database and {_shape(unit)} in the file: what is decided already "
            "rests on the first. Give the unit its next edition",
            "$.units",
        )
    changed = _correct(row, unit_facts(unit))
    for outcome, said in zip(outcomes, unit.outcomes, strict=True):
        changed += _correct(outcome, {"label": said.label, "questions": said.questions})
        for criterion, values in zip(outcome.criteria.all(), said.criteria, strict=True):
            changed += _correct(criterion, {"label": values.label})
    return changed


def _shape(unit: UnitValues) -> Shape:
    return tuple(len(outcome.criteria) for outcome in unit.outcomes)


def _correct(row: Any, facts: Mapping[str, Any]) -> int:
    """Writes the columns that differ, if any."""
    wrong = {name: value for name, value in facts.items() if getattr(row, name) != value}
    for name, value in wrong.items():
        setattr(row, name, value)
    if wrong:
        row.save(update_fields=[*wrong])
    return bool(wrong)


def _bring(model: Any, key: Mapping[str, Any], facts: Mapping[str, Any]) -> tuple[Any, int]:
    row = model.objects.filter(**key).first()
    if row is None:
        return model.objects.create(**{**key, **facts}), 1
    return row, _correct(row, facts)


def _load(file: QualificationValues, units: Mapping[Edition, Unit]) -> int:
    body, new_body = AwardingOrganisation.objects.get_or_create(name=file.awarding_organisation)
    facts = qualification_facts(file) | {"awarding_organisation_id": body.pk}
    qualification, changed = _bring(Qualification, {"code": file.code, "centre": None}, facts)
    key = {"qualification_id": qualification.pk, "version": file.version, "centre": None}
    specification, changed_too = _bring(Specification, key, specification_facts(file))
    return new_body + changed + changed_too + _place(specification, file.units, units)


def _place(specification: Specification, placed: Sequence[UnitValues], units: Mapping[Edition, Unit]) -> int:
    places = {place.unit_id: place for place in specification.structure.select_related("unit")}
    _refuse_loss(specification, places.values(), {units[_edition(values)].pk for values in placed})
    changed, new = 0, []
    for position, values in enumerate(placed, 1):
        unit, facts = units[_edition(values)], {"group": values.group, "position": position}
        if unit.pk in places:
            changed += _correct(places[unit.pk], facts)
        else:
            new.append(StructureUnit(specification=specification, unit=unit, **facts))
    StructureUnit.objects.bulk_create(new)
    return changed + len(new)


def _refuse_loss(specification: Specification, places: Iterable[StructureUnit], kept: Set[UUID]) -> None:
    """A unit's next edition is another unit: it goes into the next edition of the qualification."""
    lost = [place.unit.code for place in places if place.unit_id not in kept]
    if lost:
        raise RuleError(
            f"{specification} has {', '.join(lost)} in the database and not, or in another edition, in the file: "
            "candidates may be on it. Give the qualification its next version",
            "$.qualification.version",
        )


def _load_comparisons(rows: Sequence[ComparisonValues], units: Mapping[Edition, Unit]) -> int:
    """In as many queries whatever the rows, as long as they say nothing new."""
    kept = {row.unit_id: row for row in Comparison.objects.prefetch_related("predecessors")}
    new: list[Predecessor] = []
    changed = 0
    for values in rows:
        unit = _compared(values.code, units)
        comparison = kept.get(unit.pk)
        if comparison is None:
            comparison, written = Comparison.objects.create(unit=unit, **values.facts), 1
        else:
            written = _correct(comparison, values.facts)
        there = {(row.scheme, row.number): row for row in comparison.predecessors.all()} if unit.pk in kept else {}
        changed += written
        for row in values.predecessors:
            facts = {"basis": row.basis, "confidence": row.confidence, "level_changed": row.level_changed}
            if before := there.get((row.scheme, row.number)):
                changed += _correct(before, facts)
            else:
                new.append(Predecessor(comparison=comparison, scheme=row.scheme, number=row.number, **facts))
    Predecessor.objects.bulk_create(new)
    return changed + len(new)


def _compared(code: str, units: Mapping[Edition, Unit]) -> Unit:
    """The newest edition of the unit."""
    editions = [number for known, number in units if known == code]
    if not editions:
        raise RuleError(f"compares the unit {code}, which no qualification has", "$.units")
    return units[code, max(editions)]
