"""A real browser before a live server, with a real worker beside it."""

import shutil
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.signals import request_finished, request_started
from playwright.sync_api import Browser, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests.design.axe import CHROMIUM
from tests.journeys.person import Person

Arrive = Callable[..., Person]
QUIET, ENDS_WITHIN = 0.2, 15.0  # seconds


def pytest_itemcollected(item: pytest.Item) -> None:
    """All that is in this folder."""
    item.add_marker("journey")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest story first: meanwhile the other process tells all the others."""
    items.sort(key=lambda item: item.path.name != "test_main_journey.py")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Playwright keeps an event loop in this thread; Django would forbid its database beside one."""
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        expect.set_options(timeout=15_000)
        chromium = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=CHROMIUM)
        yield chromium
        chromium.close()


class Answering:
    """How many requests the live server is answering."""

    def __init__(self) -> None:
        self.number = 0
        request_started.connect(self._begun)
        request_finished.connect(self._ended)

    def _begun(self, **_: Any) -> None:
        self.number += 1

    def _ended(self, **_: Any) -> None:
        self.number -= 1

    def ends(self) -> None:
        """A page that closes may just have saved what was typed: the tables are emptied when that is answered, not before."""
        quiet_since = began = time.monotonic()
        while time.monotonic() - quiet_since < QUIET and time.monotonic() - began < ENDS_WITHIN:
            time.sleep(0.02)
            quiet_since = time.monotonic() if self.number else quiet_since
        request_started.disconnect(self._begun)
        request_finished.disconnect(self._ended)
        assert not self.number


@pytest.fixture
def answering() -> Iterator[None]:
    server = Answering()
    yield
    server.ends()


@pytest.fixture
def arrive(browser: Browser, live_server: LiveServer, answering: None) -> Iterator[Arrive]:
    """`arrive("Zofia Król", phone=True)`: somebody new at a browser of their own."""
    people: list[Person] = []

    def arrives(name: str, *, phone: bool = False) -> Person:
        people.append(Person(browser, live_server.url, name, phone=phone))
        return people[-1]

    yield arrives
    for person in people:
        person.context.close()
    assert [trouble for person in people for trouble in person.troubles] == []
