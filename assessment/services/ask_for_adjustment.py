from collections.abc import Sequence
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from assessment.adjustment_gates import asking_gate
from assessment.appealing import wordless
from assessment.arrangement_mails import tell_asked
from assessment.locks import lock_registration
from assessment.models import Adjustment, ArrangementKind
from assessment.needs import keep_need
from assessment.result_files import ReceivedFile, receive
from assessment.states import AdjustmentState
from centres.audit import record
from centres.gates import Blocker, Refused
from centres.models import Membership, Role
from centres.permissions import require_role
from portfolio.models import Registration, UnitEnrolment


def ask_for_adjustment(
    *,
    actor: Membership,
    registration: Registration,
    kind: str,
    need: str,
    particulars: str = "",
    extra_percent: int | None = None,
    units: Sequence[UnitEnrolment] = (),
    files: "Sequence[UploadedFile[bytes]]" = (),
) -> Adjustment:
    """By the candidate, their assessor or an admin. `need` and `files` are kept apart: the candidate and those who decide read them.

    The same again while it waits is answered with the first.
    """
    require_role(actor, Role.CANDIDATE, Role.ASSESSOR, Role.ADMIN)
    wanted: dict[str, Any] = {"kind": kind, "particulars": particulars.strip(), "extra_percent": extra_percent}
    received = receive(files, first=lambda: _require(actor, registration, wanted, need.strip(), units))
    return _ask(actor, registration, wanted, need.strip(), units, received)


@transaction.atomic
def _ask(
    actor: Membership,
    registration: Registration,
    wanted: dict[str, Any],
    need: str,
    units: Sequence[UnitEnrolment],
    files: Sequence[ReceivedFile],
) -> Adjustment:
    current = lock_registration(registration)
    waits = Adjustment.objects.filter(registration=current, asked_by=actor, state=AdjustmentState.ASKED, **wanted)
    before: Adjustment | None = waits.filter(need__said=need).first()
    if before:
        return before
    _require(actor, current, wanted, need, units)
    made: Adjustment = Adjustment.objects.create(registration=current, asked_by=actor, **wanted)
    made.units.set(units)
    keep_need(made, need, files)
    record(actor, "adjustment.asked", made)
    tell_asked(made)
    return made


def _require(
    actor: Membership,
    registration: Registration,
    wanted: dict[str, Any],
    need: str,
    units: Sequence[UnitEnrolment],
) -> None:
    blockers = asking_gate.blockers(actor=actor, registration=registration)
    blockers += [*_objections(wanted), *wordless(need, "Why it is needed")]
    if any(unit.registration_id != registration.pk for unit in units):
        blockers.append(Blocker("elsewhere", "A unit that is ticked belongs to another candidate.", "Untick it."))
    if blockers:
        raise Refused(*blockers)


def _objections(wanted: dict[str, Any]) -> list[Blocker]:
    kind, percent = wanted["kind"], wanted["extra_percent"]
    found = []
    if kind not in ArrangementKind.values:
        found.append(Blocker("kind", "It is not said which arrangement it is.", "Choose one.", yours=True))
    if kind == ArrangementKind.OTHER and not wanted["particulars"]:
        found.append(Blocker("particulars", "“Another arrangement” says nothing yet.", "Say which one.", yours=True))
    if kind == ArrangementKind.EXTRA_TIME and not percent:
        found.append(
            Blocker("percent", "How much more time is missing.", "Enter it in per cent, such as 25.", yours=True)
        )
    if kind != ArrangementKind.EXTRA_TIME and percent:
        found.append(Blocker("percent", "Only extra time has a share.", "Leave it empty.", yours=True))
    return found
