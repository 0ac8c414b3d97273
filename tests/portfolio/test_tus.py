"""The protocol of uploads that take several requests, and what is true of the rows and the disk after each."""

import base64
import datetime as dt
import hashlib
import io
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.storage import storages
from django.db import IntegrityError, connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from centres.models import AuditEvent, Membership, Role
from portfolio.models import Evidence, StoredFile, Upload
from portfolio.models.upload import STALLED_AFTER
from portfolio.receiving import Body, CutOff
from portfolio.services.begin_upload import Announced
from portfolio.services.continue_upload import continue_upload
from portfolio.services.expire_uploads import expire_uploads
from portfolio.services.upload_at_once import upload_at_once
from portfolio.states import RegistrationState, move
from tests.cast import Cast
from tests.portfolio import files
from tests.queries import queries_of

pytestmark = pytest.mark.core
BYTES = "application/offset+octet-stream"
ClientOf = Callable[[Membership], Client]


@pytest.fixture
def store(tmp_path: Path, settings: Any) -> Path:
    """A folder of its own."""
    backend = "django.core.files.storage.FileSystemStorage"
    settings.STORAGES = settings.STORAGES | {"evidence": {"BACKEND": backend, "OPTIONS": {"location": tmp_path}}}
    return tmp_path


@pytest.fixture
def objects(store: Path, settings: Any) -> None:
    """A store behind an interface, as S3 is."""
    backend = "django.core.files.storage.InMemoryStorage"
    settings.STORAGES = settings.STORAGES | {"evidence": {"BACKEND": backend}}


@pytest.fixture
def carol(cast: Cast, client_of: ClientOf, store: Path) -> Client:
    return client_of(cast.carol)


def encoded(**words: str) -> str:
    return ",".join(f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in words.items())


def post(client: Client, length: int, content: bytes = b"", name: str = "call.mp4", **headers: str) -> HttpResponse:
    headers = {
        "Tus-Resumable": "1.0.0",
        "Upload-Length": str(length),
        "Upload-Metadata": encoded(filename=name),
    } | headers
    return client.post("/my/uploads/", content, content_type=BYTES, headers=headers)


def begun(client: Client, length: int, **headers: str) -> str:
    """The address of a new upload."""
    answer = post(client, length, **headers)
    assert (answer.status_code, answer["Upload-Offset"]) == (201, "0")
    return answer["Location"]


def patch(client: Client, address: str, offset: int, content: bytes, **headers: str) -> HttpResponse:
    headers = {"Tus-Resumable": "1.0.0", "Upload-Offset": str(offset)} | headers
    return client.patch(address, content, content_type=BYTES, headers=headers)


def head(client: Client, address: str) -> tuple[int, str]:
    answer = client.head(address, headers={"Tus-Resumable": "1.0.0"})
    return answer.status_code, answer.headers.get("Upload-Offset", "")


def left_over() -> list[str]:
    """What is in the store besides evidence."""
    storage = storages["evidence"]
    if not storage.exists("incoming"):
        return []
    folders, names = storage.listdir("incoming")
    return names + [name for folder in folders for name in storage.listdir(f"incoming/{folder}")[1]]


def test_what_is_spoken_is_said(carol: Client) -> None:
    answer = carol.options("/my/uploads/")
    assert answer.status_code == 200
    assert answer["Tus-Version"] == answer["Tus-Resumable"] == "1.0.0"
    assert answer["Tus-Extension"] == "creation,creation-with-upload,checksum,termination,expiration"
    assert (answer["Tus-Checksum-Algorithm"], answer["Tus-Max-Size"]) == ("sha1,sha256", str(2**31))


def test_a_small_file_is_stored_by_one_request(cast: Cast, carol: Client) -> None:
    content, batch = files.photo(), uuid4()
    said = encoded(filename="photo.jpg", batch=str(batch), modified="1716022800000")
    answer = post(carol, len(content), content, **{"Upload-Metadata": said})
    item = Evidence.objects.get()
    assert (answer.status_code, answer["Upload-Offset"]) == (201, str(len(content)))
    assert answer["Upload-Receipt"] == item.receipt
    assert (item.batch, item.file_name, item.file_id) == (batch, "photo.jpg", hashlib.sha256(content).hexdigest())
    assert (item.captured_at, item.captured_from) == (dt.datetime(2024, 5, 18, 9, tzinfo=dt.UTC), "file")
    assert head(carol, answer["Location"]) == (200, str(len(content)))
    line = carol.get(answer["Location"]).content.decode()
    assert item.receipt in line
    assert f'name="title_{item.pk}"' in line
    assert left_over() == []


def test_a_small_file_takes_thirteen_statements(carol: Client) -> None:
    """Sixty of them a second, on two cores: each statement counts."""
    content = files.video(5000)
    with CaptureQueriesContext(connection) as asked:
        assert post(carol, 5000, content).status_code == 201
    assert len([row for row in asked.captured_queries if "SAVEPOINT" not in row["sql"]]) == 13


