from collections.abc import Iterator
from typing import Any

from django.db import transaction

from assessment.models import Phrase
from centres.audit import record
from centres.gates import Blocker, Refused
from centres.models import Membership, Role
from centres.permissions import require_role

LONGEST, MOST = 1000, 200


@transaction.atomic
def keep_phrase(*, actor: Membership, words: str) -> Phrase:
    """Into the assessor's own library. Words that are there already are left as they are; dropped ones come back."""
    require_role(actor, Role.ASSESSOR)
    Membership.objects.select_for_update(of=("self",), no_key=True).get(pk=actor.pk)
    words = words.strip()
    known: Phrase | None = Phrase.objects.visible_to(actor).filter(words=words).first()
    if known and known.dropped_at is None:
        return known
    blockers = list(phrase_objections(actor, words))
    if blockers:
        raise Refused(*blockers)
    if known:
        known.dropped_at = None
        known.save(update_fields=["dropped_at"])
    phrase = known or Phrase.objects.create(owner=actor, words=words)
    record(actor, "phrase.kept", phrase)
    return phrase


def phrase_objections(actor: Membership, words: str) -> Iterator[Blocker]:
    where: dict[str, Any] = {"link": "#id_words", "link_text": "Go to it", "yours": True}
    if not words:
        yield Blocker("words", "The phrase is empty.", "Write it, or select words in your feedback first.", **where)
    if len(words) > LONGEST:
        yield Blocker("words", f"The phrase has {len(words)} characters, and {LONGEST} fit.", "Shorten it.", **where)
    if Phrase.objects.visible_to(actor).kept().count() >= MOST:
        yield Blocker("many", f"You keep {MOST} phrases already.", "Drop one that you no longer use.", yours=True)
