"""The mapping page: everything on one screen, both ways round, and nothing changes that the person did not change."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from centres.models import Membership
from portfolio.models import CriterionProgress, Evidence, EvidenceLink, UnitEnrolment
from tests import factories
from tests.assessment.acts import judge
from tests.assessment.linking import link_of, turned_down
from tests.cast import Cast
from tests.portfolio.acts import states
from tests.queries import queries_of

ClientOf = Callable[[Membership], Client]


@pytest.fixture
def units(cast: Cast) -> list[UnitEnrolment]:
    return [factories.enrolment(cast.registration, unit) for unit in cast.specification.units.order_by("code")[:2]]


@pytest.fixture
def rows(units: list[UnitEnrolment]) -> list[CriterionProgress]:
    """Three of the first unit, three of the second."""
    return [row for unit in units for row in unit.criteria.in_order()]


@pytest.fixture
def item(cast: Cast, rows: list[CriterionProgress]) -> Evidence:
    return factories.evidence(cast.registration, progress=rows[:1], title="The call")


def by_item(item: Evidence) -> str:
    return f"{reverse('my_mapping')}?item={item.pk}"


def keys(rows: list[Any]) -> list[str]:
    return [str(row.pk) for row in rows]


def linked(item: Evidence) -> set[str]:
    return {str(key) for key in item.links.values_list("progress", flat=True)}


def test_an_item_is_ticked_for_criteria_of_two_units_on_one_page(
    cast: Cast, client_of: ClientOf, rows: list[CriterionProgress], item: Evidence
) -> None:
    client = client_of(cast.carol)
    page = client.get(by_item(item)).content.decode()
    assert all(f'value="{key}"' in page for key in keys(rows))
    sent = {"tick": keys([rows[0], rows[2], rows[4]]), "was": keys(rows[:1])}
    answer = client.post(by_item(item), sent, follow=True)
    assert "2 changes saved." in answer.content.decode()
    assert linked(item) == set(sent["tick"])
    assert states(cast.registration) == ["sent", "none", "sent", "none", "sent", "none"]
    assert "Nothing was changed." in client.post(by_item(item), sent, follow=True).content.decode()


def test_an_older_page_undoes_nothing_that_another_window_did(
    cast: Cast, client_of: ClientOf, rows: list[CriterionProgress], item: Evidence
) -> None:
    client = client_of(cast.carol)
    client.post(by_item(item), {"tick": keys(rows[:2]), "was": keys(rows[:1])})
    client.post(by_item(item), {"tick": keys([rows[0], rows[3]]), "was": keys(rows[:1])})
    assert linked(item) == set(keys([rows[0], rows[1], rows[3]]))


def test_a_criterion_is_shown_by_several_items_on_one_page(
    cast: Cast, client_of: ClientOf, rows: list[CriterionProgress], item: Evidence
) -> None:
    other = factories.evidence(cast.registration, progress=rows[1:2], title="The letter")
    path = f"{reverse('my_mapping')}?by=criterion&criterion={rows[4].pk}"
    client_of(cast.carol).post(path, {"tick": keys([item, other])})
    assert EvidenceLink.objects.filter(progress=rows[4]).count() == 2


def test_a_refusal_keeps_the_ticks_and_says_every_reason(
    cast: Cast, client_of: ClientOf, rows: list[CriterionProgress], item: Evidence
) -> None:
    judge(cast.bob, rows[0])
    UnitEnrolment.objects.filter(pk=rows[3].enrolment_id).update(state="signed")
    factories.evidence(cast.registration, progress=rows[1:2], title="The letter")
    letter = Evidence.objects.get(title="The letter")
    answer = client_of(cast.carol).post(
        by_item(letter), {"tick": keys([rows[0], rows[2], rows[3]]), "was": keys(rows[1:2])}
    )
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "is met." in page
    assert "is signed off." in page
    assert f'id="k{rows[2].pk}" checked' in page
    assert linked(letter) == set(keys(rows[1:2]))


def test_what_was_not_accepted_says_why_and_is_proposed_again_in_other_words(
    cast: Cast, client_of: ClientOf, rows: list[CriterionProgress], item: Evidence
) -> None:
    factories.evidence(cast.registration, progress=rows[:1], title="The letter")
    turned_down(cast.bob, item, rows[0], reason="It breaks off.")
    client = client_of(cast.carol)
    for path in (by_item(item), reverse("evidence", args=[item.pk]), reverse("my_unit", args=[rows[0].enrolment_id])):
        page = client.get(path).content.decode()
        assert "Not accepted" in page
        assert "It breaks off." in page
    assert client.post(by_item(item), {"tick": keys(rows[:1])}).status_code == 409
    client.post(by_item(item), {"tick": keys(rows[:1]), f"words-{rows[0].pk}": "From the third minute on."})
    link = link_of(item, rows[0])
    assert (link.state, link.words) == ("proposed", "From the third minute on.")


def test_the_assessor_adds_and_answers_but_unticks_nothing(
    cast: Cast, client_of: ClientOf, rows: list[CriterionProgress], item: Evidence
) -> None:
    client, path = client_of(cast.bob), f"{reverse('mapping_for', args=[cast.registration.pk])}?item={item.pk}"
    assert f'id="k{rows[0].pk}" checked disabled' in client.get(path).content.decode()
    client.post(path, {"tick": keys(rows[3:4])})
    assert (link_of(item, rows[0]).state, link_of(item, rows[3]).state) == ("proposed", "confirmed")
    answers, here = reverse("answer_links", args=[item.pk]), link_of(item, rows[0])
    assert client.post(answers, {"link": here.pk, "answer": "confirm"}).status_code == 302
    assert link_of(item, rows[0]).state == "confirmed"
    assert client.post(answers, {"link": here.pk, "answer": "refuse", "reason": ""}).status_code == 409
    assert client.post(answers, {"link": here.pk, "answer": "refuse", "reason": "Too dark."}).status_code == 302
    assert link_of(item, rows[0]).reason == "Too dark."


def test_filters_narrow_what_is_shown(
    cast: Cast, client_of: ClientOf, rows: list[CriterionProgress], item: Evidence
) -> None:
    client = client_of(cast.carol)
    page = client.get(f"{by_item(item)}&missing=on").content.decode()
    assert (f'id="k{rows[0].pk}"' in page, f'id="k{rows[1].pk}"' in page) == (False, True)
    page = client.get(f"{by_item(item)}&unit={rows[3].enrolment_id}").content.decode()
    assert (f'id="k{rows[0].pk}"' in page, f'id="k{rows[3].pk}"' in page) == (False, True)
    assert "for nothing yet" not in page
    assert "No criterion fits" in client.get(f"{by_item(item)}&q=zebra").content.decode()
    assert client.get(f"{by_item(item)}&unit=nonsense&by=nonsense").status_code == 200


def test_somebody_elses_item_cannot_be_chosen(cast: Cast, client_of: ClientOf, rows: list[CriterionProgress]) -> None:
    dans = factories.evidence(cast.other_registration, title="Dan's")
    client = client_of(cast.carol)
    assert "Dan&#x27;s" not in client.get(by_item(dans)).content.decode()
    assert client.post(by_item(dans), {"tick": keys(rows[:1])}).status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_takes_as_many_queries_for_three_items_as_for_one(
    cast: Cast, client_of: ClientOf, rows: list[CriterionProgress], number: int
) -> None:
    made = [
        factories.evidence(cast.registration, progress=rows[: 2 * number], title=f"Item {at}") for at in range(number)
    ]
    staff = f"{reverse('mapping_for', args=[cast.registration.pk])}?by=criterion&criterion={rows[0].pk}"
    for person, path in ((cast.carol, by_item(made[0])), (cast.bob, staff)):
        assert queries_of(client_of(person), path) <= 11
