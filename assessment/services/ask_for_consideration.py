from collections.abc import Sequence
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from assessment.adjustment_gates import asking_gate, considering_gate
from assessment.appealing import wordless
from assessment.arrangement_mails import tell_asked
from assessment.locks import lock_registration
from assessment.models import Consideration, UnitResult
from assessment.needs import keep_need
from assessment.result_files import ReceivedFile, receive
from assessment.states import ConsiderationState
from centres.audit import record
from centres.gates import Refused
from centres.models import Membership, Role
from centres.permissions import require_role
from portfolio.models import Registration


def ask_for_consideration(
    *,
    actor: Membership,
    registration: Registration,
    about: Any,
    circumstances: str,
    files: "Sequence[UploadedFile[bytes]]" = (),
) -> Consideration:
    """Of one attempt at a test or assignment, or of the day of one planned task; anything else is refused with the reason.

    What happened is kept apart, as the need for an adjustment is. The same again while it waits is answered with the first.
    """
    require_role(actor, Role.CANDIDATE, Role.ASSESSOR, Role.ADMIN)
    said = circumstances.strip()
    received = receive(files, first=lambda: _require(actor, registration, about, said))
    return _ask(actor, registration, about, said, received)


@transaction.atomic
def _ask(
    actor: Membership, registration: Registration, about: Any, said: str, files: Sequence[ReceivedFile]
) -> Consideration:
    current = lock_registration(registration)
    _require(actor, current, about, said)
    thing = {"result" if isinstance(about, UnitResult) else "task": about}
    waits = Consideration.objects.filter(registration=current, state=ConsiderationState.ASKED, asked_by=actor, **thing)
    before: Consideration | None = waits.filter(need__said=said).first()
    if before:
        return before
    made: Consideration = Consideration.objects.create(registration=current, asked_by=actor, **thing)
    keep_need(made, said, files)
    record(actor, "consideration.asked", made)
    tell_asked(made)
    return made


def _require(actor: Membership, registration: Registration, about: Any, said: str) -> None:
    blockers = asking_gate.blockers(actor=actor, registration=registration)
    blockers += considering_gate.blockers(actor=actor, registration=registration, about=about)
    blockers += wordless(said, "What happened")
    if blockers:
        raise Refused(*blockers)
