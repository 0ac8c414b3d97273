"""The main navigation. Each app registers its own pages, so that no lower app's template names an upper one's address."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Func, IntegerField, QuerySet, Subquery
from django.urls import reverse

from centres.models import Membership, Role

Count = Callable[[Membership], "int | QuerySet[Any]"]


@dataclass(frozen=True)
class Page:
    """`count`: the rows that the number beside the label counts, which cost no query of their own; or a number."""

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
    numbers = numbers_of(actor, [page for page, _ in pages])
    return [
        NavItem(page.label, url, page.icon, numbers.get(page.view, 0), url == current, page.tab, page.main, page.aside)
        for page, url in pages
    ]


def numbers_of(actor: Membership, pages: Sequence[Page]) -> dict[str, int]:
    """By the page's view; one query for all that are given as rows."""
    given = {page.view: page.count(actor) for page in pages if page.count}
    numbers = {view: found for view, found in given.items() if isinstance(found, int)}
    rows = {view: _number(found) for view, found in given.items() if not isinstance(found, int)}
    if rows:
        counted = Membership.objects.filter(pk=actor.pk).order_by().values_list(*rows.values()).get()
        numbers |= dict(zip(rows, counted, strict=True))
    return numbers


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
