import datetime as dt

from django.db import transaction
from django.utils import timezone

from centres.audit import record
from centres.gates import Blocker, Refused
from centres.models import Membership, Role
from centres.permissions import require_role
from portfolio.models import Registration, Testimony, TestimonyCheck


@transaction.atomic
def check_witness(
    *, actor: Membership, testimony: Testimony, how: str, on: dt.date, outcome: str, note: str
) -> TestimonyCheck:
    """Somebody of the centre asked the witness: when, how, what came of it. The same words on one day are one check."""
    require_role(actor, Role.ASSESSOR, Role.IQA, Role.ADMIN)
    Registration.objects.visible_to(actor).get(pk=testimony.request.registration_id)
    blocker = _why_not(actor, testimony, on, note.strip())
    if blocker:
        raise Refused(blocker)
    Testimony.objects.select_for_update(of=("self",), no_key=True).get(pk=testimony.pk)
    said = {"checked_by": actor, "how": how, "on": on, "outcome": outcome, "note": note.strip()}
    newest: TestimonyCheck | None = testimony.checks.first()
    if newest is not None and all(getattr(newest, name) == value for name, value in said.items()):
        return newest
    check = TestimonyCheck.objects.create(testimony=testimony, **said)
    record(actor, "witness.checked", testimony, how=how, on=on, outcome=outcome, note=check.note)
    return check


def _why_not(actor: Membership, testimony: Testimony, on: dt.date, note: str) -> Blocker | None:
    if actor.user_id == testimony.request.registration.candidate.membership.user_id:
        return Blocker("own_work", "This is about your own work.", "Another member of staff checks it.")
    if not note:
        return Blocker("no_note", "The note is missing.", "Write whom you reached and what they said.", yours=True)
    if on > timezone.localdate():
        return Blocker(
            "day_in_future", f"{on:%-d %B %Y} is in the future.", "Enter the day you asked them.", yours=True
        )
    if on < timezone.localdate(testimony.signed_at):
        return Blocker(
            "day_too_early",
            f"The statement was signed on {timezone.localdate(testimony.signed_at):%-d %B %Y}.",
            "Enter the day on which you asked about it, not an earlier one.",
            yours=True,
        )
    return None
