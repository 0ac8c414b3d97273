"""Somebody at a browser of their own: what a person can see, press and type, and nothing else."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import APIResponse, Browser, ConsoleMessage, Locator, Response, expect

from tests.design.axe import assert_no_violations

SHOTS = os.environ.get("JOURNEY_SHOTS", "")
DESK, PHONE = (1440, 900), (390, 844)
PASSWORD = "three words remembered"


class Person:
    """`troubles` gathers what a visitor would not see: errors of script, answers of a broken server, and whatever the
    content security policy stopped, which is in force here.
    """

    def __init__(self, browser: Browser, address: str, name: str, *, phone: bool = False) -> None:
        self.name, self.email, self.phone = name, f"{name.split()[0].lower()}@centre.example", phone
        self.troubles: list[str] = []
        self.width, self.height = PHONE if phone else DESK
        self.context = browser.new_context(
            base_url=address,
            viewport={"width": self.width, "height": self.height},
            has_touch=phone,
            is_mobile=phone,
            locale="en-GB",
            timezone_id="Europe/London",
            reduced_motion="reduce",
        )
        self.page = self.context.new_page()
        self.page.set_default_timeout(10_000)
        self.page.on("pageerror", lambda error: self.troubles.append(f"{self.page.url}: {error}"))
        self.page.on("console", self._hear)
        self.page.on("response", self._weigh)

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.troubles.append(f"{self.page.url}: {message.text}")

    def _weigh(self, response: Response) -> None:
        lost = response.status == 404 and response.request.resource_type != "document"
        if response.status >= 500 or lost:
            self.troubles.append(f"{response.status} {response.url}")

    # Going about ------------------------------------------------------------------------------------------------
    def opens(self, path: str) -> "Person":
        self.page.goto(path)
        return self

    def _touch(self, what: Locator) -> None:
        if self.phone:
            what.tap()
        else:
            what.click()

    def presses(self, button: str) -> "Person":
        """One that a script answers on the page."""
        self._touch(self.page.get_by_role("button", name=button).first)
        return self

    def submits(self, button: str, *, within: Locator | None = None) -> "Person":
        """One that sends a form: the page that answers is there."""
        with self.page.expect_navigation():
            self._touch((within or self.page).get_by_role("button", name=button).first)
        return self

    def follows(self, link: str, *, within: Locator | None = None) -> "Person":
        with self.page.expect_navigation():
            self._touch((within or self.page).get_by_role("link", name=link).first)
        return self

    def goes_to(self, entry: str) -> "Person":
        """By the navigation: the bar at the foot of a phone, the top of a desk's page."""
        nav = self.page.get_by_role("navigation", name="Quick" if self.phone else "Main", exact=True)
        return self.follows(entry, within=nav)

    def finds_in_their_menu(self, entry: str) -> "Person":
        """What is not asked for every day stands under the person's name."""
        self._touch(self.page.locator(".usermenu > summary"))
        return self.follows(entry, within=self.page.locator(".usermenu-panel"))

    def unfolds(self, summary: str) -> "Person":
        self._touch(self.page.locator("summary", has_text=summary).first)
        return self

    def types(self, **fields: str) -> "Person":
        """By the field's name, for a form with labels that repeat: `types(name="Zofia")` fills the field `id_name`."""
        for name, value in fields.items():
            self.page.locator(f"#id_{name}").fill(value)
        return self

    def fills(self, label: str, value: str) -> "Person":
        self.page.get_by_label(label, exact=True).fill(value)
        return self

    def chooses(self, label: str, option: str) -> "Person":
        self.page.get_by_label(label, exact=True).select_option(label=option)
        return self

    def ticks(self, *labels: str) -> "Person":
        for label in labels:
            self.page.get_by_label(label).first.check()
        return self

    # Looking ----------------------------------------------------------------------------------------------------
    def sees(self, *texts: str) -> "Person":
        for text in texts:
            expect(self.page.locator("body")).to_contain_text(text)
        return self

    def reads(self, heading: str) -> "Person":
        """The page has this heading: it is the one that was expected."""
        expect(self.page.get_by_role("heading", name=heading).first).to_be_visible()
        return self

    def looks(self, name: str, *, other_width: bool = False) -> "Person":
        """The page breaks no rule of accessibility, here and if asked at the other width; kept as a picture."""
        self._inspect(name)
        if other_width:
            with self._other_width():
                self._inspect(name)
        return self

    def _inspect(self, name: str) -> None:
        size = self.page.viewport_size or {}
        assert_no_violations(self.page)
        assert self.page.evaluate("innerWidth") == size["width"], f"{self.page.url} is wider than the screen"
        if SHOTS:
            folder = Path(SHOTS)
            number = len(list(folder.glob("*.png"))) + 1
            self.page.screenshot(path=folder / f"{number:03}-{name}-{size['width']}.png", full_page=True)

    @contextmanager
    def _other_width(self) -> Iterator[None]:
        width, height = DESK if self.phone else PHONE
        self.page.set_viewport_size({"width": width, "height": height})
        yield
        self.page.set_viewport_size({"width": self.width, "height": self.height})

    # Beside the page --------------------------------------------------------------------------------------------
    def sends(self, path: str, **fields: str) -> APIResponse:
        """What an old tab or a second press sends, whatever the button on today's page says."""
        cookies = {cookie["name"]: cookie["value"] for cookie in self.context.cookies()}
        form = {"csrfmiddlewaretoken": cookies["csrftoken"], **fields}
        return self.context.request.post(path, form=form, headers={"Referer": self.page.url}, max_redirects=0)
