from django.db import transaction

from assessment.models import Message, MessageReading
from centres.audit import record
from centres.models import Membership, Role
from centres.permissions import require_role
from portfolio.models import Registration


@transaction.atomic
def read_messages(*, actor: Membership, registration: Registration) -> int:
    """The recipient opened the conversation: what was unread is read from now on. How many that were."""
    require_role(actor, Role.CANDIDATE, Role.ASSESSOR)
    unread = list(Message.objects.unread_by(actor).filter(registration=registration))
    if unread:
        readings = [MessageReading(message=message, reader=actor) for message in unread]
        MessageReading.objects.bulk_create(readings, ignore_conflicts=True)
        record(actor, "message.read", registration, messages=len(unread))
    return len(unread)
