import json
from argparse import ArgumentParser
from collections.abc import Iterable
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Q

from centres.models import Centre
from centres.selectors import system_of
from units.models import Criterion, Outcome, Qualification, Unit
from units.selectors import units_with_wording


class Command(BaseCommand):
    help = (
        "Prints the catalogue as JSON, one object a unit, in the editions in use. An outcome's title and a criterion's "
        "text are the body's wording once a handbook is imported; before, the title is our label and the text null."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--qualification", metavar="ID", help="its code, scheme (4430, 4430-04) or number")
        parser.add_argument(
            "--centre",
            metavar="NUMBER",
            help="what this centre knows: with its own editions, and the wording of its own copies only",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        centre = _centre(options["centre"])
        units = _units(_qualifications(options["qualification"], centre), centre)
        words = units_with_wording(system_of(centre.pk)) if centre else {unit.pk for unit in units}
        printed = [_unit(unit, wording=unit.pk in words) for unit in units]
        self.stdout.write(json.dumps(printed, ensure_ascii=False, indent=1))


def _centre(number: str | None) -> Centre | None:
    centre = Centre.objects.filter(number=number).first() if number else None
    if number and centre is None:
        raise CommandError(f"There is no centre with the number {number}.", returncode=2)
    return centre


def _qualifications(name: str | None, centre: Centre | None) -> Iterable[Qualification]:
    known = Qualification.objects.of_centre(centre).order_by("code")
    named = Q(code=name) | Q(scheme=name) | Q(number=name) | Q(scheme__startswith=f"{name}-")
    found = known.filter(named) if name else known
    if name and not found:
        codes = ", ".join(known.values_list("code", flat=True)) or "none, run load_catalogue first"
        raise CommandError(f"There is no qualification {name}. Known: {codes}.", returncode=2)
    return found


def _units(qualifications: Iterable[Qualification], centre: Centre | None) -> list[Unit]:
    """In the order of the structures; a unit of several qualifications once."""
    units: dict[Any, Unit] = {}
    for qualification in qualifications:
        specification = qualification.current_for(centre)
        for place in specification.structure.select_related("unit").prefetch_related("unit__outcomes__criteria"):
            units.setdefault(place.unit_id, place.unit)
    return list(units.values())


def _unit(unit: Unit, *, wording: bool) -> dict[str, Any]:
    return {
        "scheme": unit.scheme,
        "number": unit.number,
        "reference": unit.reference or None,
        "title": unit.title,
        "level": unit.level,
        "credit": unit.credit,
        "glh": unit.guided_hours,
        "outcomes": [_outcome(outcome, wording=wording) for outcome in unit.outcomes.all()],
    }


def _outcome(outcome: Outcome, *, wording: bool) -> dict[str, Any]:
    criteria = [_criterion(criterion, wording=wording) for criterion in outcome.criteria.all()]
    title = outcome.text if wording else ""
    return {"number": outcome.number, "title": title or outcome.label, "criteria": criteria}


def _criterion(criterion: Criterion, *, wording: bool) -> dict[str, Any]:
    return {
        "number": criterion.number,
        "printed": criterion.printed or None,
        "label": criterion.label,
        "text": criterion.text if wording and criterion.text else None,
    }
