"""The gallery of components in a real browser: both shells, both themes, three widths, no server."""

import shutil
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles import finders
from playwright.sync_api import Browser, Page, Route, sync_playwright

from tests.design.axe import CHROMIUM, assert_no_violations
from tests.design.gallery import gallery

pytestmark = pytest.mark.journey
ADDRESS = "http://gallery.test/"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=CHROMIUM)
        yield chromium
        chromium.close()


def answer(route: Route, html: str) -> None:
    """The page itself, or one of the static files that it asks for."""
    path = urlsplit(route.request.url).path
    found = finders.find(path.removeprefix("/static/")) if path.startswith("/static/") else None
    if found:
        route.fulfill(path=found)
    else:
        route.fulfill(body=html if path == "/" else "", content_type="text/html", status=200 if path == "/" else 404)


def open_gallery(browser: Browser, role: str, theme: str, width: int) -> Page:
    page = browser.new_context(viewport={"width": width, "height": 900}, bypass_csp=True, locale="en-GB").new_page()
    html = gallery(role, theme)
    page.route("**/*", lambda route: answer(route, html))
    page.goto(ADDRESS)
    page.evaluate("document.getElementById('toasts').append(document.querySelector('.toast-at'))")  # as HTMX does
    return page


@pytest.mark.parametrize("width", [320, 390, 1440])
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("role", ["candidate", "assessor"])
def test_no_component_breaks_a_rule_of_accessibility(browser: Browser, role: str, theme: str, width: int) -> None:
    page = open_gallery(browser, role, theme, width)
    assert_no_violations(page)
    page.context.close()


def test_a_press_on_a_closed_gate_leads_to_its_list_and_sends_nothing(browser: Browser) -> None:
    page = open_gallery(browser, "assessor", "light", 1440)
    page.get_by_role("button", name="Claim the full certificate").press("Enter")
    assert page.evaluate("document.activeElement.id") == "gate"
    assert page.url == ADDRESS
    page.context.close()


def test_a_form_is_sent_once_however_often_its_button_is_pressed(browser: Browser) -> None:
    page = open_gallery(browser, "assessor", "light", 1440)
    page.evaluate(
        """() => { window.sent = 0;
        document.querySelector("[aria-labelledby=open] form").addEventListener("submit", (event) => { sent += 1; event.preventDefault(); }); }"""
    )
    button = page.get_by_role("button", name="Claim it")
    button.click()
    button.click()
    assert page.evaluate("window.sent") == 1
    page.context.close()


def test_the_first_thing_a_refused_form_says_is_what_to_put_right(browser: Browser) -> None:
    page = open_gallery(browser, "assessor", "light", 1440)
    assert page.evaluate("document.activeElement.textContent") == "7 things to put right"
    page.context.close()


def test_as_my_device_follows_the_device(browser: Browser) -> None:
    page = open_gallery(browser, "assessor", "auto", 390)
    theme = "document.documentElement.dataset.bsTheme"
    for scheme in ("dark", "light"):
        page.emulate_media(color_scheme=scheme)
        page.wait_for_function(f"{theme} === '{scheme}'")
    page.context.close()
