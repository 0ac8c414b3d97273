from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction

from units.catalogue_files import CatalogueFile, CatalogueUnit, read_catalogue
from units.combination import RuleError
from units.combination.files import CATALOGUE
from units.models import AwardingOrganisation, Criterion, Outcome, Qualification, Specification, StructureUnit, Unit

Shape = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class LoadedCatalogue:
    qualifications: int
    units: int
    criteria: int
    changed: int  # rows written


@transaction.atomic
def load_catalogue(*, folder: Path = CATALOGUE) -> LoadedCatalogue:
    """Brings the database to what the catalogue's files say. For the installer; the second run writes nothing.

    A corrected fact or label updates its row; the official wording that a centre imported stays. RuleError, and
    nothing written, where a file is wrong or where a unit that is already there has another number of criteria.
    """
    files = read_catalogue(folder)
    changed = sum(_load(file) for file in files)
    units = {(unit.facts["code"], unit.facts["edition"]): unit for file in files for unit in file.units}
    criteria = sum(sum(_shape(unit)) for unit in units.values())
    return LoadedCatalogue(len(files), len(units), criteria, changed)


def _load(file: CatalogueFile) -> int:
    body, new_body = AwardingOrganisation.objects.get_or_create(name=file.awarding_organisation)
    qualification, changed = _bring(
        Qualification, {"code": file.facts["code"]}, {**file.facts, "awarding_organisation_id": body.pk}
    )
    specification, changed_too = _bring(
        Specification,
        {"qualification_id": qualification.pk, "version": file.version},
        {**file.dates, "rule": file.rule},
    )
    return new_body + changed + changed_too + _load_units(file.units, specification)


def _bring(model: Any, key: Mapping[str, Any], facts: Mapping[str, Any]) -> tuple[Any, int]:
    row = model.objects.filter(**key).first()
    if row is None:
        return model.objects.create(**{**key, **facts}), 1
    return row, _correct(row, facts)


def _correct(row: Any, facts: Mapping[str, Any]) -> int:
    """Writes the columns that differ, if any."""
    wrong = {name: value for name, value in facts.items() if getattr(row, name) != value}
    for name, value in wrong.items():
        setattr(row, name, value)
    if wrong:
        row.save(update_fields=[*wrong])
    return bool(wrong)


def _load_units(units: Iterable[CatalogueUnit], specification: Specification) -> int:
    codes = [unit.facts["code"] for unit in units]
    there = {
        (row.code, row.edition): row
        for row in Unit.objects.filter(code__in=codes).prefetch_related("outcomes__criteria")
    }
    places = {place.unit_id: place for place in specification.structure.all()}
    changed = 0
    for position, unit in enumerate(units, 1):
        row = there.get((unit.facts["code"], unit.facts["edition"]))
        if row is None:
            row, written = _create_unit(unit), 1
        else:
            written = _update_unit(row, unit)
        changed += written + _place(specification, row, places, unit.group, position)
    return changed


def _create_unit(unit: CatalogueUnit) -> Unit:
    row = Unit.objects.create(**unit.facts)
    for number, outcome in enumerate(unit.outcomes, 1):
        made = Outcome.objects.create(unit=row, number=number, label=outcome.label)
        Criterion.objects.bulk_create(
            Criterion(outcome=made, position=position, number=f"{number}.{position}", label=label)
            for position, label in enumerate(outcome.criteria, 1)
        )
    return row


def _update_unit(row: Unit, unit: CatalogueUnit) -> int:
    outcomes = list(row.outcomes.all())
    have = tuple(len(outcome.criteria.all()) for outcome in outcomes)
    if have != _shape(unit):
        raise RuleError(
            f"{row.code} has {have} criteria in the database and {_shape(unit)} in the file: what is decided already "
            "rests on the first. Give the unit its next edition",
            "$.units",
        )
    changed = _correct(row, unit.facts)
    for outcome, said in zip(outcomes, unit.outcomes, strict=True):
        changed += _correct(outcome, {"label": said.label})
        for criterion, label in zip(outcome.criteria.all(), said.criteria, strict=True):
            changed += _correct(criterion, {"label": label})
    return changed


def _place(
    specification: Specification, unit: Unit, places: Mapping[Any, StructureUnit], group: str, position: int
) -> int:
    place = places.get(unit.pk)
    if place is None:
        specification.structure.create(unit=unit, group=group, position=position)
        return 1
    return _correct(place, {"group": group, "position": position})


def _shape(unit: CatalogueUnit) -> Shape:
    return tuple(len(outcome.criteria) for outcome in unit.outcomes)
