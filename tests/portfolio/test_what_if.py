"""What another qualification would ask: a unit counts there by its unit reference, and nothing is written."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from centres.models import AuditEvent, Membership, Role
from portfolio.models import CriterionProgress, Registration, UnitEnrolment
from portfolio.selectors.what_if import WhatIf, matches, targets
from portfolio.states import CriterionState
from tests import factories
from tests.cast import Cast
from tests.catalogue import load_only
from tests.portfolio.acts import chosen
from tests.portfolio.editions import without_rule
from units.models import Specification, Unit

ClientOf = Callable[[Membership], Client]
MINE = "/my/units/what-if/"


@pytest.fixture
def other(cast: Cast) -> Specification:
    """Another diploma: Y/1 is X/101 by its reference, Y/2 is X/102, Y/3 has only the title of X/201, Y/4 is new."""
    units = [factories.unit(f"Y/{number}", credit=5) for number in (1, 2, 3, 4)]
    made = factories.specification(units)
    for code, reference in {
        "X/101": "A/111",
        "Y/1": "A/111",
        "X/102": "B/222",
        "Y/2": "B/222",
        "X/201": "C/333",
    }.items():
        Unit.objects.filter(code=code).update(reference=reference)
    Unit.objects.filter(code="Y/3").update(title="UNIT x/201", reference="D/444")
    return made


def found(client: Client, specification: Specification, **asked: Any) -> WhatIf:
    answer: Any = client.get(MINE, {"to": str(specification.pk)} | asked)
    assert answer.status_code == 200
    what: WhatIf = answer.context["found"]
    return what


def test_a_signed_unit_counts_by_its_reference_and_by_nothing_else(
    cast: Cast, client_of: ClientOf, other: Specification
) -> None:
    """X/201 shares a title, X/202 nothing; neither has the reference."""
    one, two, three, _ = chosen(cast, 4)
    for enrolment in (one, three):
        factories.sign_off(enrolment, assessor=cast.bob)
    CriterionProgress.objects.filter(enrolment=two, criterion__number="1.1").update(state=CriterionState.MET)
    what = found(client_of(cast.carol), other)
    assert [(row.mine.enrolment, row.there.code) for row in what.counts] == [(one, "Y/1")]
    assert [(row.mine.enrolment, row.there.code) for row in what.underway] == [(two, "Y/2")]
    assert [(row.mine.enrolment, row.there.code) for row in what.namesakes] == [(three, "Y/3")]
    assert what.others == 1
    assert (what.now.have, what.now.need) == (5, 15)
    assert what.way is not None
    assert (what.way.codes, what.way.credits, what.way.criteria) == (["Y/2", "Y/3"], 10, 2 + 3)
    text = client_of(cast.carol).get(MINE, {"to": str(other.pk)}).content.decode()
    assert "Same title, another unit: does not count" in text
    assert "decided by people" in text
    assert "No way takes fewer credits: proved." in text


def test_a_missing_reference_matches_nothing(cast: Cast, client_of: ClientOf, other: Specification) -> None:
    Unit.objects.update(reference="")
    for enrolment in chosen(cast, 2):
        factories.sign_off(enrolment, assessor=cast.bob)
    what = found(client_of(cast.carol), other)
    assert (what.counts, what.underway, what.others, what.now.have) == ([], [], 2, 0)


def test_looking_writes_nothing(cast: Cast, client_of: ClientOf, other: Specification) -> None:
    factories.sign_off(chosen(cast, 1)[0], assessor=cast.bob)
    before = AuditEvent.objects.count(), Registration.objects.count(), UnitEnrolment.objects.count()
    client = client_of(cast.carol)
    assert found(client, other).counts
    assert client.post(MINE, {"to": str(other.pk)}).status_code == 405
    assert before == (AuditEvent.objects.count(), Registration.objects.count(), UnitEnrolment.objects.count())


def test_what_is_to_be_saved_is_asked_of_the_way(cast: Cast, client_of: ClientOf, other: Specification) -> None:
    client = client_of(cast.carol)
    assert found(client, other, by="hours").proved == "No way takes fewer credits: proved."
    asked = {"to": str(other.pk), "by": "hours"}
    assert "do not say their guided hours" in client.get(MINE, asked).content.decode()
    Unit.objects.filter(code="Y/3").update(credit=6, guided_hours=1)
    Unit.objects.filter(code__in=["Y/1", "Y/2", "Y/4"]).update(guided_hours=50)
    assert found(client_of(cast.carol), other).way.codes == ["Y/1", "Y/2", "Y/4"]  # type: ignore[union-attr]
    least = found(client_of(cast.carol), other, by="hours")
    assert (least.way.codes, least.way.hours) == (["Y/1", "Y/2", "Y/3"], 101)  # type: ignore[union-attr]


def test_a_unit_that_a_registration_of_today_could_not_choose_says_why(
    cast: Cast, client_of: ClientOf, other: Specification
) -> None:
    Unit.objects.filter(code="Y/1").update(expires_on="2014-12-31")
    what = found(client_of(cast.carol), other)
    assert what.way is not None
    assert [(place.unit.code, bool(place.stopped)) for place in what.way.places] == [
        ("Y/1", True),
        ("Y/2", False),
        ("Y/3", False),
    ]
    text = client_of(cast.carol).get(MINE, {"to": str(other.pk)}).content.decode()
    assert "1 of these units could not be chosen by a registration of today" in text
    assert "expired on 31 December 2014" in text


def test_approved_qualifications_come_first_and_the_own_one_is_left_out(
    cast: Cast, client_of: ClientOf, other: Specification
) -> None:
    elsewhere = cast.charlie[Role.ADMIN].centre
    theirs = factories.specification([factories.unit("Z/1")])
    Specification.objects.filter(pk=theirs.pk).update(centre=elsewhere, rule_check=factories.rule_check(elsewhere))
    approved = without_rule(cast)
    assert [(row.specification, row.approved) for row in targets(cast.registration)] == [
        (approved, True),
        (other, False),
    ]
    answer = client_of(cast.carol).get(MINE, {"to": str(cast.specification.pk)})
    assert answer.context["found"] is None
    text = client_of(cast.carol).get(MINE, {"to": str(approved.pk)}).content.decode()
    assert "Which units earn it is not on file" in text


def test_a_centre_that_knows_no_other_qualification_is_told_so(cast: Cast, client_of: ClientOf) -> None:
    assert "Your centre knows no other qualification." in client_of(cast.carol).get(MINE).content.decode()


def test_staff_look_at_their_own_candidates_only(cast: Cast, client_of: ClientOf, other: Specification) -> None:
    address = reverse("what_if_for", args=[cast.registration.pk]) + f"?to={other.pk}"
    for member, status in ((cast.bob, 200), (cast.ivan, 200), (cast.bea, 404), (cast.charlie[Role.ADMIN], 404)):
        assert client_of(member).get(address).status_code == status


# Two ways of assessing one unit -----------------------------------------------------------------------------------
def unit(code: str, reference: str) -> Unit:
    return Unit(code=code, reference=reference)


@pytest.mark.parametrize(
    ("mine", "counted"),
    [
        (["271"], {"271": "271"}),
        (["201"], {"201": "201"}),
        (["201", "271"], {"201": "201"}),
        (["7/old"], {"7/old": "201"}),
        (["7/old", "271"], {"271": "271"}),
    ],
)
def test_two_components_of_one_reference_count_once(mine: list[str], counted: dict[str, str]) -> None:
    there = [unit("201", "J/600/1003"), unit("271", "J/600/1003"), unit("202", "J/600/0658"), unit("x", "")]
    found = matches([*(unit(code, "J/600/1003") for code in mine), unit("y", "")], there)
    assert {code: row.code for code, row in found.items()} == counted


def test_a_component_of_4417_counts_once_in_the_real_rule(cast: Cast, client_of: ClientOf) -> None:
    """An achievement under the reference that 201 and 271 share; the rule takes one of the two."""
    specification = load_only("cg-4417-2", "cg-4417")
    Unit.objects.filter(code="X/101").update(reference="J/600/1003")
    factories.sign_off(chosen(cast, 1)[0], assessor=cast.bob)
    what = found(client_of(cast.carol), specification)
    assert [row.there.code for row in what.counts] == ["4417-201"]
    assert what.way is not None
    assert not {"4417-201", "4417-271"} & set(what.way.codes)
    assert what.way.finishes


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_asks_the_same_number_of_questions_whatever_the_units(
    cast: Cast,
    client_of: ClientOf,
    other: Specification,
    django_assert_num_queries: Callable[[int], AbstractContextManager[object]],
    number: int,
) -> None:
    for enrolment in chosen(cast, number):
        factories.sign_off(enrolment, assessor=cast.bob)
    client = client_of(cast.carol)
    with django_assert_num_queries(13):
        client.get(MINE, {"to": str(other.pk)})
