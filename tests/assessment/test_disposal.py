"""Why an arrangement was needed is disposed of after its time: exactly that, on record, and the bytes of its letter with it."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessment.appeal_policies import NEED_MONTHS
from assessment.models import Adjustment, Need, NeedDisposal, NeedFile
from assessment.services.answer_adjustment import answer_adjustment
from assessment.services.answer_consideration import answer_consideration
from assessment.services.ask_for_adjustment import ask_for_adjustment
from assessment.services.ask_for_consideration import ask_for_consideration
from assessment.services.dispose_of_need import GONE, dispose_of_need, dispose_of_needs
from assessment.services.end_adjustment import end_adjustment
from centres.audit import record
from centres.jobs import HANDLERS, NotYet
from centres.models import AuditEvent, Job, Membership
from centres.selectors import system_of
from centres.services.set_policy import set_policy
from portfolio.models import Preview, StoredFile
from portfolio.services.erase_file import erase_file
from portfolio.states import RegistrationState, move
from portfolio.vault import is_kept, store_bytes, store_stream
from tests import factories
from tests.assessment.acts import refused
from tests.assessment.appeals import letter, lodged, not_yet
from tests.assessment.conftest import Work
from tests.cast import Cast

pytestmark = pytest.mark.core
NEED = "My wrist is inflamed, says the letter."
ClientOf = Callable[[Membership], Client]


def over(cast: Cast) -> Adjustment:
    """Agreed with a word to the candidate, used, and ended today."""
    row = ask_for_adjustment(actor=cast.carol, registration=cast.registration, kind="scribe", need=NEED, files=letter())
    agreed = {"agreed": True, "valid_from": timezone.localdate(), "answer": "Until the wrist has healed."}
    answer_adjustment(actor=cast.alice, adjustment=row, **agreed)
    return end_adjustment(actor=cast.alice, adjustment=row)


def later(months: int, days: int = 0) -> Any:
    return time_machine.travel(timezone.now() + dt.timedelta(days=31 * months + days), tick=False)


def done(purpose: str) -> int:
    """Runs the jobs of a purpose that are queued."""
    jobs = list(Job.objects.filter(purpose=purpose))
    for job in jobs:
        HANDLERS[purpose](job)
    return len(jobs)


def swept(months: int) -> int:
    with later(months):
        dispose_of_needs()
        return done("dispose_of_need")


# What goes and what stays -----------------------------------------------------------------------------------------
def test_after_its_time_the_reason_and_its_letter_go_and_the_arrangement_stays(cast: Cast, client_of: ClientOf) -> None:
    row, said_at = over(cast), Need.objects.get().at
    kept = {
        name: getattr(row, name) for name in ("kind", "state", "valid_from", "valid_until", "asked_by", "decided_by")
    }
    assert (swept(11), Need.objects.count()) == (0, 1)
    assert (swept(13), Need.objects.count(), NeedFile.objects.count()) == (1, 0, 0)
    row.refresh_from_db()
    assert {name: getattr(row, name) for name in kept} == kept
    made = NeedDisposal.objects.get()
    assert (made.adjustment, made.files, made.months, made.over_on) == (row, 1, 12, timezone.localdate())
    assert (made.said_at, made.by, row.answer) == (said_at, system_of(cast.centre.pk), GONE)
    event = AuditEvent.objects.get(verb="need.disposed")
    assert event.facts == {"months": 12, "over_on": str(made.over_on), "files": 1}
    page = client_of(cast.carol).get(reverse("my_arrangements")).content.decode()
    assert "Why it was needed was disposed of" in page
    assert "12 months after it was over" in page
    assert done("dispose_of_need") == 1  # run once more: nothing is left to do
    assert NeedDisposal.objects.get() == made


def test_special_consideration_goes_the_same_way(cast: Cast) -> None:
    task = factories.task(cast.registration, planned_by=cast.bob)
    plea = ask_for_consideration(
        actor=cast.carol, registration=cast.registration, about=task, circumstances="I was in hospital."
    )
    assert swept(13) == 0  # it waits for an answer
    answer_consideration(actor=cast.alice, consideration=plea, answer="Your wrist had healed.")
    assert swept(13) == 1
    plea.refresh_from_db()
    assert (plea.state, plea.answer, plea.disposal.consideration) == ("refused", GONE, plea)


def test_the_time_of_a_candidate_who_withdrew_begins_with_the_last_act_about_the_registration(cast: Cast) -> None:
    row = ask_for_adjustment(actor=cast.carol, registration=cast.registration, kind="scribe", need=NEED)
    answer_adjustment(actor=cast.alice, adjustment=row, agreed=True, valid_from=timezone.localdate())
    with later(6):
        record(cast.alice, "candidate.assessor_changed", cast.registration)
        move(cast.registration, RegistrationState, RegistrationState.WITHDRAWN)
        day = timezone.localdate()
    assert (swept(17), swept(19)) == (0, 1)
    made = NeedDisposal.objects.get()
    assert (made.adjustment, made.over_on) == (row, day)


# What keeps it ----------------------------------------------------------------------------------------------------
def test_it_is_kept_while_the_arrangement_holds_or_anything_is_disputed(cast: Cast, work: Work) -> None:
    system, decision = system_of(cast.centre.pk), not_yet(cast, work)
    row = ask_for_adjustment(actor=cast.carol, registration=cast.registration, kind="scribe", need=NEED)
    need = Need.objects.get()
    with later(40), refused("not_over"):
        dispose_of_need(actor=system, need=need)
    answer_adjustment(actor=cast.alice, adjustment=row, agreed=True, valid_from=timezone.localdate())
    with later(40), refused("not_over"):
        dispose_of_need(actor=system, need=need)
    end_adjustment(actor=cast.alice, adjustment=row)
    with refused("too_early"):
        dispose_of_need(actor=system, need=need)
    with refused("role"):
        dispose_of_need(actor=cast.alice, need=need)
    lodged(cast, decision)
    with later(13):
        with refused("appeal_open"):
            dispose_of_need(actor=system, need=need)
        assert dispose_of_needs() == 0


def test_the_centre_says_how_long(cast: Cast) -> None:
    over(cast)
    set_policy(actor=cast.alice, policy=NEED_MONTHS, value=2, valid_from=timezone.localdate(), reason="Less is better.")
    assert swept(3) == 1
    assert NeedDisposal.objects.get().months == 2


# The database -----------------------------------------------------------------------------------------------------
def test_the_database_lets_exactly_that_go_and_nothing_else(cast: Cast) -> None:
    over(cast)
    kept = ask_for_adjustment(actor=cast.carol, registration=cast.registration, kind="reader", need="x", files=letter())
    gone, other = Need.objects.order_by("at")
    NeedDisposal.objects.create(
        adjustment=gone.adjustment,
        need=gone.pk,
        said_at=gone.at,
        files=1,
        over_on=timezone.localdate(),
        months=12,
        by=system_of(cast.centre.pk),
    )
    acts: list[Callable[[], Any]] = [
        lambda: Need.objects.filter(pk=other.pk)._raw_delete("default"),
        lambda: NeedFile.objects.filter(need=other).delete(),
        lambda: Need.objects.filter(pk=gone.pk).update(said="Changed."),
        lambda: NeedFile.objects.filter(need=gone).update(name="changed.txt"),
        lambda: NeedDisposal.objects.all().delete(),
        lambda: NeedDisposal.objects.update(months=1),
    ]
    for act in acts:
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            act()
    NeedFile.objects.filter(need=gone).delete()
    Need.objects.filter(pk=gone.pk).delete()
    assert Need.objects.get().adjustment == kept


# The bytes --------------------------------------------------------------------------------------------------------
def test_the_bytes_of_the_letter_are_erased(cast: Cast) -> None:
    over(cast)
    stored = StoredFile.objects.get()
    assert swept(13) == 1
    with later(13, days=1):
        assert done("erase_file") == 1
    assert not StoredFile.objects.exists()
    assert not is_kept(stored)
    assert done("erase_file") == 1  # again: nothing is left to do


def test_the_pictures_of_the_letter_are_erased_with_it(cast: Cast) -> None:
    over(cast)
    stored = StoredFile.objects.get()
    image = store_bytes(b"A picture of the letter.", "image/webp")
    Preview.objects.create(file=stored, page=1, image=image, width=1, height=1)
    swept(13)
    with later(13, days=1):
        assert [done("erase_file"), done("erase_file")] == [1, 2]
    assert not StoredFile.objects.exists()
    assert not is_kept(image)


def test_bytes_that_something_else_holds_stay(cast: Cast, work: Work) -> None:
    over(cast)
    stored = StoredFile.objects.get(pk=NeedFile.objects.get().file_id)
    factories.evidence(cast.registration, progress=work.rows[:1], file=stored)
    assert swept(13) == 1
    with later(13, days=1):
        done("erase_file")
    assert is_kept(stored)
    assert StoredFile.objects.filter(pk=stored.pk).exists()


def test_bytes_that_have_just_arrived_again_are_not_erased_before_they_are_somebodys(cast: Cast) -> None:
    over(cast)
    stored = StoredFile.objects.get()
    assert swept(13) == 1
    with later(13, days=1):
        again = store_stream(letter()[0], name="letter.txt", limit=1000)
        with pytest.raises(NotYet):
            erase_file(Job.objects.get(purpose="erase_file"))
        assert (again, is_kept(stored)) == (stored, True)


def test_bytes_that_were_erased_are_stored_anew(cast: Cast) -> None:
    over(cast)
    swept(13)
    with later(13, days=1):
        done("erase_file")
        again = store_stream(letter()[0], name="letter.txt", limit=1000)
    assert is_kept(again)
    assert StoredFile.objects.get() == again
