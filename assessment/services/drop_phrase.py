from django.db import transaction
from django.utils import timezone

from assessment.models import Phrase
from centres.audit import record
from centres.models import Membership, Role
from centres.permissions import require_role


@transaction.atomic
def drop_phrase(*, actor: Membership, phrase: Phrase) -> Phrase:
    """Out of the library; it can be brought back with `keep_phrase`."""
    require_role(actor, Role.ASSESSOR)
    phrase = Phrase.objects.visible_to(actor).select_for_update(of=("self",), no_key=True).get(pk=phrase.pk)
    if phrase.dropped_at is None:
        phrase.dropped_at = timezone.now()
        phrase.save(update_fields=["dropped_at"])
        record(actor, "phrase.dropped", phrase)
    return phrase
