"""The main navigation. Each app registers its own pages, so that no lower app's template names an upper one's address."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Func, IntegerField, QuerySet, Subquery
from django.urls import reverse

from centres.models import Membership, Role
from centres.prepared import prepared

Count = Callable[[Membership], "QuerySet[Any]"]


@dataclass(frozen=True)
class Page:
    """`count`: the rows that the number beside the label counts; it knows the actor as `prepared` asks for."""

    label: str
    view: str
    icon: str
    order: int
    count: Count | None = None
    tab: bool = False  # in the bar at a phone's foot (candidates)
    main: bool = False  # the largest tab
    aside: bool = False  # in the menu under the person's name: for what is not asked for every day


@dataclass(frozen=True)
class NavItem:
    label: str
    url: str
    icon: str
    count: int
    current: bool
    tab: bool
    main: bool
    aside: bool


PAGES: dict[Role, list[Page]] = {role: [] for role in Role}


def register(role: Role, *pages: Page) -> None:
    PAGES[role] = sorted([*PAGES[role], *pages], key=lambda page: page.order)


def items_for(actor: Membership, path: str) -> list[NavItem]:
    """The pages of the actor's role; the one with the longest address that `path` begins with is current."""
    pages = [(page, reverse(page.view)) for page in PAGES[Role(actor.role)]]
    current = max((url for _, url in pages if path.startswith(url)), key=len, default="")
    numbers = numbers_of(actor)
    return [
        NavItem(page.label, url, page.icon, numbers.get(page.view, 0), url == current, page.tab, page.main, page.aside)
        for page, url in pages
    ]


def numbers_of(actor: Membership) -> dict[str, int]:
    """By the page's view; one query for all of them."""
    counted = _counted_pages(actor)
    rows = numbers_query(actor) if counted else ()
    return {page.view: number for row in rows for page, number in zip(counted, row, strict=True)}


@prepared
def numbers_query(actor: Membership) -> "QuerySet[Any]":
    """One row with the number of each page that has one."""
    numbers = [_number(page.count(actor)) for page in _counted_pages(actor) if page.count]
    return Membership.objects.filter(pk=actor.pk).order_by().values_list(*numbers)


def _counted_pages(actor: Membership) -> list[Page]:
    return [page for page in PAGES[Role(actor.role)] if page.count]


def _number(rows: "QuerySet[Any]") -> Subquery:
    """How many different rows, or values where rows were narrowed to one, as a part of another query."""
    counted = rows.query.values_select[0] if rows.query.values_select else "pk"
    count = Func(
        counted, function="COUNT", template="%(function)s(DISTINCT %(expressions)s)", output_field=IntegerField()
    )
    return Subquery(rows.order_by().annotate(_number=count).values("_number"))


def home_of(actor: Membership) -> str:
    """The first page of the actor's role."""
    return reverse(PAGES[Role(actor.role)][0].view)
