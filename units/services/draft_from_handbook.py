from collections.abc import Collection

from django.db import transaction

from centres.gates import Blocker, Refused
from centres.models import Centre, Membership, Role
from centres.permissions import require_role
from units.handbook_copies import Document, read_copy
from units.handbook_drafts import editions_from
from units.interchange.data import from_data
from units.interchange.values import QualificationValues
from units.models import Draft
from units.selectors import units_with_wording
from units.services.keep_draft import keep_draft


@transaction.atomic
def draft_from_handbook(*, actor: Membership, document: Document, codes: Collection[str]) -> list[Draft]:
    """Drafts of the editions that these units, as printed, would make; on this admin's word, unit by unit.

    The same units of the same document again are the same drafts, as long as nobody has changed them. Refused where
    none of them stands in the document as a contradiction, or as another edition.
    """
    require_role(actor, Role.ADMIN, Role.SYSTEM)
    Centre.objects.select_for_update(of=("self",), no_key=True).get(
        pk=actor.centre_id
    )  # a second press waits, and finds the drafts
    copy = read_copy(document, centre=actor.centre_id)
    found = list(editions_from(copy, codes, units_with_wording(actor)))
    if not found:
        raise Refused(Blocker("no_units", "No unit is ticked.", "Tick at least one unit to use as it is printed."))
    return [_draft(actor, document.name, values) for _, values in found]


def _draft(actor: Membership, origin: str, values: QualificationValues) -> Draft:
    begun = Draft.objects.filter(centre_id=actor.centre_id, origin=origin, title=values.title)
    same = next((draft for draft in begun if from_data(draft.values) == values), None)
    return same or keep_draft(actor=actor, values=values, origin=origin)
