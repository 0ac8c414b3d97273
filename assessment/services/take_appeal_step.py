from collections.abc import Sequence

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from assessment.appeal_gates import step_gate
from assessment.appealing import lock_appeal, repeated, set_decider, wordless, write_step
from assessment.models import Appeal, AppealStep, StepKind
from assessment.result_files import ReceivedFile, receive
from centres.gates import Blocker, Refused
from centres.models import Membership, Role
from centres.permissions import require_role

K = StepKind
NEEDS = {
    K.EXPLAINED: "The explanation",
    K.LODGED: "What is wrong",
    K.INVESTIGATED: "What was looked at",
    K.REVIEW_ASKED: "Why the outcome is wrong",
    K.ESCALATED: "What the awarding organisation is to look at",
    K.REFERRED: "A word about what was sent",
    K.CLOSED: "The reason",
    K.WITHDRAWN: "The reason",
}
BY_WORDS_ALONE = (*NEEDS, K.ACCEPTED)


def take_appeal_step(
    *,
    actor: Membership,
    appeal: Appeal,
    kind: StepKind,
    text: str = "",
    reference: str = "",
    files: "Sequence[UploadedFile[bytes]]" = (),
) -> AppealStep:
    """A step that consists of words and files: the table of turns says whose it is, where it leads and by when.

    `reference`: the awarding organisation's, where it is sent there. The same step twice is answered with the first.
    """
    require_role(actor, Role.CANDIDATE, Role.ASSESSOR, Role.IQA, Role.ADMIN)
    if kind not in BY_WORDS_ALONE:
        raise LookupError(f"{kind} has a use case of its own")
    text, reference = text.strip(), reference.strip()

    def first() -> None:
        if not repeated(appeal, actor, kind, text):
            _require(actor, appeal, kind, text, reference, letter=bool(files))

    received = receive(files, first=first)
    return _take(actor, appeal, kind, text, reference, received)


@transaction.atomic
def _take(
    actor: Membership, appeal: Appeal, kind: StepKind, text: str, reference: str, files: Sequence[ReceivedFile]
) -> AppealStep:
    current = lock_appeal(appeal)
    before = repeated(current, actor, kind, text)
    if before:
        return before
    _require(actor, current, kind, text, reference, letter=bool(files))
    if kind == K.REVIEW_ASKED:
        set_decider(current, None)
    return write_step(current, actor, kind, text, files=files, reference=reference)


def _require(actor: Membership, appeal: Appeal, kind: StepKind, text: str, reference: str, *, letter: bool) -> None:
    blockers = step_gate.blockers(actor=actor, appeal=appeal, kind=kind, letter=letter)
    blockers += wordless(text, NEEDS[kind]) if kind in NEEDS else []
    if kind == K.REFERRED and not reference:
        what = "Enter the number under which the awarding organisation knows it."
        blockers.append(Blocker("reference", "The reference is missing.", what, yours=True))
    if blockers:
        raise Refused(*blockers)
