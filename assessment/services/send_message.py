from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.db import transaction

from assessment.models import Message
from centres.audit import record
from centres.gates import Blocker, Refused
from centres.models import Membership, Role
from centres.permissions import require_role
from centres.services.close_text_drafts import close_text_drafts
from centres.services.enqueue import enqueue
from portfolio.models import Registration
from portfolio.states import RegistrationState

LONGEST = 4000  # characters


@transaction.atomic
def send_message(
    *, actor: Membership, registration: Registration, words: str, batch: UUID, draft_mark: str = ""
) -> Message:
    """From candidate to assessor or back, by mail as well. The same form sent twice is answered with the same message."""
    require_role(actor, Role.CANDIDATE, Role.ASSESSOR)
    rows = Registration.objects.select_for_update(of=("self",), no_key=True)
    registration = rows.select_related("candidate__membership__user", "assessor__user").get(pk=registration.pk)
    sent: Message | None = Message.objects.filter(registration=registration, sender=actor, batch=batch).first()
    if sent is not None:
        return sent
    words = words.strip()
    blockers = [*_not_theirs(actor, registration), *_objections(words)]
    if blockers:
        raise Refused(*blockers)
    candidate = registration.candidate.membership
    recipient = candidate if actor.pk == registration.assessor_id else registration.assessor
    message = Message.objects.create(
        registration=registration, sender=actor, recipient=recipient, batch=batch, words=words
    )
    close_text_drafts(actor=actor, place=f"message:{registration.pk}", mark=draft_mark)
    record(actor, "message.sent", message, candidate=registration.candidate.name, batch=batch)
    enqueue(purpose="mail_message", centre=actor.centre, object_id=message.pk)
    return message


def _not_theirs(actor: Membership, registration: Registration) -> Iterator[Blocker]:
    if actor.pk not in (registration.assessor_id, registration.candidate.membership_id):
        said = f"{registration.candidate.name}'s assessor is {registration.assessor.name}."
        yield Blocker("not_their_assessor", said, "Messages go between the two. Leave them out.")
    elif registration.state != RegistrationState.ACTIVE:
        said = f"The registration of {registration.candidate.name} is {registration.get_state_display().lower()}."
        yield Blocker("registration_closed", said, "Nobody is written to here any more.")


def _objections(words: str) -> Iterator[Blocker]:
    where: dict[str, Any] = {"link": "#id_words", "link_text": "Go to it", "yours": True}
    if not words:
        yield Blocker("words", "The message is empty.", "Write what you want to say.", **where)
    elif len(words) > LONGEST:
        yield Blocker("words", f"The message has {len(words)} characters, and {LONGEST} fit.", "Shorten it.", **where)
