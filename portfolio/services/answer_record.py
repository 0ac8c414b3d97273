from django.db import transaction

from centres.audit import record
from centres.gates import Blocker, Refused
from centres.models import Membership
from centres.services.close_text_drafts import close_text_drafts
from portfolio.models import Evidence, RecordAnswer
from portfolio.permissions import require_owner
from portfolio.states import EvidenceState

LONGEST_COMMENT = 4000


@transaction.atomic
def answer_record(
    *, actor: Membership, evidence: Evidence, confirms: bool, comment: str, draft_mark: str = ""
) -> RecordAnswer:
    """The candidate says that an assessor's record is right, or what they see differently. The record stays sealed.

    Confirmed once; a second press, and the same comment again, are the answer that is there already.
    """
    require_owner(actor, evidence.registration)
    evidence = Evidence.objects.select_for_update(of=("self",), no_key=True).get(pk=evidence.pk)
    comment = comment.strip()
    repeated = evidence.answers.filter(confirms=confirms, **({} if confirms else {"comment": comment})).first()
    if repeated is not None:
        return repeated
    _require_answer(evidence, confirms, comment)
    answer = RecordAnswer.objects.create(evidence=evidence, actor=actor, confirms=confirms, comment=comment)
    close_text_drafts(actor=actor, place=f"answer:{evidence.pk}", mark=draft_mark)
    record(actor, "record.confirmed" if confirms else "record.commented", evidence, comment=comment)
    return answer


def _require_answer(evidence: Evidence, confirms: bool, comment: str) -> None:
    if evidence.made_by_id is None:
        raise Refused(
            Blocker("no_record", f"“{evidence}” is your own item.", "Records of your assessor are confirmed.")
        )
    if evidence.state == EvidenceState.WITHDRAWN:
        raise Refused(Blocker("withdrawn_already", f"“{evidence}” was withdrawn.", "There is nothing to answer."))
    if not confirms and not comment:
        raise Refused(Blocker("no_comment", "The comment is empty.", "Write what you see differently.", yours=True))
    if len(comment) > LONGEST_COMMENT:
        said = f"The comment has {len(comment)} letters, and {LONGEST_COMMENT} fit."
        raise Refused(Blocker("too_long", said, "Shorten it.", yours=True))
