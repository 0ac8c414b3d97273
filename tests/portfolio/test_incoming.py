"""Two requests at one upload never write into each other, whichever of them is slow."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.storage import FileSystemStorage
from django.db import connection
from django.utils import timezone

from centres.models import Role
from portfolio.incoming import Local, Overtaken
from portfolio.models import Evidence, Registration, StoredFile, Upload
from portfolio.models.upload import STALLED_AFTER
from portfolio.receiving import Body, Elsewhere, Turn
from portfolio.services.begin_upload import Announced
from portfolio.services.continue_upload import continue_upload
from portfolio.services.upload_at_once import upload_at_once
from tests import factories
from tests.at_once import together
from tests.cast import Cast, assemble
from tests.portfolio import files


@pytest.fixture
def local(tmp_path: Path) -> Local:
    return Local(FileSystemStorage(location=tmp_path))


def always() -> bool:
    return True


@pytest.mark.core
def test_a_stuck_request_that_wakes_up_writes_nothing_into_what_another_went_on_with(cast: Cast, local: Local) -> None:
    upload = factories.upload(cast.registration, length=100)
    with local.writing(upload, uuid4(), always) as stuck:
        stuck.write(b"a" * 10)
        assert stuck.safe() == 10
        stuck.write(b"unsafe")
        upload.offset = 10
        with local.writing(upload, uuid4(), always) as other:
            other.write(b"b" * 10)
            with pytest.raises(Overtaken):
                stuck.write(b"late")
            assert other.end() == 10
    path = local.path_of(upload)
    assert path is not None
    assert path.read_bytes() == b"a" * 10 + b"b" * 10


@pytest.mark.core
def test_whoever_lost_the_turn_before_the_first_byte_touches_nothing(cast: Cast, local: Local) -> None:
    upload = factories.upload(cast.registration, length=100)
    with local.writing(upload, uuid4(), always) as one:
        one.write(b"a" * 10)
        one.end()
    with pytest.raises(Overtaken), local.writing(upload, uuid4(), lambda: False):
        pass
    path = local.path_of(upload)
    assert path is not None
    assert path.read_bytes() == b"a" * 10


@pytest.mark.core
def test_what_the_store_has_by_now_is_never_written_to(cast: Cast, local: Local, tmp_path: Path) -> None:
    """An attempt ended between the store and the database: the file has its second name already."""
    upload = factories.upload(cast.registration, length=100)
    with local.writing(upload, uuid4(), always) as part:
        part.write(b"a" * 20)
        part.end()
    path = local.path_of(upload)
    assert path is not None
    kept = tmp_path / "kept"
    kept.hardlink_to(path)
    upload.offset = 10
    with local.writing(upload, uuid4(), always) as part:
        part.write(b"b" * 5)
        part.end()
    path = local.path_of(upload)
    assert path is not None
    assert (kept.read_bytes(), path.read_bytes()) == (b"a" * 20, b"a" * 10 + b"b" * 5)


@pytest.mark.core
def test_a_claim_that_ran_out_is_told_so_at_its_next_count(cast: Cast) -> None:
    upload = factories.upload(cast.registration, length=100)
    stuck, other = Turn(upload), Turn(Upload.objects.get())
    stuck.begin(0, upload.batch)
    with pytest.raises(Overtaken):
        other.begin(0, upload.batch)
    Upload.objects.update(touched_at=timezone.now() - STALLED_AFTER)
    other.begin(0, upload.batch)
    for late in (stuck.end, stuck.start_again):
        with pytest.raises(Overtaken):
            late()
    stuck.let_go()
    assert Upload.objects.get().writer == other.writer


@pytest.fixture
def crowd(transactional_db: None, tmp_path: Path, settings: Any) -> Cast:
    if connection.vendor != "postgresql":
        pytest.skip("Two connections cannot share a SQLite database in memory. Run it with: make test")
    backend = "django.core.files.storage.FileSystemStorage"
    settings.STORAGES = settings.STORAGES | {"evidence": {"BACKEND": backend, "OPTIONS": {"location": tmp_path}}}
    return assemble()


def outcome(act: Callable[[], Any]) -> Callable[[], Any]:
    def run() -> Any:
        try:
            return act()
        except (Elsewhere, Overtaken) as lost:
            return type(lost)

    return run


def test_of_many_who_go_on_with_one_upload_at_once_one_writes(crowd: Cast) -> None:
    content = files.video(300_000)
    upload = factories.upload(crowd.registration, length=len(content))

    def going_on() -> Any:
        mine = Upload.objects.select_related("registration__candidate", "registration__centre").get(pk=upload.pk)
        return continue_upload(
            actor=crowd.carol, upload=mine, offset=0, body=Body(io.BytesIO(content), len(content))
        ).state

    answers = together(*[outcome(going_on)] * 8)
    assert answers.count("stored") == 1
    assert {answer for answer in answers if answer != "stored"} <= {Elsewhere, Overtaken}
    assert (Evidence.objects.count(), StoredFile.objects.count()) == (1, 1)


def test_twenty_people_send_the_same_bytes_at_once_and_they_are_kept_once(crowd: Cast, tmp_path: Path) -> None:
    content = files.pdf(3)

    def person(number: int) -> Registration:
        member = factories.member(crowd.centre, Role.CANDIDATE, f"Candidate {number}")
        return factories.registration(member, crowd.specification, assessor=crowd.bob, recorded_by=crowd.alice)

    def sending(registration: Registration) -> Callable[[], Any]:
        announced = Announced("handout.pdf", len(content), uuid4())
        return lambda: (
            upload_at_once(
                actor=registration.candidate.membership,
                registration=registration,
                announced=announced,
                body=Body(io.BytesIO(content), len(content)),
            ).evidence.receipt
        )  # type: ignore[union-attr]

    receipts = together(*[sending(person(number)) for number in range(20)])
    assert len({str(receipt) for receipt in receipts}) == 20
    assert set(Evidence.objects.values_list("receipt", flat=True)) == set(receipts)
    assert StoredFile.objects.count() == 1
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 1
