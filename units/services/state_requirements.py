from collections.abc import Iterator

from django.db import transaction

from centres.audit import record
from centres.gates import Blocker, Refused
from centres.models import Membership
from centres.permissions import require_role
from units.models import EvidenceRequirement, Unit
from units.selectors.requirements import STATING
from units.selectors.visible import units_of


@transaction.atomic
def state_requirements(*, actor: Membership, unit: Unit, statement: str, source: str) -> EvidenceRequirement:
    """What evidence the centre asks for in the unit, and where that comes from. Without a statement: taken back.

    Earlier versions stay. The same again is the same row.
    """
    require_role(actor, *STATING)
    unit = units_of(actor).select_for_update(of=("self",), no_key=True).get(pk=unit.pk)
    statement = "\n".join(statement.strip().splitlines())
    source = source.strip() if statement else ""
    newest: EvidenceRequirement | None = unit.requirements.filter(centre_id=actor.centre_id).first()
    blockers = list(_blockers(newest, statement, source))
    if blockers:
        raise Refused(*blockers)
    if newest and (newest.statement, newest.source) == (statement, source):
        return newest
    made: EvidenceRequirement = EvidenceRequirement.objects.create(
        centre_id=actor.centre_id, unit=unit, statement=statement, source=source, stated_by=actor
    )
    record(actor, "requirements.stated" if statement else "requirements.taken_back", unit, source=source)
    return made


def _blockers(newest: EvidenceRequirement | None, statement: str, source: str) -> Iterator[Blocker]:
    if statement and not source:
        yield Blocker(
            "no_source",
            "The source is missing.",
            "Name where the requirements come from: a document with its edition and page, or who decided them.",
        )
    if not statement and newest is None:
        yield Blocker("no_statement", "The text is empty.", "Enter what evidence the unit needs.")
