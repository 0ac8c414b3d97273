"""Uploads that stopped half-way: gone on with, removed, forgotten, or damaged while they lay there."""

import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from centres.models import AuditEvent, Membership
from portfolio.models import Evidence, StoredFile, Upload
from portfolio.services.continue_upload import continue_upload
from portfolio.services.expire_uploads import expire_uploads
from portfolio.states import RegistrationState, move
from tests.cast import Cast
from tests.portfolio import files
from tests.portfolio.tus import begun, cut, encoded, head, left_over, patch, post
from tests.queries import queries_of

pytestmark = pytest.mark.core
ClientOf = Callable[[Membership], Client]


def test_a_cut_connection_keeps_what_arrived(cast: Cast, carol: Client) -> None:
    content = files.video(5000)
    address = begun(carol, 5000)
    continue_upload(actor=cast.carol, upload=Upload.objects.get(), offset=0, body=cut(content[:1234], 5000))
    assert head(carol, address) == (200, "1234")
    assert "Upload-Receipt" in patch(carol, address, 1234, content[1234:])


def test_a_registration_that_is_over_takes_no_more_of_an_upload(cast: Cast, carol: Client) -> None:
    address = begun(carol, 100)
    move(cast.registration, RegistrationState, RegistrationState.WITHDRAWN)
    answer = patch(carol, address, 0, b"x" * 100)
    assert (answer.status_code, "Your registration is withdrawn." in answer.content.decode()) == (422, True)
    assert post(carol, 100).status_code == 422
    assert head(carol, address) == (200, "0")


def test_an_upload_can_be_removed_and_a_stored_one_cannot(carol: Client) -> None:
    address = begun(carol, 100)
    patch(carol, address, 0, b"x" * 50)
    assert left_over() != []
    assert carol.delete(address, headers={"Tus-Resumable": "1.0.0"}).status_code == 204
    assert (head(carol, address)[0], left_over()) == (404, [])
    assert AuditEvent.objects.filter(verb="upload.removed").count() == 1
    stored = post(carol, 5000, files.video(5000))["Location"]
    assert carol.delete(stored).status_code == 422
    assert Evidence.objects.count() == 1


def test_what_nobody_goes_on_with_is_dropped_after_a_week(carol: Client) -> None:
    address, other = begun(carol, 100), begun(carol, 100)
    patch(carol, address, 0, b"x" * 50)
    patch(carol, other, 0, b"y" * 50)
    assert expire_uploads() == 0
    Upload.objects.filter(pk=address.split("/")[-2]).update(expires_at=timezone.now())
    assert head(carol, address)[0] == 410
    assert patch(carol, address, 50, b"x").status_code == 410
    assert expire_uploads() == 1
    assert (head(carol, address)[0], head(carol, other)) == (404, (200, "50"))
    assert len(left_over()) == 1


def test_the_sweep_takes_what_a_killed_process_left_and_nothing_that_is_alive(carol: Client, store: Path) -> None:
    address = begun(carol, 100)
    patch(carol, address, 0, b"x" * 50)
    (store / "incoming" / "orphan").write_bytes(b"x")
    for path in (store / "incoming").iterdir():
        os.utime(path, (0, 0))
    expire_uploads()
    assert [name.partition(".")[0] for name in left_over()] == [address.split("/")[-2]]


def test_bytes_that_are_gone_are_asked_for_again(carol: Client, store: Path) -> None:
    content = files.video(5000)
    address = begun(carol, 5000)
    patch(carol, address, 0, content[:4000])
    (file,) = (store / "incoming").iterdir()
    file.unlink()
    answer = patch(carol, address, 4000, content[4000:])
    assert (answer.status_code, answer["Upload-Offset"]) == (409, "0")
    assert "Upload-Receipt" in patch(carol, address, 0, content)


def test_bytes_that_changed_on_the_disk_are_never_called_stored(carol: Client, store: Path) -> None:
    content = files.video(5000)
    address = begun(carol, 5000)
    patch(carol, address, 0, content[:4000])
    (file,) = (store / "incoming").iterdir()
    file.write_bytes(content[:3999] + b"!")
    answer = patch(carol, address, 4000, content[4000:])
    assert (answer.status_code, "did not arrive whole" in answer.content.decode()) == (422, True)
    assert (Evidence.objects.count(), StoredFile.objects.count(), left_over()) == (0, 0, [])


def test_more_bytes_than_were_acknowledged_are_written_anew(carol: Client, store: Path) -> None:
    """A process was killed between the disk and the row."""
    content = files.video(5000)
    address = begun(carol, 5000)
    patch(carol, address, 0, content[:4000])
    for path in (store / "incoming").glob("*"):
        path.write_bytes(content[:4000] + b"half a block of something")
    assert "Upload-Receipt" in patch(carol, address, 4000, content[4000:])
    assert Evidence.objects.get().file_id == hashlib.sha256(content).hexdigest()


def test_a_row_cannot_say_stored_without_the_evidence(cast: Cast, carol: Client) -> None:
    begun(carol, 100)
    for wrong in ({"state": "stored"}, {"offset": 100}, {"offset": 101}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Upload.objects.update(**wrong)


def test_unfinished_uploads_are_listed_and_removed_without_script(cast: Cast, carol: Client) -> None:
    address = begun(carol, 1000, **{"Upload-Metadata": encoded(filename="call.mp4", modified="1716022800000")})
    patch(carol, address, 0, b"x" * 630)
    page = carol.get("/my/upload/")
    text = page.content.decode()
    assert "63 % of 1000" in text
    assert 'data-size="1000" data-modified="1716022800000"' in text
    upload = Upload.objects.get()
    for _ in range(2):
        assert carol.post(f"/my/upload/{page.context['batch']}/", {"forget": str(upload.pk)}).status_code == 302
    assert (Upload.objects.count(), left_over()) == (0, [])


def test_it_lands_in_the_form_from_which_it_was_gone_on_with(carol: Client) -> None:
    content, batch = files.video(5000), uuid4()
    address = begun(carol, 5000)
    patch(carol, address, 0, content[:10])
    patch(carol, address, 10, content[10:], **{"Upload-Batch": str(batch)})
    assert Evidence.objects.get().batch == batch


def test_the_page_takes_the_same_queries_whatever_waits(carol: Client) -> None:
    begun(carol, 100)
    few = queries_of(carol, "/my/upload/")
    for _ in range(5):
        begun(carol, 100)
    assert queries_of(carol, "/my/upload/") == few <= 15
