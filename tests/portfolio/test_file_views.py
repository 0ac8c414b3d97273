"""The bytes on their way out: whole, in parts, as a head only, and to whom."""

from collections.abc import Callable

import pytest
from django.test import Client

from centres.models import Job, Membership
from centres.services.run_job import run_job
from portfolio.models import Evidence
from portfolio.services.choose_units import choose_units
from portfolio.services.describe_evidence import describe_evidence
from portfolio.services.link_evidence import link_evidence
from portfolio.services.store_upload import store_upload
from portfolio.services.submit_evidence import submit_evidence
from portfolio.vault import name_of
from tests.cast import Cast
from tests.portfolio import files
from tests.portfolio.acts import uploaded

pytestmark = pytest.mark.core
ClientOf = Callable[[Membership], Client]
VIDEO = files.video(5000)


def send_in(cast: Cast, content: bytes, name: str) -> Evidence:
    (enrolment,) = choose_units(
        actor=cast.carol, registration=cast.registration, units=[cast.specification.units.first()]
    )
    item = uploaded(cast, content, name)
    day = cast.registration.registered_on
    describe_evidence(actor=cast.carol, evidence=item, title="Call", kind="product", shows="", done_on=day)
    link_evidence(actor=cast.carol, evidence=item, progress=list(enrolment.criteria.all()))
    return submit_evidence(actor=cast.carol, evidence=item, declared=True)


@pytest.fixture
def video(cast: Cast) -> Evidence:
    return send_in(cast, VIDEO, "call.mp4")


def body(response: object) -> bytes:
    return b"".join(response.streaming_content)


def test_a_video_is_played_with_our_type_and_nothing_else_allowed(
    cast: Cast, client_of: ClientOf, video: Evidence
) -> None:
    response = client_of(cast.bob).get(f"/evidence/{video.pk}/file/")
    assert response.status_code == 200
    assert body(response) == VIDEO
    headers = {name: response.headers[name] for name in EXPECTED}
    assert headers == EXPECTED | {"ETag": f'"{video.file_id}"'}


SAFE = {
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, no-cache",
}
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXPECTED = SAFE | {
    "Content-Type": "video/mp4",
    "Content-Length": "5000",
    "Content-Disposition": 'inline; filename="call.mp4"',
    "Accept-Ranges": "bytes",
    "ETag": "",
}

PARTS = [
    ("bytes=0-0", 206, "bytes 0-0/5000", VIDEO[:1]),
    ("bytes=100-199", 206, "bytes 100-199/5000", VIDEO[100:200]),
    ("bytes=4900-", 206, "bytes 4900-4999/5000", VIDEO[4900:]),
    ("bytes=-100", 206, "bytes 4900-4999/5000", VIDEO[4900:]),
    ("bytes=-9000", 206, "bytes 0-4999/5000", VIDEO),
    ("bytes=4900-9000", 206, "bytes 4900-4999/5000", VIDEO[4900:]),
    ("bytes=0-1,5-6", 200, None, VIDEO),
    ("bytes=9-3", 200, None, VIDEO),
    ("bytes=-", 200, None, VIDEO),
    ("seconds=1-2", 200, None, VIDEO),
    (f"bytes=0-{'9' * 5000}", 200, None, VIDEO),
]


@pytest.mark.parametrize(("asked", "status", "said", "sent"), PARTS, ids=[asked[:20] for asked, *_ in PARTS])
def test_a_player_gets_the_part_that_it_asks_for(
    cast: Cast, client_of: ClientOf, video: Evidence, asked: str, status: int, said: str | None, sent: bytes
) -> None:
    response = client_of(cast.carol).get(f"/evidence/{video.pk}/file/", headers={"range": asked})
    assert (response.status_code, response.headers.get("Content-Range")) == (status, said)
    assert (body(response), response.headers["Content-Length"]) == (sent, str(len(sent)))


@pytest.mark.parametrize("asked", ["bytes=5000-", "bytes=9000-9001", "bytes=-0"])
def test_a_part_after_the_end_is_refused_with_the_length(
    cast: Cast, client_of: ClientOf, video: Evidence, asked: str
) -> None:
    response = client_of(cast.carol).get(f"/evidence/{video.pk}/file/", headers={"range": asked})
    assert (response.status_code, response.headers["Content-Range"]) == (416, "bytes */5000")


def test_a_part_of_other_bytes_is_answered_with_the_whole(cast: Cast, client_of: ClientOf, video: Evidence) -> None:
    client, address = client_of(cast.carol), f"/evidence/{video.pk}/file/"
    changed = client.get(address, headers={"range": "bytes=0-9", "if-range": '"other"'})
    assert (changed.status_code, body(changed)) == (200, VIDEO)
    same = client.get(address, headers={"range": "bytes=0-9", "if-range": f'"{video.file_id}"'})
    assert (same.status_code, body(same)) == (206, VIDEO[:10])
    known = client.get(address, headers={"if-none-match": f'"{video.file_id}"'})
    assert (known.status_code, known.content) == (304, b"")


def test_the_head_alone_can_be_asked_for(cast: Cast, client_of: ClientOf, video: Evidence) -> None:
    client = client_of(cast.carol)
    response = client.head(f"/evidence/{video.pk}/file/")
    assert (response.status_code, response.headers["Content-Length"], response.content) == (200, "5000", b"")
    part = client.head(f"/evidence/{video.pk}/file/", headers={"range": "bytes=0-9"})
    assert (part.status_code, part.headers["Content-Length"]) == (206, "10")


