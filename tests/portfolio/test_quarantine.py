"""A file is in quarantine from its arrival until the scanner has answered, and for good if it found something.

The scanner is a real server (tests/clamd.py).
"""

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from centres.gates import Refused
from centres.models import AuditEvent, Job, Membership, Role
from centres.models.job import JobState
from centres.tasks import sweep_jobs
from portfolio.gates import submission_gate
from portfolio.models import Evidence, Registration, StoredFile
from portfolio.selectors.quarantine import quarantine_waiting
from portfolio.services.remove_infected import remove_infected
from portfolio.services.store_upload import store_upload
from portfolio.states import FileState
from portfolio.vault import is_kept
from tests import factories
from tests.at_once import together
from tests.cast import Cast, assemble
from tests.clamd import EICAR, VERSION, Clamd, clamd
from tests.portfolio import files
from tests.portfolio.acts import chosen, codes, ready, submitted, uploaded
from tests.queries import queries_of

ClientOf = Callable[[Membership], Client]
VIRUS = b"My notes.\n" + EICAR


@pytest.fixture
def scanner(settings: Any) -> Iterator[Clamd]:
    with clamd() as server:
        settings.CLAMD_ADDRESS = server.address
        yield server


def state_of(item: Evidence) -> str:
    return str(StoredFile.objects.get(pk=item.file_id).state)


def infected(cast: Cast) -> Evidence:
    item = uploaded(cast, VIRUS, "notes.txt")
    sweep_jobs()
    return Evidence.objects.select_related("file").get(pk=item.pk)


def test_nobody_is_given_a_file_before_the_scanner_has_answered(
    cast: Cast, client_of: ClientOf, scanner: Clamd
) -> None:
    item = ready(cast, list(chosen(cast)[0].criteria.all()))
    carol = client_of(cast.carol)
    assert (state_of(item), Job.objects.get().purpose) == (FileState.WAITING, "scan_file")
    answer = carol.get(f"/evidence/{item.pk}/file/")
    assert (answer.status_code, "is being checked for viruses" in answer.content.decode()) == (409, True)
    page = carol.get(f"/my/upload/{item.batch}/").content.decode()
    assert "“photo.jpg” is being checked for viruses." in page
    sweep_jobs()
    assert (state_of(item), scanner.seen) == (FileState.CLEAN, [files.photo()])
    assert StoredFile.objects.get(pk=item.file_id).scanned_by == VERSION
    assert b"".join(carol.get(f"/evidence/{item.pk}/file/").streaming_content) == files.photo()
    assert Job.objects.filter(purpose="make_previews", state=JobState.QUEUED).exists()


def test_an_item_is_submitted_once_the_scanner_has_answered(cast: Cast, scanner: Clamd) -> None:
    progress = list(chosen(cast)[0].criteria.all())
    with pytest.raises(Refused) as caught:
        submitted(cast, progress, b"words")
    assert codes(caught) == ["being_checked"]
    sweep_jobs()
    (draft,) = Evidence.objects.select_related("file", "registration__candidate")
    gate = {"actor": cast.carol, "evidence": draft, "linked": progress, "declared": True}
    assert submission_gate.blockers(**gate) == []


def test_what_is_infected_is_given_to_nobody_and_everybody_is_told(
    cast: Cast, client_of: ClientOf, scanner: Clamd
) -> None:
    item = infected(cast)
    assert (item.file.state, item.file.threat) == (FileState.INFECTED, "Eicar-Test-Signature")
    event = AuditEvent.objects.get(verb="file.infected")
    assert (event.object_id, event.facts["threat"], event.actor.role) == (item.pk, "Eicar-Test-Signature", Role.SYSTEM)
    gate = {"actor": cast.carol, "evidence": item, "linked": [], "declared": True}
    assert "infected" in [blocker.code for blocker in submission_gate.blockers(**gate)]
    Evidence.objects.filter(pk=item.pk).update(state="sent", submitted_at=timezone.now(), declared_at=timezone.now())
    item.file.previews.create(page=1, image=factories.stored_file(), width=1, height=1)
    for member in (cast.carol, cast.bob, cast.ivan, cast.eve, cast.alice):
        client = client_of(member)
        for part in ("file/", "pages/1/"):
            answer = client.get(f"/evidence/{item.pk}/{part}")
            assert (answer.status_code, EICAR in answer.content) == (409, False)
        page = client.get(f"/evidence/{item.pk}/").content.decode()
        assert "“notes.txt” contains a virus (Eicar-Test-Signature)." in page
        assert "Download" not in page


def test_known_bytes_do_not_come_in_again(cast: Cast, scanner: Clamd) -> None:
    infected(cast)
    with pytest.raises(Refused, match="contains a virus") as caught:
        uploaded(cast, VIRUS, "other name.txt")
    assert codes(caught) == ["infected"]
    assert Evidence.objects.count() == 1


def test_while_the_scanner_is_away_files_wait_and_the_admin_sees_it(cast: Cast, settings: Any) -> None:
    with clamd() as server:
        settings.CLAMD_ADDRESS = server.address
    item = uploaded(cast)
    sweep_jobs()
    job = Job.objects.get()
    assert (state_of(item), job.state, job.error) == (
        FileState.WAITING,
        JobState.QUEUED,
        "The virus scanner does not answer.",
    )
    assert list(quarantine_waiting(cast.alice)) == []
    with time_machine.travel(timezone.now() + dt.timedelta(minutes=20)), clamd() as server:
        (blocker,) = quarantine_waiting(cast.alice)
        assert blocker.message == "1 file without an answer of the virus scanner"
        settings.CLAMD_ADDRESS = server.address
        sweep_jobs()
        assert (state_of(item), list(quarantine_waiting(cast.alice))) == (FileState.CLEAN, [])


