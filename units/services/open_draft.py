from typing import Any

from django.db import transaction

from centres.audit import record
from centres.models import Centre, Membership, Role
from centres.permissions import require_role
from units.draft_gates import opening_gate
from units.drafting.edits import at_home
from units.interchange.assembling import assemble
from units.interchange.data import from_data
from units.interchange.disassembling import disassemble
from units.interchange.values import QualificationValues
from units.known import edition_of, known_qualification, own_code
from units.models import AwardingOrganisation, Draft, Qualification, RuleCheck, Specification, StructureUnit
from units.next_editions import carry_competence, units_before, units_for
from units.rows import qualification_facts, specification_facts
from units.selectors.rule_checks import standing_of
from units.services.keep_draft import refuse_changed


@transaction.atomic
def open_draft(*, actor: Membership, draft: Draft, turn: int | None = None) -> Specification:
    """Makes what the draft describes an edition of the centre's own. Refused with everything that is wrong with it, and
    where no second person has approved its rule as it stands.

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
    values = at_home(from_data(draft.values))
    known, standing = edition_of(actor, values.code), standing_of(draft, values)
    opening_gate.require(actor=actor, draft=draft, values=values, known=known, standing=standing)
    values = assemble(disassemble(values, wording=True))  # as a file would give them
    qualification = _qualification(actor, values)
    before = units_before(actor.centre, qualification, [unit.code for unit in values.units])
    specification = _specification(actor.centre, qualification, values, standing.approval if values.rule else None)
    units = units_for(actor.centre, values.units)
    StructureUnit.objects.bulk_create(
        StructureUnit(specification=specification, unit=units[unit.code], group=unit.group, position=position)
        for position, unit in enumerate(values.units, 1)
    )
    carry_competence(actor, before, units)
    record(actor, "qualification.opened", specification, origin=draft.origin, units=len(units))
    draft.delete()
    return specification


def _qualification(actor: Membership, values: QualificationValues) -> Qualification:
    """The one that the centre knows by this code; else a new one of its own."""
    body, _ = AwardingOrganisation.objects.get_or_create(name=values.awarding_organisation)
    facts = qualification_facts(values) | {"awarding_organisation": body}
    known = known_qualification(actor.centre, values.code)
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


def _specification(
    centre: Centre, qualification: Qualification, values: QualificationValues, approval: RuleCheck | None
) -> Specification:
    facts = {"version": values.version, **specification_facts(values), "rule_check": approval}
    made: Specification = Specification.objects.create(qualification=qualification, centre=centre, **facts)
    return made
