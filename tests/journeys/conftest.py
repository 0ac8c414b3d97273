"""A real browser before a live server, with a real worker beside it."""

import shutil
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests.design.axe import CHROMIUM
from tests.journeys.person import Person

Arrive = Callable[..., Person]


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


@pytest.fixture
def arrive(browser: Browser, live_server: LiveServer) -> Iterator[Arrive]:
    """`arrive("Zofia Król", phone=True)`: somebody new at a browser of their own."""
    people: list[Person] = []

    def arrives(name: str, *, phone: bool = False) -> Person:
        people.append(Person(browser, live_server.url, name, phone=phone))
        return people[-1]

    yield arrives
    for person in people:
        person.context.close()
    assert [trouble for person in people for trouble in person.troubles] == []
