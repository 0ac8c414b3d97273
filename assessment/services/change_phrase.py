from collections.abc import Iterator

from django.db import transaction

from assessment.models import Phrase
from assessment.services.keep_phrase import LONGEST
from centres.audit import record
from centres.gates import Blocker, Refused
from centres.models import Membership, Role
from centres.permissions import require_role


@transaction.atomic
def change_phrase(*, actor: Membership, phrase: Phrase, words: str) -> Phrase:
    """Other words from now on; feedback that was written with it stays as it is."""
    require_role(actor, Role.ASSESSOR)
    phrase = Phrase.objects.visible_to(actor).select_for_update(of=("self",), no_key=True).get(pk=phrase.pk)
    words = words.strip()
    if words == phrase.words:
        return phrase
    blockers = list(_objections(phrase, words))
    if blockers:
        raise Refused(*blockers)
    phrase.words = words
    phrase.save(update_fields=["words"])
    record(actor, "phrase.changed", phrase)
    return phrase


def _objections(phrase: Phrase, words: str) -> Iterator[Blocker]:
    if not words:
        yield Blocker("words", "The phrase is empty.", "Drop it if you no longer use it.", yours=True)
    if len(words) > LONGEST:
        yield Blocker("words", f"The phrase has {len(words)} characters, and {LONGEST} fit.", "Shorten it.", yours=True)
    if Phrase.objects.filter(owner=phrase.owner_id, words=words).exclude(pk=phrase.pk).exists():
        yield Blocker("known", "You have these words already.", "Drop one of the two.", yours=True)
