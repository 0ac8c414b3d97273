"""axe-core in a Playwright page. It comes in by the browser's own protocol, so that our content policy stays in force."""

from django.conf import settings
from playwright.sync_api import Page

CHROMIUM = ["--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--disable-background-networking", "--lang=en-GB"]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# What is folded away counts too; what floats over the page would hide the text beneath it from the contrast check.
UNFOLD = """() => {
  document.querySelectorAll("details").forEach((details) => { details.open = true; });
  document.querySelectorAll(".tabbar, .toast-at, #toasts").forEach((floating) => { floating.style.position = "static"; });
  document.querySelectorAll(".usermenu-panel").forEach((panel) => { panel.style.position = "static"; });
}"""
RESTORE = """() => {
  document.querySelectorAll("details").forEach((details) => { details.open = details.dataset.wasOpen === "true"; });
  document.querySelectorAll("[style]").forEach((element) => { element.style.position = ""; });
}"""
# Told in the page: everything that passed as well, of a long page, takes longer to hand over than to check.
RUN = """async (rules) => {
  const options = { runOnly: { type: "tag", values: rules }, resultTypes: ["violations"] };
  const { violations } = await axe.run(document, options);
  return violations.map((rule) => `${rule.id} (${rule.nodes.length}): ${rule.help}: ${rule.nodes[0].html.slice(0, 200)}`);
}"""
REMEMBER = (
    """() => document.querySelectorAll("details").forEach((details) => { details.dataset.wasOpen = details.open; })"""
)


def violations(page: Page) -> list[str]:
    """Each broken rule with the first element that breaks it. The page is left as it was found."""
    page.evaluate(REMEMBER)
    page.evaluate(UNFOLD)
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate((settings.NODE_MODULES / "axe-core" / "axe.min.js").read_text(encoding="utf-8"))
    found: list[str] = page.evaluate(RUN, RULES)
    page.evaluate(RESTORE)
    return found


def sideways_scroll(page: Page) -> int:
    """Pixels by which the page is wider than the screen. Only a data grid may be, in its own box."""
    return int(page.evaluate("() => document.documentElement.scrollWidth - innerWidth"))


def assert_no_violations(page: Page) -> None:
    found = violations(page)
    assert not found, f"{page.url}\n" + "\n".join(found)
    assert sideways_scroll(page) <= 0, f"{page.url} scrolls sideways by {sideways_scroll(page)} pixels"