def test_a_large_file_comes_in_parts_and_the_receipt_only_with_the_last(carol: Client) -> None:
    content = files.video(9000)
    address = begun(carol, 9000)
    for start, end in ((0, 4000), (4000, 8999)):
        answer = patch(carol, address, start, content[start:end])
        assert (answer.status_code, answer["Upload-Offset"]) == (204, str(end))
        assert "Upload-Receipt" not in answer
        assert not Evidence.objects.exists()
        assert not StoredFile.objects.exists()
    last = patch(carol, address, 8999, content[8999:])
    item = Evidence.objects.get()
    assert (last.status_code, last["Upload-Receipt"]) == (204, item.receipt)
    assert item.file_id == hashlib.sha256(content).hexdigest()
    assert left_over() == []
    assert Upload.objects.get().state == "stored"


def test_a_lost_answer_is_given_again(carol: Client) -> None:
    content = files.video(5000)
    address = begun(carol, 5000)
    patch(carol, address, 0, content[:3000])
    assert patch(carol, address, 0, content[:3000]).status_code == 409
    first = patch(carol, address, 3000, content[3000:])
    again = patch(carol, address, 3000, content[3000:])
    asked = carol.head(address, headers={"Tus-Resumable": "1.0.0"})
    assert again.status_code == 204
    assert first["Upload-Receipt"] == again["Upload-Receipt"] == asked["Upload-Receipt"]
    assert Evidence.objects.count() == AuditEvent.objects.filter(verb="evidence.stored").count() == 1
    assert patch(carol, address, 0, content[:3000]).status_code == 409


def cut(content: bytes, announced: int) -> Body:
    """A connection that ends before its time."""
    return Body(io.BytesIO(content), announced)


def test_a_cut_connection_keeps_what_arrived(cast: Cast, carol: Client) -> None:
    content = files.video(5000)
    address = begun(carol, 5000)
    continue_upload(actor=cast.carol, upload=Upload.objects.get(), offset=0, body=cut(content[:1234], 5000))
    assert head(carol, address) == (200, "1234")
    assert "Upload-Receipt" in patch(carol, address, 1234, content[1234:])


def test_a_file_that_is_cut_off_on_its_only_request_leaves_nothing(cast: Cast, store: Path) -> None:
    announced = Announced("call.mp4", 5000, uuid4())
    with pytest.raises(CutOff):
        upload_at_once(
            actor=cast.carol, registration=cast.registration, announced=announced, body=cut(files.video(1234), 5000)
        )
    assert (Upload.objects.count(), left_over()) == (0, [])


def test_a_store_of_objects_gathers_the_parts(cast: Cast, objects: None, carol: Client) -> None:
    """Each request's bytes are an object of their own, so that any machine can go on."""
    content = files.video(9000)
    address = begun(carol, 9000)
    patch(carol, address, 0, content[:4000])
    continue_upload(actor=cast.carol, upload=Upload.objects.get(), offset=4000, body=cut(content[4000:4500], 3000))
    assert head(carol, address) == (200, "4500")
    assert len(left_over()) == 2
    last = patch(carol, address, 4500, content[4500:])
    item = Evidence.objects.get()
    assert (last["Upload-Receipt"], item.file_id) == (item.receipt, hashlib.sha256(content).hexdigest())
    assert left_over() == []
    unwanted = begun(carol, 9000)
    patch(carol, unwanted, 0, content[:4000])
    assert carol.delete(unwanted).status_code == 204
    assert left_over() == []
    assert post(carol, 9000, content).status_code == 201


def test_another_offset_is_a_conflict_that_says_where_the_upload_is(carol: Client) -> None:
    address = begun(carol, 5000)
    patch(carol, address, 0, b"x" * 100)
    for wrong in (0, 99, 101):
        answer = patch(carol, address, wrong, b"y")
        assert (answer.status_code, answer["Upload-Offset"]) == (409, "100")
    assert head(carol, address) == (200, "100")


def test_one_writes_and_the_other_waits_until_it_is_stuck(carol: Client) -> None:
    content = files.video(5000)
    address = begun(carol, 5000)
    patch(carol, address, 0, content[:1000])
    Upload.objects.update(writer=uuid4())
    locked = patch(carol, address, 1000, content[1000:])
    assert (locked.status_code, locked["Retry-After"]) == (423, "5")
    assert head(carol, address) == (200, "1000")
    Upload.objects.update(touched_at=timezone.now() - STALLED_AFTER)
    assert "Upload-Receipt" in patch(carol, address, 1000, content[1000:])


