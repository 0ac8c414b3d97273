"""The main navigation. Each app registers its own pages, so that no lower app's template names an upper one's address."""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse

from centres.models import Membership, Role

Count = Callable[[Membership], int]


@dataclass(frozen=True)
class Page:
    label: str
    view: str
    icon: str
    order: int
    count: Count | None = None
    tab: bool = False  # in the bar at a phone's foot (candidates)
    main: bool = False  # the largest tab


@dataclass(frozen=True)
class NavItem:
    label: str
    url: str
    icon: str
    count: int
    current: bool
    tab: bool
    main: bool


PAGES: dict[Role, list[Page]] = {role: [] for role in Role}


def register(role: Role, *pages: Page) -> None:
    PAGES[role] = sorted([*PAGES[role], *pages], key=lambda page: page.order)


def items_for(actor: Membership, path: str) -> list[NavItem]:
    """The pages of the actor's role; the one with the longest address that `path` begins with is current."""
    pages = [(page, reverse(page.view)) for page in PAGES[Role(actor.role)]]
    current = max((url for _, url in pages if path.startswith(url)), key=len, default="")
    return [
        NavItem(page.label, url, page.icon, page.count(actor) if page.count else 0, url == current, page.tab, page.main)
        for page, url in pages
    ]


def home_of(actor: Membership) -> str:
    """The first page of the actor's role."""
    return reverse(PAGES[Role(actor.role)][0].view)
