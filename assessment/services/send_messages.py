from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from assessment.models import Message
from assessment.services.send_message import send_message
from centres.gates import Blocker, Refused
from centres.models import Membership, Role
from centres.permissions import require_role
from centres.services.close_text_drafts import close_text_drafts
from portfolio.models import Registration


@transaction.atomic
def send_messages(
    *, actor: Membership, registrations: Sequence[Registration], words: str, batch: UUID, draft_mark: str = ""
) -> list[Message]:
    """Written once, to each of several candidates of the assessor; all or none, with every reason at once."""
    require_role(actor, Role.ASSESSOR)
    if not registrations:
        raise Refused(Blocker("nobody", "Nobody is chosen.", "Tick the candidates on the caseload.", yours=True))
    sent, blockers = list[Message](), list[Blocker]()
    for registration in sorted(registrations, key=lambda row: row.pk):
        try:
            sent.append(send_message(actor=actor, registration=registration, words=words, batch=batch))
        except Refused as refusal:
            blockers += refusal.blockers
    if blockers:
        raise Refused(*dict.fromkeys(blockers))
    close_text_drafts(actor=actor, place=f"messages:{actor.pk}", mark=draft_mark)
    return sent
