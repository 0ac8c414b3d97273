from typing import Any

from django.db import transaction

from centres.audit import record
from centres.gates import Blocker, Refused
from centres.models import Centre, Membership, Role
from centres.permissions import require_role
from units.interchange.assembling import assemble
from units.interchange.data import from_data
from units.interchange.disassembling import disassemble
from units.interchange.problems import Problem, WrongDescription
from units.interchange.values import QualificationValues
from units.known import another_qualification, known_qualification, name_clashes, own_code
from units.models import AwardingOrganisation, Draft, Qualification, Specification, StructureUnit
from units.next_editions import carry_competence, units_before, units_for
from units.rows import qualification_facts, specification_facts
from units.services.keep_draft import refuse_changed


@transaction.atomic
def open_draft(*, actor: Membership, draft: Draft, turn: int | None = None) -> Specification:
    """Makes what the draft describes an edition of the centre's own. Refused with everything that is wrong with it.

    A unit that the centre knows already in just these words is the same unit; any other is its next edition, for which
    the centre's assessors and IQAs are as competent as they were for the one before. Candidates stay where they are.

    `turn` is the draft's own when the page was opened, else that of `draft`: what somebody has changed since is not
    opened unread.
    """
    require_role(actor, Role.ADMIN)
    seen = draft.turn if turn is None else turn
    draft = Draft.objects.visible_to(actor).select_for_update(of=("self",), no_key=True).get(pk=draft.pk)
    refuse_changed(draft, seen, "Nothing is opened. Read what it says now, and open it then.")
    Centre.objects.select_for_update(of=("self",), no_key=True).get(pk=actor.centre_id)  # one edition at a time
    values = checked(from_data(draft.values))
    qualification = _qualification(actor, values)
    before = units_before(actor.centre, qualification, [unit.code for unit in values.units])
    specification = _specification(actor.centre, qualification, values)
    units = units_for(actor.centre, values.units)
    StructureUnit.objects.bulk_create(
        StructureUnit(specification=specification, unit=units[unit.code], group=unit.group, position=position)
        for position, unit in enumerate(values.units, 1)
    )
    carry_competence(actor, before, units)
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


def _qualification(actor: Membership, values: QualificationValues) -> Qualification:
    """The one that the centre knows by this code; else a new one of its own."""
    body, _ = AwardingOrganisation.objects.get_or_create(name=values.awarding_organisation)
    facts = qualification_facts(values) | {"awarding_organisation": body}
    known = known_qualification(actor.centre, values.code)
    found = list(name_clashes(known, actor.centre, values.code, values.version))
    found += another_qualification(known, facts) if known else []
    if found:
        raise Refused(*found)
    if known is None:
        code = own_code(values.code)
        made: Qualification = Qualification.objects.create(centre=actor.centre, code=code, **facts)
        return made
    if known.centre_id:
        _correct(actor, known, facts)
    return known


def _correct(actor: Membership, known: Qualification, facts: dict[str, Any]) -> None:
    """A qualification of the centre's own is what its newest description says; what it said before is in the record."""
    was = {name: getattr(known, name) for name, value in facts.items() if getattr(known, name) != value}
    if was:
        for name in was:
            setattr(known, name, facts[name])
        known.save(update_fields=[*was])
        record(actor, "qualification.corrected", known, was=was, now={name: facts[name] for name in was})


def _specification(centre: Centre, qualification: Qualification, values: QualificationValues) -> Specification:
    made: Specification = Specification.objects.create(
        qualification=qualification, centre=centre, version=values.version, **specification_facts(values)
    )
    return made
