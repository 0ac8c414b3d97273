"""Places on this app's pages that upper apps fill from their `AppConfig.ready()`; none may cost queries per row."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from centres.gates import Blocker
from centres.models import Membership


@dataclass(frozen=True)
class Tile:
    """A figure on the admin's first page, with the page behind it."""

    number: int
    title: str
    detail: str
    url: str
    act: str


@dataclass(frozen=True)
class Action:
    """A button at the head of the admin's first page."""

    label: str
    view: str
    icon: str


@dataclass(frozen=True)
class PeopleColumn:
    """A column of the list of people: `cells(actor, members)` answers for the whole page, by membership id."""

    title: str
    cells: Callable[[Membership, Sequence[Membership]], Mapping[Any, str]]


Panel = Mapping[str, Any]  # "template", and whatever that template reads from `panel`

PERSON_PANELS: list[Callable[[Membership, Membership], Panel | None]] = []
"""(actor, the member looked at) -> a panel of that person's page; None where it has nothing to say."""

PEOPLE_COLUMNS: list[PeopleColumn] = []

TODAY_ACTIONS: list[Action] = []
TODAY_TILES: list[Callable[[Membership], Tile | None]] = []

TODAY_WAITING: list[Callable[[Membership], Iterable[Blocker]]] = []
"""(actor) -> what waits for the admin, one line each with its link; written like the lines of a gate."""

TODAY_PANELS: list[Callable[[Membership], Panel | None]] = []
"""(actor) -> a card beside or under the list: "place" is "main" or "side" (the default)."""


def filled(panels: Iterable[Callable[..., Panel | None]], *subject: Membership) -> list[Panel]:
    return [panel for make in panels if (panel := make(*subject)) is not None]
