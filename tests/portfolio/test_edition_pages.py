"""How an admin sees who is on which edition, and moves one candidate."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from centres.models import Membership
from portfolio import panels
from portfolio.models import Registration
from portfolio.services.move_registration import move_registration
from portfolio.states import RegistrationState
from tests import factories
from tests.cast import Cast
from tests.portfolio.acts import chosen, submitted
from tests.portfolio.editions import next_edition, renewed, without_rule
from units.models import Competence

ClientOf = Callable[[Membership], Client]


def address(cast: Cast) -> str:
    return reverse("move_registration", args=[cast.registration.pk])


def under_way(cast: Cast) -> None:
    """X/101 and X/202 are signed off, X/102 is begun, X/201 is not."""
    one, two, _, four = chosen(cast, 4)
    submitted(cast, list(two.criteria.all()))
    for enrolment in (one, four):
        factories.sign_off(enrolment, assessor=cast.bob)


def test_the_move_is_offered_only_where_there_is_another_edition(cast: Cast, client_of: ClientOf) -> None:
    page = reverse("candidate", args=[cast.registration.pk])
    assert address(cast) not in client_of(cast.alice).get(page).content.decode()
    assert "There is no other edition" in client_of(cast.alice).get(address(cast)).content.decode()
    renewed(cast)
    assert address(cast) in client_of(cast.alice).get(page).content.decode()
    assert address(cast) not in client_of(cast.bob).get(page).content.decode()
    Registration.objects.filter(pk=cast.registration.pk).update(state=RegistrationState.WITHDRAWN)
    assert address(cast) not in client_of(cast.alice).get(page).content.decode()


def test_the_page_says_what_becomes_of_each_unit_and_of_the_rule(cast: Cast, client_of: ClientOf) -> None:
    renewed(cast)
    under_way(cast)
    shown: Any = client_of(cast.alice).get(address(cast)).context
    assert [
        (group.heading, [(line.enrolment.unit.code, line.state, line.total, new) for line, new in group.rows])
        for group in shown["preview"].groups
    ] == [
        ("1 unit does not count any more", [("X/202", "signed", 3, 0)]),
        ("1 unit changes to edition 2", [("X/201", "none", 3, 4)]),
        ("1 unit stays as it was begun", [("X/102", "progress", 3, 0)]),
        ("1 unit is the same in both editions", [("X/101", "signed", 3, 0)]),
    ]
    preview = shown["preview"]
    assert (preview.now.have, preview.then.have, preview.reach.outcome.met) == (10, 5, True)
    assert shown["blockers"] == []


def test_the_move_is_made_on_the_page_and_told_to_the_candidate(cast: Cast, client_of: ClientOf) -> None:
    specification = renewed(cast)
    under_way(cast)
    client = client_of(cast.alice)
    nothing = client.post(address(cast), {"to": str(specification.pk), "reason": " "})
    assert nothing.status_code == 409
    assert "Say why the candidate is moved." in nothing.content.decode()
    done = client.post(address(cast), {"to": str(specification.pk), "reason": "Edition 1 closes."}, follow=True)
    text = done.content.decode()
    assert "Carol Cole is on edition 2 from now on." in text
    assert "not in this edition, does not count" in text
    assert "Your centre moved you to edition 2" in client_of(cast.carol).get("/my/units/").content.decode()


def test_what_stops_a_move_stands_in_the_gate_and_refuses_it(cast: Cast, client_of: ClientOf) -> None:
    renewed(cast)
    chosen(cast, 2)
    Competence.objects.filter(unit__edition=2).delete()
    client = client_of(cast.alice)
    assert [blocker.code for blocker in client.get(address(cast)).context["blockers"]] == ["not_deliverable X/102"]
    refused = client.post(address(cast), {"reason": "Edition 1 closes."})
    assert refused.status_code == 409
    assert [blocker.code for blocker in refused.context["blockers"]] == ["not_deliverable X/102"]
    assert 'value="Edition 1 closes."' in refused.content.decode()


def test_the_newest_edition_is_meant_unless_another_is_asked_for(cast: Cast, client_of: ClientOf) -> None:
    units = list(cast.specification.units.all())
    second, third = next_edition(cast, *units), next_edition(cast, *units, version="3", centre=cast.centre)
    client = client_of(cast.alice)
    for asked, target in (("", third), (str(second.pk), second), ("mangled", third)):
        assert client.get(address(cast), {"to": asked}).context["target"] == target


def test_the_list_shows_who_is_still_on_an_earlier_edition(cast: Cast, client_of: ClientOf) -> None:
    client = client_of(cast.alice)
    assert client.get("/candidates/").context["views"] == []
    specification = renewed(cast)
    move_registration(
        actor=cast.alice, registration=cast.other_registration, specification=specification, reason="Asked for it."
    )
    everybody = client.get("/candidates/").context["views"]
    assert [(view["label"], view["count"]) for view in everybody] == [("All", 2), ("On an earlier edition", 1)]
    behind = client.get("/candidates/", {"view": "earlier"})
    assert [(row.candidate.name, row.newest) for row in behind.context["page"]] == [("Carol Cole", "2")]
    assert [view["count"] for view in behind.context["views"]] == [2, 1]
    assert address(cast) in behind.content.decode()
    assert address(cast) not in client_of(cast.ivan).get("/candidates/", {"view": "earlier"}).content.decode()


@pytest.mark.parametrize("number", [2, 4])
def test_the_page_asks_the_same_number_of_questions_whatever_the_units(
    cast: Cast,
    client_of: ClientOf,
    django_assert_num_queries: Callable[[int], AbstractContextManager[object]],
    number: int,
) -> None:
    renewed(cast)
    for enrolment in chosen(cast, number)[:1]:
        submitted(cast, list(enrolment.criteria.all()))
    client = client_of(cast.alice)
    with django_assert_num_queries(20):
        client.get(address(cast))


# Without a rule of combination ------------------------------------------------------------------------------------
@pytest.fixture
def ruleless(cast: Cast) -> Registration:
    registration = factories.registration(cast.carol, without_rule(cast), assessor=cast.bob, recorded_by=cast.alice)
    cast.registration.delete()
    return registration


def test_no_page_needs_a_rule(cast: Cast, client_of: ClientOf, ruleless: Registration) -> None:
    for unit in list(ruleless.specification.units.all())[:2]:
        factories.enrolment(ruleless, unit)
    factories.sign_off(ruleless.enrolments.first(), assessor=cast.bob)
    pages = {
        cast.carol: ["/my/", "/my/units/", "/my/units/choose/?unit=N/3"],
        cast.bob: [reverse("caseload"), reverse("candidate", args=[ruleless.pk])],
        cast.alice: [
            reverse("candidate", args=[ruleless.pk]),
            reverse("choose_units_for", args=[ruleless.pk]),
            reverse("claim", args=[ruleless.pk]),
            reverse("claims"),
            reverse("admin_home"),
        ],
    }
    for member, addresses in pages.items():
        client = client_of(member)
        assert [client.get(one).status_code for one in addresses] == [200] * len(addresses)
    text = client_of(cast.carol).get("/my/units/").content.decode()
    assert "Which units earn the whole qualification is not on file." in text


def test_units_of_a_qualification_without_a_rule_are_chosen(
    cast: Cast, client_of: ClientOf, ruleless: Registration
) -> None:
    client = client_of(cast.carol)
    assert client.post("/my/units/choose/", {"unit": ["N/1", "N/2"]}).url == "/my/units/"
    assert panels.registration_panels(cast.alice, ruleless)
