"""Old and new units, both ways. The cases are those that the body's own table leaves open."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from centres.models import Membership, Role
from tests import factories
from tests.cast import Cast
from tests.queries import queries_of
from tests.units.described import own_specification
from units.models import Comparison, Specification
from units.selectors.comparisons import Line, Part
from units.services.load_catalogue import load_catalogue

ClientOf = Callable[[Membership], Client]
Row = tuple[str, list[str]]


@pytest.fixture
def catalogue(cast: Cast) -> None:
    load_catalogue()


def rows_of(client: Client, **asked: str) -> list[Row]:
    parts: list[Part] = client.get(reverse("comparison"), asked).context["parts"]
    return [row(line) for part in parts for line in part.lines]


def row(line: Line) -> Row:
    return line.comparison.unit.code, [str(before) for before in line.predecessors]


@pytest.mark.usefixtures("catalogue")
def test_all_68_rows_both_ways(client_of: ClientOf, cast: Cast) -> None:
    client = client_of(cast.bob)
    new, old = rows_of(client), rows_of(client, **{"from": "4543"})
    assert len({code for code, _ in new}) == len(new) == 68
    assert {code for code, _ in old} == {code for code, _ in new}
    pairs = sorted((code, before) for code, found in new for before in found)
    assert sorted((code, found[0]) for code, found in old if found) == pairs
    assert [found[0] for _, found in old if found] == sorted(before for _, before in pairs)


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("4543-209", [("4430-210", ["4543-209"]), ("4430-211", ["4543-209"])]),
        ("209", [("4430-209", ["4543-208"]), ("4430-210", ["4543-209"]), ("4430-211", ["4543-209"])]),
        ("4430-103", [("4430-103", ["4543-102", "4543-107"])]),
        ("4430-407", [("4430-407", ["4543-404"])]),
        ("4543-410", []),
        ("t/601/1218", [("4430-207", ["4543-205"])]),
        ("customer service PERSONAL", [("4430-207", ["4543-205"])]),
        ("no such unit", []),
    ],
)
def test_a_row_is_found_by_either_number_by_reference_and_by_title(
    client_of: ClientOf, cast: Cast, asked: str, found: list[Row]
) -> None:
    assert rows_of(client_of(cast.ivan), q=asked) == found


@pytest.mark.usefixtures("catalogue")
@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("4430-201", ["Another level", "Minor difference", "Was a Level 1 unit"]),
        ("4430-202", ["Another level"]),
        ("4430-103", ["Mentioned in the remarks only", "Confirm it first"]),
        ("4430-407", ["Not stated; likely by its title", "Confirm it first"]),
        ("4430-310", ["Not stated"]),
        ("4430-401", ["New unit", "None: new"]),
    ],
)
def test_a_row_says_how_sure_it_is(client_of: ClientOf, cast: Cast, asked: str, said: list[str]) -> None:
    page = client_of(cast.alice).get(reverse("comparison"), {"q": asked}).content.decode()
    assert [words for words in said if words not in page] == []
    assert "never gives credit by itself" in page


def compared(specification: Specification, *numbers: str) -> None:
    for unit, number in zip(factories.units_in_order(specification), numbers, strict=False):
        made = Comparison.objects.create(unit=unit, theme="Delivery", difference="minor", detail="The body's remarks")
        made.predecessors.create(scheme="4543", number=number, basis="stated", confidence="high")


def test_it_takes_no_more_queries_for_three_than_for_one(client_of: ClientOf, cast: Cast) -> None:
    compared(cast.specification, "1")
    client = client_of(cast.bob)
    one = queries_of(client, reverse("comparison"))
    assert one <= 9
    compared(factories.specification([factories.unit("Y/1"), factories.unit("Y/2")]), "2", "3")
    assert queries_of(client, reverse("comparison")) == one
    assert queries_of(client, reverse("comparison") + "?from=4543") == one


def test_nobody_reads_of_a_unit_that_they_may_not_see(client_of: ClientOf, cast: Cast) -> None:
    compared(cast.specification, "1")
    compared(own_specification(cast.centre, "OWN-1"), "2")
    assert rows_of(client_of(cast.bob)) == [("OWN-1", ["4543-2"]), ("X/101", ["4543-1"])]
    assert rows_of(client_of(cast.eve)) == [("X/101", ["4543-1"])]
    assert rows_of(client_of(cast.charlie[Role.ADMIN])) == [("X/101", ["4543-1"])]


def test_the_bodys_remarks_are_for_a_centre_with_a_copy_of_the_comparison(client_of: ClientOf, cast: Cast) -> None:
    compared(cast.specification, "1")
    client = client_of(cast.bob)
    units = factories.handbook(cast.centre, cast.specification)
    assert "remarks</summary>" not in client.get(reverse("comparison")).content.decode()
    units.layout = "cg4430-comparison"
    units.save(update_fields=["layout"])
    assert "The body&#x27;s remarks" in client.get(reverse("comparison")).content.decode()
    charlie = client_of(cast.charlie[Role.ADMIN]).get(reverse("comparison")).content.decode()
    assert "The body&#x27;s remarks" not in charlie


def test_an_unknown_series_is_as_none(client_of: ClientOf, cast: Cast) -> None:
    compared(cast.specification, "1")
    page = client_of(cast.bob).get(reverse("comparison"), {"from": "<b>"})
    assert (page.status_code, page.context["begun"]) == (200, "")
