from django.db import transaction

from centres.audit import record
from centres.models import Membership, Role
from centres.permissions import require_role
from units.models import Draft


@transaction.atomic
def drop_draft(*, actor: Membership, draft: Draft) -> None:
    """Throws a draft away; a second press finds it gone, and is content."""
    require_role(actor, Role.ADMIN)
    found = Draft.objects.visible_to(actor).select_for_update(of=("self",), no_key=True).filter(pk=draft.pk).first()
    if found is not None:
        record(actor, "draft.dropped", found, origin=found.origin)
        found.delete()