SAVED = [
    (files.photo(), "a.jpg", "image/jpeg"),
    (files.heic(), "a.heic", "image/heic"),
    (files.pdf(), "Anhang ü.pdf", "application/pdf"),
    (files.zipped(word__document_xml=b"<w/>"), "a.docx", WORD),
    (b"From: ana@shop.example\nSubject: Thank you\n\nHello", "a.eml", "message/rfc822"),
    (b"words", "a.txt", "text/plain; charset=utf-8"),
    (b"RIFF\x00\x10\x00\x00AVI LIST" + bytes(64), "a.avi", "video/x-msvideo"),
    (files.pdf() + files.zipped(a_html=b"<script>alert(1)</script>"), "page.html", "application/pdf"),
    (b"GIF89a/*\x00\x00\x00<html><script>alert(1)</script>*/=1;", "page.html", "image/gif"),
]


@pytest.mark.parametrize(("content", "name", "media_type"), SAVED, ids=[row[2] for row in SAVED])
def test_what_is_not_played_is_saved_and_never_shown(
    cast: Cast, client_of: ClientOf, content: bytes, name: str, media_type: str
) -> None:
    """Also what is two things at once: it is saved as the one that it begins with."""
    item = uploaded(cast, content, name)
    response = client_of(cast.carol).get(f"/evidence/{item.pk}/file/")
    headers = {header: response.headers[header] for header in SAFE}
    assert headers == SAFE
    assert response.headers["Content-Type"] == media_type
    assert response.headers["Content-Disposition"].startswith("attachment; ")
    assert body(response) == content


@pytest.mark.parametrize(
    ("content", "name", "media_type"),
    [
        (VIDEO, "call.mp4", "video/mp4"),
        (b"ID3\x04" + bytes(6) + b"\xff\xfb\x90\x64" + bytes(400), "a.mp3", "audio/mpeg"),
    ],
)
def test_what_is_played_is_as_safe(cast: Cast, client_of: ClientOf, content: bytes, name: str, media_type: str) -> None:
    item = uploaded(cast, content, name)
    response = client_of(cast.carol).get(f"/evidence/{item.pk}/file/", headers={"range": "bytes=0-9"})
    assert {header: response.headers[header] for header in SAFE} == SAFE
    assert (response.headers["Content-Type"], response.headers["Content-Disposition"]) == (
        media_type,
        f'inline; filename="{name}"',
    )
    response.close()


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ('a"; filename="b.txt', 'attachment; filename="a\\"; filename=\\"b.txt"'),
        ("../../etc/a.txt", 'attachment; filename="a.txt"'),
        ("a\r\nX-Evil: 1.txt", 'attachment; filename="aX-Evil: 1.txt"'),
        ("gpj.\u202etxt.txt", 'attachment; filename="gpj.txt.txt"'),
        ("ü.txt", "attachment; filename*=utf-8''%C3%BC.txt"),
    ],
    ids=["quotes", "folders", "lines", "right to left", "letters"],
)
def test_a_name_stays_a_name(cast: Cast, client_of: ClientOf, name: str, said: str) -> None:
    upload = files.upload(b"words", "x.txt")
    upload._name = name
    item = store_upload(actor=cast.carol, registration=cast.registration, upload=upload)
    response = client_of(cast.carol).get(f"/evidence/{item.pk}/file/")
    assert response.headers["Content-Disposition"] == said
    response.close()


def test_a_preview_is_a_picture_of_ours(cast: Cast, client_of: ClientOf) -> None:
    item = send_in(cast, files.pdf(2), "a.pdf")
    client, address = client_of(cast.bob), f"/evidence/{item.pk}/pages/2/"
    assert client.get(address).status_code == 404
    run_job(job_id=str(Job.objects.get(purpose="make_previews").pk))
    response = client.get(address)
    assert (response.status_code, response.headers["Content-Type"]) == (200, "image/webp")
    assert {header: response.headers[header] for header in SAFE} == SAFE
    assert response.headers["Content-Disposition"].startswith("inline; ")
    assert body(response).startswith(b"RIFF")
    assert client.get(f"/evidence/{item.pk}/pages/3/").status_code == 404


def test_only_those_who_may_see_the_item_get_its_bytes(cast: Cast, client_of: ClientOf, video: Evidence) -> None:
    addresses = [f"/evidence/{video.pk}/{part}" for part in ("", "file/", "pages/1/")]
    for outsider in (*cast.charlie.values(), cast.dan, cast.bea):
        client = client_of(outsider)
        assert [client.get(address).status_code for address in addresses] == [404, 404, 404]
    for insider in (cast.carol, cast.bob, cast.ivan, cast.eve, cast.alice):
        client = client_of(insider)
        assert client.get(addresses[0]).status_code == 200
        response = client.get(addresses[1])
        assert body(response) == VIDEO


def test_a_draft_is_the_candidates_alone(cast: Cast, client_of: ClientOf) -> None:
    draft = uploaded(cast)
    assert client_of(cast.bob).get(f"/evidence/{draft.pk}/file/").status_code == 404
    response = client_of(cast.carol).get(f"/evidence/{draft.pk}/file/")
    assert body(response) == files.photo()


def test_the_name_under_which_bytes_are_kept_is_no_address(cast: Cast, client_of: ClientOf, video: Evidence) -> None:
    client = client_of(cast.carol)
    for prefix in ("/", "/media/", "/static/", "/evidence/"):
        assert client.get(prefix + name_of(video.file_id)).status_code == 404


def test_signed_out_nothing_is_served(client: Client, cast: Cast, video: Evidence) -> None:
    response = client.get(f"/evidence/{video.pk}/file/")
    assert response.status_code == 302
