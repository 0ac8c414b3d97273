from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from centres.audit import record
from centres.gates import Blocker, Refused
from centres.models import Centre, Membership, Role
from centres.permissions import require_role
from units.interchange.assembling import assemble
from units.interchange.data import from_data
from units.interchange.disassembling import disassemble
from units.interchange.problems import Problem, WrongDescription
from units.interchange.values import QualificationValues, UnitValues
from units.models import (
    AwardingOrganisation,
    Competence,
    Draft,
    Qualification,
    Specification,
    StructureUnit,
    Unit,
)
from units.models.qualification import OWN
from units.rows import create_units, qualification_facts, specification_facts, unit_values


@transaction.atomic
def open_draft(*, actor: Membership, draft: Draft) -> Specification:
    """Makes what the draft describes an edition of the centre's own. Refused with everything that is wrong with it.

    A unit that the centre knows already in just these words is the same unit; any other is its next edition, for which
    the centre's assessors and IQAs are as competent as they were for the one before. Candidates stay where they are.
    """
    require_role(actor, Role.ADMIN)
    draft = Draft.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=draft.pk)
    Centre.objects.select_for_update(of=("self",)).get(pk=actor.centre_id)  # one edition at a time
    values = checked(from_data(draft.values))
    qualification = _qualification(actor.centre, values)
    specification = _specification(actor.centre, qualification, values)
    units = _units(actor.centre, values.units)
    StructureUnit.objects.bulk_create(
        StructureUnit(specification=specification, unit=units[unit.code], group=unit.group, position=position)
        for position, unit in enumerate(values.units, 1)
    )
    _carry_competence(actor, units.values())
    record(actor, "qualification.opened", specification, origin=draft.origin, units=len(units))
    draft.delete()
    return specification


def checked(values: QualificationValues) -> QualificationValues:
    """The values once more as a file would give them: one set of checks for form, spreadsheet and CASE."""
    try:
        return assemble(disassemble(values, wording=True))
    except WrongDescription as wrong:
        raise Refused(*map(_blocker, wrong.problems)) from wrong


def _blocker(problem: Problem) -> Blocker:
    place = ", ".join(filter(None, [problem.sheet, f"row {problem.row}" if problem.row else "", problem.column]))
    return Blocker("wrong_description", f"{place}: {problem.reason}", problem.remedy)


def _qualification(centre: Centre, values: QualificationValues) -> Qualification:
    """The one that the centre knows by this code; else a new one of its own."""
    own = values.code if values.code.startswith(OWN) else f"{OWN}{values.code}"
    known = Qualification.objects.of_centre(centre).filter(code__in=[values.code, own]).first()
    if known is not None:
        return known
    body, _ = AwardingOrganisation.objects.get_or_create(name=values.awarding_organisation)
    made: Qualification = Qualification.objects.create(
        centre=centre, code=own[:60], awarding_organisation=body, **qualification_facts(values)
    )
    return made


def _specification(centre: Centre, qualification: Qualification, values: QualificationValues) -> Specification:
    editions = qualification.specifications.of_centre(centre)
    if editions.filter(version=values.version).exists():
        raise Refused(
            Blocker(
                "edition_exists",
                f"{qualification} has an edition {values.version} already, and candidates may be on it.",
                "Give this edition the version and the day that its document names.",
            )
        )
    made: Specification = Specification.objects.create(
        qualification=qualification, centre=centre, version=values.version, **specification_facts(values)
    )
    return made


def _units(centre: Centre, units: Sequence[UnitValues]) -> dict[str, Unit]:
    """By code."""
    known: dict[str, list[Unit]] = {}
    rows = Unit.objects.of_centre(centre).filter(code__in=[unit.code for unit in units])
    for row in rows.prefetch_related("outcomes__criteria").order_by("-edition"):
        known.setdefault(row.code, []).append(row)
    same = {unit.code: _same(known.get(unit.code, []), unit) for unit in units}
    new = [unit for unit in units if same[unit.code] is None]
    made = create_units((unit, _columns(centre, known.get(unit.code, []))) for unit in new)
    return made | {code: row for code, row in same.items() if row is not None}


def _columns(centre: Centre, known: Sequence[Unit]) -> dict[str, object]:
    return {"centre": centre, "edition": known[0].edition + 1 if known else 1}


def _same(known: Iterable[Unit], unit: UnitValues) -> Unit | None:
    """The row of exactly these facts, labels and words. Words that a file leaves out are no difference."""
    for row in known:
        mine = unit_values(row, group=unit.group, wording=True)
        if mine == replace(_worded(unit, mine), edition=row.edition):
            return row
    return None


def _worded(unit: UnitValues, other: UnitValues) -> UnitValues:
    """The unit with the other's words where it has none of its own."""
    if len(unit.outcomes) != len(other.outcomes):
        return unit
    outcomes = []
    for outcome, theirs in zip(unit.outcomes, other.outcomes, strict=True):
        criteria = outcome.criteria
        if len(criteria) == len(theirs.criteria):
            criteria = tuple(
                replace(
                    criterion,
                    text=criterion.text or their.text,
                    printed=criterion.printed or their.printed,
                    guidance=criterion.guidance or their.guidance,
                )
                for criterion, their in zip(criteria, theirs.criteria, strict=True)
            )
        outcomes.append(replace(outcome, text=outcome.text or theirs.text, criteria=criteria))
    return replace(
        unit,
        aim=unit.aim or other.aim,
        information=unit.information or other.information,
        outcomes=tuple(outcomes),
    )


def _carry_competence(actor: Membership, units: Iterable[Unit]) -> None:
    """Whoever was competent for a unit here until now is so for its next edition."""
    earlier = _earlier(actor.centre_id, [unit for unit in units if unit.edition > 1])
    held = Competence.objects.on().filter(membership__centre_id=actor.centre_id, unit__in=[*earlier])
    made = {
        (row.membership_id, row.qualification_id, new): Competence(
            membership_id=row.membership_id,
            qualification_id=row.qualification_id,
            unit_id=new,
            basis=row.basis,
            valid_from=timezone.localdate(),
            valid_until=row.valid_until,
            recorded_by=actor,
        )
        for row in held
        for new in earlier[row.unit_id]
    }
    there = set(
        Competence.objects.on()
        .filter(unit__in={key[2] for key in made})
        .values_list("membership_id", "qualification_id", "unit_id")
    )
    Competence.objects.bulk_create(row for key, row in made.items() if key not in there)


def _earlier(centre: object, units: Sequence[Unit]) -> Mapping[UUID, list[UUID]]:
    """By each earlier edition that the centre knows: the new ones of the same code."""
    new = {unit.code: unit for unit in units}
    found: dict[UUID, list[UUID]] = {}
    for row in Unit.objects.of_centre(centre).filter(code__in=new):
        if row.pk != new[row.code].pk:
            found.setdefault(row.pk, []).append(new[row.code].pk)
    return found