@pytest.mark.parametrize("algorithm", ["sha1", "sha256"])
def test_bytes_that_are_not_those_of_the_checksum_are_thrown_away(carol: Client, algorithm: str) -> None:
    content = files.video(5000)
    address = begun(carol, 5000)

    def with_sum(of: bytes) -> dict[str, str]:
        return {"Upload-Checksum": f"{algorithm} {base64.b64encode(hashlib.new(algorithm, of).digest()).decode()}"}

    assert patch(carol, address, 0, content[:2000], **with_sum(content[:2000])).status_code == 204
    wrong = patch(carol, address, 2000, content[2000:], **with_sum(b"other"))
    assert (wrong.status_code, wrong.reason_phrase) == (460, "Checksum Mismatch")
    assert head(carol, address) == (200, "2000")
    assert "Upload-Receipt" in patch(carol, address, 2000, content[2000:], **with_sum(content[2000:]))


WRONG = [
    ({"Tus-Resumable": "0.2.2"}, 412),
    ({"Upload-Length": "many"}, 400),
    ({"Upload-Length": "-1"}, 400),
    ({"Upload-Length": "9" * 30}, 400),
    ({"Upload-Defer-Length": "1"}, 400),
    ({"Upload-Concat": "partial"}, 400),
    ({"Upload-Metadata": "filename ***"}, 400),
    ({"Upload-Metadata": encoded(filename="a.jpg", batch="1")}, 400),
    ({"Upload-Length": "0"}, 422),
    ({"Upload-Length": str(2**31 + 1)}, 413),
]


@pytest.mark.parametrize(("headers", "status"), WRONG, ids=str)
def test_an_announcement_that_cannot_be_is_refused(carol: Client, headers: dict[str, str], status: int) -> None:
    answer = post(carol, 100, **headers)
    assert answer.status_code == status
    assert answer.content
    assert not Upload.objects.exists()


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Upload-Offset": ""}, 400),
        ({"Content-Type": "text/plain"}, 415),
        ({"Upload-Checksum": "md5 AAAA"}, 400),
        ({"Upload-Checksum": "sha1 ***"}, 400),
        ({"Tus-Resumable": "2.0.0"}, 412),
    ],
    ids=str,
)
def test_a_part_that_is_not_in_the_protocol_is_refused(carol: Client, headers: dict[str, str], status: int) -> None:
    address = begun(carol, 100)
    assert patch(carol, address, 0, b"x", **headers).status_code == status
    assert head(carol, address) == (200, "0")


def test_more_than_was_announced_is_refused(carol: Client) -> None:
    address = begun(carol, 100)
    answer = patch(carol, address, 0, b"x" * 101)
    assert (answer.status_code, "is longer than was announced" in answer.content.decode()) == (413, True)
    assert head(carol, address) == (200, "0")


def test_what_is_no_evidence_is_refused_with_the_reason_each_time_it_is_asked(carol: Client) -> None:
    page = b"<!doctype html><script>alert(1)</script>"
    at_once = post(carol, len(page), page, "photo.jpg")
    assert (at_once.status_code, "is a web page" in at_once.content.decode()) == (422, True)
    assert not Upload.objects.exists()
    address = begun(carol, len(page))
    for _ in range(2):
        answer = patch(carol, address, 0, page)
        assert (answer.status_code, "is a web page" in answer.content.decode()) == (422, True)
    assert head(carol, address)[0] == 410
    assert (carol.get(address).status_code, left_over(), Evidence.objects.count()) == (422, [], 0)


def test_a_portfolio_has_a_quota_that_counts_what_was_promised(carol: Client, settings: Any) -> None:
    settings.PORTFOLIO_QUOTA_BYTES = 10_000
    content = files.video(4000)
    assert post(carol, 4000, content).status_code == 201
    address = begun(carol, 5000)
    full = post(carol, 4000, content)
    assert full.status_code == 413
    assert "your portfolio holds 9 KB of 10 KB" in full.content.decode()
    carol.delete(address)
    assert post(carol, 4000, content).status_code == 201


def test_an_upload_is_its_owners_alone(cast: Cast, carol: Client, client_of: ClientOf) -> None:
    address = begun(carol, 100)
    for outsider in (cast.dan, cast.charlie[Role.CANDIDATE]):
        other = client_of(outsider)
        answers = [other.head(address), other.get(address), patch(other, address, 0, b"x"), other.delete(address)]
        assert [answer.status_code for answer in answers] == [404] * 4
    assert client_of(cast.bob).head(address).status_code == 403
    assert head(client_of(cast.carol), address) == (200, "0")


def test_it_needs_the_token_of_the_page(cast: Cast, store: Path) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(cast.carol.user)
    assert post(strict, 100).status_code == 403
    strict.get("/my/upload/")
    token = strict.cookies["csrftoken"].value
    answer = post(strict, 100, **{"X-CSRFToken": token})
    assert answer.status_code == 201
    assert patch(strict, answer["Location"], 0, b"x").status_code == 403
    assert patch(strict, answer["Location"], 0, b"x", **{"X-CSRFToken": token}).status_code == 204


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
