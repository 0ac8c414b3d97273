from dataclasses import dataclass

from centres.models import Membership, Role
from centres.permissions import require_role
from units.handbook_copies import HandbookCopy, read_copy
from units.models import HandbookImport


@dataclass(frozen=True, slots=True)
class HandbookPreview:
    file_name: str
    copy: HandbookCopy
    earlier: HandbookImport | None  # the same bytes, imported already


def preview_handbook(*, actor: Membership, file_name: str, content: bytes) -> HandbookPreview:
    """What an import of this file would store and every correction it would make. Writes nothing."""
    require_role(actor, Role.ADMIN, Role.SYSTEM)
    copy = read_copy(content)
    earlier = HandbookImport.objects.filter(centre_id=actor.centre_id, sha256=copy.sha256).first()
    return HandbookPreview(file_name, copy, earlier)
