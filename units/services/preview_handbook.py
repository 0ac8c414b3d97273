from dataclasses import dataclass

from centres.models import Membership, Role
from centres.permissions import require_role
from units.handbook_copies import Document, HandbookCopy, read_copy
from units.models import HandbookImport


@dataclass(frozen=True, slots=True)
class HandbookPreview:
    document: Document
    copy: HandbookCopy
    earlier: HandbookImport | None  # the same bytes, imported already


def preview_handbook(*, actor: Membership | None, document: Document) -> HandbookPreview:
    """What an import of this file would store and every correction it would make. Writes nothing.

    Without an actor: for the installer, before any centre is opened.
    """
    if actor is not None:
        require_role(actor, Role.ADMIN, Role.SYSTEM)
    centre = actor.centre_id if actor else None
    copy = read_copy(document, centre=centre)
    earlier = HandbookImport.objects.filter(centre=centre, sha256=copy.sha256).first()
    return HandbookPreview(document, copy, earlier)
