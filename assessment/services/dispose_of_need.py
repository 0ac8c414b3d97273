from django.db import transaction
from django.utils import timezone

from assessment.appeal_policies import NEED_MONTHS
from assessment.locks import lock_registration
from assessment.models import Adjustment, Need, NeedDisposal, NeedFile
from assessment.retention import asked_of, disposing_gate, months_of, over_on
from centres.audit import record
from centres.gates import Blocker
from centres.models import Job, Membership, Role
from centres.permissions import require_role
from centres.selectors import system_of
from centres.services.enqueue import enqueue
from centres.working_days import months_after

GONE = "Disposed of with the reason."
LOADED = ("adjustment__registration__centre", "consideration__registration__centre")


@transaction.atomic
def dispose_of_need(*, actor: Membership, need: Need) -> NeedDisposal | None:
    """Why an arrangement was needed goes, with its files and the words of the answer; a row says that it did. None: it had gone.

    What stays: that it was asked for and by whom, its kind, its days, what was decided by whom.
    """
    require_role(actor, Role.SYSTEM)
    lock_registration(asked_of(need).registration)
    current = Need.objects.select_related(*LOADED).filter(pk=need.pk).first()
    if current is None:
        return None
    disposing_gate.require(actor=actor, need=current)
    made = _write(actor, current)
    _delete(current)
    _say_no_more(current)
    record(actor, "need.disposed", asked_of(current), months=made.months, over_on=made.over_on, files=made.files)
    return made


def _write(actor: Membership, need: Need) -> NeedDisposal:
    over = over_on(asked_of(need))
    assert over is not None, "the gate has seen to it"
    return NeedDisposal.objects.create(
        adjustment=need.adjustment,
        consideration=need.consideration,
        need=need.pk,
        said_at=need.at,
        files=need.files.count(),
        over_on=over,
        months=months_of(need),
        by=actor,
    )


def _delete(need: Need) -> None:
    """The rows now, which nothing else leads to; the bytes by a job, unless somebody else keeps the same."""
    hashes = list(need.files.values_list("file", flat=True))
    NeedFile.objects.filter(need=need).delete()
    Need.objects.filter(pk=need.pk).delete()
    for sha256 in hashes:
        enqueue(purpose="erase_file", centre=asked_of(need).registration.centre, object_id=sha256, version=need.pk.hex)


def _say_no_more(need: Need) -> None:
    """An answer may repeat what it answers."""
    asked = asked_of(need)
    names = ["answer"] if isinstance(asked, Adjustment) else ["answer", "body_answer"]
    for name in names:
        setattr(asked, name, GONE if getattr(asked, name) else "")
    asked.save(update_fields=names)


# By the clock -----------------------------------------------------------------------------------------------------
def dispose_of_needs() -> int:
    """One job a day for each whose time has come. How many there were."""
    today = timezone.localdate()
    old = Need.objects.filter(at__date__lte=months_after(today, -NEED_MONTHS.least)).select_related(*LOADED)
    due = [need for need in old.over(today) if not _kept(need)]
    for need in due:
        centre = asked_of(need).registration.centre
        enqueue(purpose="dispose_of_need", centre=centre, object_id=need.pk, version=str(today))
    return len(due)


def _kept(need: Need) -> list[Blocker]:
    return disposing_gate.blockers(actor=system_of(asked_of(need).registration.centre_id), need=need)


def run_disposal(job: Job) -> None:
    """The job behind it. What has a reason to be kept by now is looked at again another day."""
    need = Need.objects.select_related(*LOADED).filter(pk=job.object_id).first()
    if need is not None and not _kept(need):
        dispose_of_need(actor=system_of(job.centre_id), need=need)
