"""The protocol of uploads that take several requests, and what is true of the rows and the disk after each."""

import base64
import datetime as dt
import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from centres.models import AuditEvent, Membership, Role
from portfolio.models import Evidence, StoredFile, Upload
from portfolio.models.upload import STALLED_AFTER
from portfolio.receiving import CutOff
from portfolio.services.begin_upload import Announced
from portfolio.services.continue_upload import continue_upload
from portfolio.services.upload_at_once import upload_at_once
from tests.cast import Cast
from tests.portfolio import files
from tests.portfolio.tus import begun, cut, encoded, head, left_over, patch, post

pytestmark = pytest.mark.core
ClientOf = Callable[[Membership], Client]


@pytest.fixture
def objects(store: Path, settings: Any) -> None:
    """A store behind an interface, as S3 is."""
    backend = "django.core.files.storage.InMemoryStorage"
    settings.STORAGES = settings.STORAGES | {"evidence": {"BACKEND": backend}}


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
