"""A film on a bad line: paused, cut off, the page loaded again, and gone on with to the receipt. On a phone, looked at on a desk, too."""

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from playwright.sync_api import CDPSession, Page, expect
from pytest_django.live_server_helper import LiveServer

from centres.models import Membership
from portfolio.models import Evidence, Upload
from tests.cast import Cast
from tests.fixtures import sign_in
from tests.journeys.conftest import Arrive
from tests.journeys.person import Person
from tests.portfolio import files

pytestmark = pytest.mark.django_db(transaction=True)
MB = 1024 * 1024


def comes_in(person: Person, member: Membership, live_server: LiveServer) -> Person:
    value = sign_in(Client(), member).cookies["attest_session"].value
    cookie = {"name": "attest_session", "value": value, "url": str(live_server)}
    person.context.add_cookies([cookie])  # type: ignore[list-item]
    return person


class Line:
    """The network of one page. `upload`: bytes a second."""

    def __init__(self, page: Page) -> None:
        self.session: CDPSession = page.context.new_cdp_session(page)
        self.session.send("Network.enable")

    def is_there(self, *, upload: int = -1) -> None:
        self._send(offline=False, upload=upload)

    def breaks(self) -> None:
        self._send(offline=True, upload=-1)

    def _send(self, *, offline: bool, upload: int) -> None:
        speeds = {"latency": 0, "downloadThroughput": -1, "uploadThroughput": upload}
        self.session.send("Network.emulateNetworkConditions", {"offline": offline, **speeds})


def chooses(person: Person, *paths: Path) -> None:
    with person.page.expect_file_chooser() as asked:
        person.presses("Choose files")
    asked.value.set_files([str(path) for path in paths])


def test_a_film_arrives_whatever_happens_on_the_way(
    arrive: Arrive, cast: Cast, live_server: LiveServer, tmp_path: Path
) -> None:
    film, photo = tmp_path / "call.mp4", tmp_path / "whiteboard.jpg"
    film.write_bytes(files.video(4096) + os.urandom(20 * MB))
    photo.write_bytes(files.photo())
    carol = comes_in(arrive("Carol Cole", phone=True), cast.carol, live_server).opens("/my/upload/")
    carol.page.on("dialog", lambda dialog: dialog.accept())
    chooses(carol, photo)
    expect(carol.page.locator("#files .receipt")).to_have_count(1)
    line = Line(carol.page)
    line.is_there(upload=MB)
    chooses(carol, film)
    row = carol.page.locator("#files li", has_text="call.mp4")
    expect(row).to_contain_text("% of 20.1 MB")
    expect(carol.page.locator("#stored")).to_have_text("1 of 2 stored")
    pauses(carol)
    loses_the_line(carol, line)
    line.is_there(upload=MB)
    carol.page.reload()
    line.is_there()
    expect(carol.page.locator("#unfinished")).to_contain_text("1 unfinished upload")
    carol.looks("upload-unfinished", other_width=True)
    chooses(carol, film)
    expect(carol.page.locator("#files .receipt")).to_have_count(1)
    expect(carol.page.locator("#unfinished")).to_have_count(0)
    assert Evidence.objects.get(file_name="call.mp4").file.size == film.stat().st_size
    assert Upload.objects.filter(state="stored").count() == 2


def pauses(carol: Person) -> None:
    carol.presses("Pause")
    carol.sees("What has arrived is safe for a week.").looks("upload-paused")
    carol.presses("Carry on")


def loses_the_line(carol: Person, line: Line) -> None:
    sent = carol.page.locator("#files [data-said]")
    expect(sent).to_contain_text("% of 20.1 MB")
    line.breaks()
    carol.sees("Connection lost at").looks("upload-lost", other_width=True)
    until(lambda: Upload.objects.get(name="call.mp4").offset > 0)


def until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 15
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.1)
