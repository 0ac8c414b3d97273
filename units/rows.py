"""Plain values to rows and back: the one place that knows which column holds what."""

from collections.abc import Container, Iterable
from typing import Any
from uuid import UUID

from units.interchange.values import CriterionValues, OutcomeValues, QualificationValues, UnitValues
from units.models import Criterion, Outcome, Qualification, Specification, Unit

UNIT_FACTS = (
    *("scheme", "number", "edition", "reference", "sector_number", "title", "level", "credit", "guided_hours"),
    *("method", "minutes", "available_from", "expires_on", "suits"),
)
QUALIFICATION_FACTS = (
    *("scheme", "title", "number", "level", "grading", "minimum_age", "guided_hours", "total_hours"),
)
SPECIFICATION_FACTS = ("published_on", "registration_from", "registration_until", "rule")


def qualification_facts(values: QualificationValues) -> dict[str, Any]:
    return {name: getattr(values, name) for name in QUALIFICATION_FACTS}


def specification_facts(values: QualificationValues) -> dict[str, Any]:
    return {name: getattr(values, name) for name in SPECIFICATION_FACTS}


def unit_facts(values: UnitValues) -> dict[str, Any]:
    """The columns of a unit's row that are facts; the body's wording is not among them."""
    facts = {name: getattr(values, name) for name in UNIT_FACTS}
    return facts | {"standards": [*values.standards], "key_skills": [*values.key_skills]}


def create_units(units: Iterable[tuple[UnitValues, dict[str, Any]]]) -> list[Unit]:
    """Writes units with all that is in them; `units` are values and further columns."""
    rows: list[Unit] = []
    outcomes: list[Outcome] = []
    criteria: list[Criterion] = []
    for values, columns in units:
        wording = {"aim": values.aim, "information": dict(values.information)}
        unit = Unit(code=values.code, **(unit_facts(values) | wording | columns))
        rows.append(unit)
        for number, outcome in enumerate(values.outcomes, 1):
            facts = {"label": outcome.label, "text": outcome.text, "questions": outcome.questions}
            outcomes.append(Outcome(unit=unit, number=number, **facts))
            criteria.extend(_criteria(outcomes[-1], outcome))
    Unit.objects.bulk_create(rows, batch_size=200)
    Outcome.objects.bulk_create(outcomes, batch_size=200)
    Criterion.objects.bulk_create(criteria, batch_size=200)
    return rows


def _criteria(row: Outcome, outcome: OutcomeValues) -> Iterable[Criterion]:
    """Numbered by position, whatever was printed."""
    for position, criterion in enumerate(outcome.criteria, 1):
        facts = {"printed": criterion.printed, "text": criterion.text, "guidance": criterion.guidance}
        number = f"{row.number}.{position}"
        yield Criterion(outcome=row, position=position, number=number, label=criterion.label, **facts)


def qualification_values(specification: Specification, *, readable: Container[UUID]) -> QualificationValues:
    """A specification as plain values; the body's words only of the units whose keys are `readable`."""
    qualification: Qualification = specification.qualification
    facts = {name: getattr(qualification, name) for name in QUALIFICATION_FACTS}
    facts |= {name: getattr(specification, name) for name in SPECIFICATION_FACTS}
    places = specification.structure.select_related("unit").prefetch_related("unit__outcomes__criteria")
    return QualificationValues(
        code=qualification.code,
        awarding_organisation=qualification.awarding_organisation.name,
        version=specification.version,
        units=tuple(unit_values(place.unit, group=place.group, wording=place.unit_id in readable) for place in places),
        **facts,
    )


def unit_values(unit: Unit, *, group: str = "", wording: bool) -> UnitValues:
    facts = {name: getattr(unit, name) for name in UNIT_FACTS}
    words = {"aim": unit.aim, "information": unit.information} if wording else {}
    return UnitValues(
        **facts,
        **words,
        standards=tuple(unit.standards),
        key_skills=tuple(unit.key_skills),
        group=group,
        outcomes=tuple(_outcome_values(outcome, wording=wording) for outcome in unit.outcomes.all()),
    )


def _outcome_values(outcome: Outcome, *, wording: bool) -> OutcomeValues:
    criteria = tuple(_criterion_values(criterion, wording=wording) for criterion in outcome.criteria.all())
    return OutcomeValues(outcome.label, criteria, outcome.text if wording else "", outcome.questions)


def _criterion_values(criterion: Criterion, *, wording: bool) -> CriterionValues:
    if not wording:
        return CriterionValues(criterion.label, printed=criterion.printed)
    return CriterionValues(criterion.label, criterion.text, criterion.printed, criterion.guidance)
