"""National Occupational Standards and units, both ways."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from centres.models import Membership, Role
from tests import factories
from tests.cast import Cast
from tests.queries import queries_of
from tests.units.described import own_specification
from units.models import Unit

ClientOf = Callable[[Membership], Client]
Found = dict[str, list[str]]


@pytest.fixture
def related(cast: Cast) -> None:
    for code, scheme, standards in (
        ("X/101", "4417", ["L2 10", "L2 9"]),
        ("X/102", "4417", ["L2 9"]),
        ("X/201", "4430", ["A4"]),
    ):
        Unit.objects.filter(code=code).update(scheme=scheme, standards=standards)


def found(client: Client, **asked: str) -> Found:
    families = client.get(reverse("standards"), asked).context["families"]
    return {row.name: [unit.code for unit in row.units] for family in families for row in family.standards}


@pytest.mark.usefixtures("related")
def test_each_standard_names_its_units(client_of: ClientOf, cast: Cast) -> None:
    client = client_of(cast.bob)
    assert list(found(client).items()) == [("L2 9", ["X/101", "X/102"]), ("L2 10", ["X/101"]), ("A4", ["X/201"])]
    by_unit = client.get(reverse("standards"), {"by": "unit"})
    assert [[unit.code for unit in family.units] for family in by_unit.context["families"]] == [
        ["X/101", "X/102"],
        ["X/201"],
    ]
    assert 'href="?q=L2%209"' in by_unit.content.decode()


@pytest.mark.usefixtures("related")
@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("l2 9", {"L2 9": ["X/101", "X/102"]}),
        ("a4", {"A4": ["X/201"]}),
        ("X/201", {"A4": ["X/201"]}),
        ("unit x/102", {"L2 9": ["X/102"]}),
        ("L2 1", {}),
    ],
)
def test_a_standard_or_unit_is_found_by_its_name(client_of: ClientOf, cast: Cast, asked: str, expected: Found) -> None:
    assert found(client_of(cast.ivan), q=asked) == expected


@pytest.mark.usefixtures("related")
def test_nobody_reads_of_a_unit_that_they_may_not_see(client_of: ClientOf, cast: Cast) -> None:
    own = own_specification(cast.centre, "OWN-1")
    own.units.update(standards=["A4"])
    other = factories.specification([factories.unit("Y/1")])
    other.units.update(standards=["A4"], scheme="4430")
    assert "OWN-1" in client_of(cast.bob).get(reverse("standards")).content.decode()
    assert found(client_of(cast.charlie[Role.IQA]), q="A4") == {"A4": ["X/201", "Y/1"]}
    assert found(client_of(cast.eve), q="A4") == {"A4": ["X/201"]}


@pytest.mark.usefixtures("related")
def test_it_takes_no_more_queries_for_three_than_for_one(client_of: ClientOf, cast: Cast) -> None:
    client = client_of(cast.bob)
    few = queries_of(client, reverse("standards"))
    assert few <= 8
    factories.specification([factories.unit(f"Y/{number}") for number in range(9)])
    Unit.objects.update(standards=["A1", "A2", "A3"])
    assert queries_of(client, reverse("standards")) == few
    assert queries_of(client, reverse("standards") + "?by=unit") == few