def test_a_file_that_is_too_large_for_the_scanner_waits_and_says_so(cast: Cast, scanner: Clamd) -> None:
    scanner.most = 100
    item = uploaded(cast)
    sweep_jobs()
    assert (state_of(item), Job.objects.get().error) == (
        FileState.WAITING,
        "The file is larger than the virus scanner takes (StreamMaxLength).",
    )


def test_the_admin_deletes_what_is_infected_with_a_reason(cast: Cast, client_of: ClientOf, scanner: Clamd) -> None:
    item = infected(cast)
    alice = client_of(cast.alice)
    page = alice.get("/quarantine/").content.decode()
    assert "notes.txt" in page
    assert VERSION in page
    assert alice.post(f"/quarantine/{item.file_id}/remove/", {"reason": " "}).status_code == 409
    assert is_kept(item.file)
    with pytest.raises(Refused):
        remove_infected(actor=cast.bob, stored=item.file, reason="x")


def test_deleted_bytes_are_gone_and_their_record_stays(
    cast: Cast, client_of: ClientOf, scanner: Clamd, django_capture_on_commit_callbacks: Any
) -> None:
    item = infected(cast)
    with django_capture_on_commit_callbacks(execute=True):
        answer = client_of(cast.alice).post(
            f"/quarantine/{item.file_id}/remove/", {"reason": "Carol's laptop is cleaned."}
        )
    assert answer.status_code == 302
    assert (is_kept(item.file), state_of(item)) == (False, FileState.REMOVED)
    again = remove_infected(actor=cast.alice, stored=item.file, reason="twice")
    assert again.reason == "Carol's laptop is cleaned."
    assert AuditEvent.objects.filter(verb="file.removed").count() == 1
    page = client_of(cast.alice).get("/quarantine/").content.decode()
    assert "Carol&#x27;s laptop is cleaned." in page
    with pytest.raises(Refused, match="contains a virus"):
        uploaded(cast, VIRUS, "notes.txt")


def test_bytes_that_two_centres_hold_are_gone_when_both_have_given_them_up(
    cast: Cast, scanner: Clamd, django_capture_on_commit_callbacks: Any
) -> None:
    item = uploaded(cast, VIRUS, "notes.txt")
    admin, person = cast.charlie[Role.ADMIN], cast.charlie[Role.CANDIDATE]
    theirs = factories.registration(person, cast.specification, assessor=cast.charlie[Role.ASSESSOR], recorded_by=admin)
    other = store_upload(actor=person, registration=theirs, upload=files.upload(VIRUS, "notes.txt"))
    sweep_jobs()
    assert AuditEvent.objects.filter(verb="file.infected").count() == 2
    with django_capture_on_commit_callbacks(execute=True):
        remove_infected(actor=cast.alice, stored=item.file, reason="Cleaned.")
    assert (is_kept(item.file), state_of(item)) == (True, FileState.INFECTED)
    with django_capture_on_commit_callbacks(execute=True):
        remove_infected(actor=admin, stored=other.file, reason="Cleaned.")
    assert (is_kept(item.file), state_of(item)) == (False, FileState.REMOVED)


def test_new_signatures_find_what_was_clean_and_it_is_locked_away(
    cast: Cast, client_of: ClientOf, settings: Any
) -> None:
    with pytest.raises(CommandError, match="No virus scanner"):
        call_command("scan_files")
    before = uploaded(cast, files.video(), "call.mp4")
    with clamd() as server:
        settings.CLAMD_ADDRESS = server.address
        call_command("scan_files", verbosity=0)
        sweep_jobs()
        assert state_of(before) == FileState.CLEAN
        server.alarmed = True
        with time_machine.travel(timezone.now() + dt.timedelta(days=2)):
            call_command("scan_files", again=True, verbosity=0)
            sweep_jobs()
    assert state_of(before) == FileState.INFECTED
    assert client_of(cast.carol).get(f"/evidence/{before.pk}/file/").status_code == 409


@pytest.mark.parametrize("count", [1, 12])
def test_the_page_takes_as_many_queries_for_one_as_for_many(cast: Cast, client_of: ClientOf, count: int) -> None:
    for _ in range(count):
        factories.evidence(cast.registration, file=factories.infected_file())
    assert queries_of(client_of(cast.alice), "/quarantine/") <= 15


def test_without_a_scanner_files_are_open_and_the_page_says_so(cast: Cast, client_of: ClientOf) -> None:
    item = uploaded(cast)
    assert state_of(item) == FileState.UNCHECKED
    assert "This installation has no virus scanner" in client_of(cast.alice).get("/quarantine/").content.decode()


@pytest.mark.django_db(transaction=True)
def test_the_same_bytes_at_one_moment_are_asked_about_once(scanner: Clamd) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one connection write at a time.")
    cast = assemble()

    def send(person: Membership, registration: Registration) -> Callable[[], Evidence]:
        upload = files.upload(files.photo())
        return lambda: store_upload(actor=person, registration=registration, upload=upload)

    found = together(send(cast.carol, cast.registration), send(cast.dan, cast.other_registration))
    assert [type(one) for one in found] == [Evidence, Evidence]
    assert StoredFile.objects.get().state == FileState.WAITING
    assert Job.objects.filter(purpose="scan_file").count() == 1
