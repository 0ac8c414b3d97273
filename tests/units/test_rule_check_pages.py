"""The page on which a second person checks a rule, and every place that tells how it stands."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from centres.models import Membership, Role
from tests import factories
from tests.cast import Cast
from tests.queries import queries_of
from tests.units.checking import approved, changed, described_by, seen, values_of, with_other_clause
from units.models import Draft, RuleCheck, Specification
from units.panels import rules_waiting
from units.selectors.rule_checks import to_check_by
from units.services.approve_rule import approve_rule
from units.services.open_draft import open_draft

pytestmark = pytest.mark.django_db
ClientOf = Callable[[Membership], Client]


def page(client: Client, draft: Draft) -> str:
    answer = client.get(reverse("check_rule", args=[draft.pk]))
    assert answer.status_code == 200
    return str(answer.content.decode())


def send(client: Client, draft: Draft, **data: Any) -> Any:
    return client.post(reverse("check_rule", args=[draft.pk]), {"seen": seen(draft), **data})


def test_the_page_shows_what_is_compared_and_signs_with_an_unticked_box(
    cast: Cast, draft: Draft, client_of: ClientOf
) -> None:
    ivan = client_of(cast.ivan)
    text = page(ivan, draft)
    values = values_of(draft)
    assert values.rule
    for unit in values.units:
        assert unit.title in text
    for group in values.rule["groups"].values():
        assert group["title"] in text
    assert "With every unit achieved" in text
    assert "checked" not in text.split('id="id_signed"')[1].split(">")[0]
    answer = send(ivan, draft, act="approve")
    assert answer.status_code == 409
    assert "Tick the box once you have compared every clause." in answer.content.decode()
    assert not RuleCheck.objects.exists()
    assert send(ivan, draft, act="approve", signed="on").status_code == 302
    assert "Approved as it stands" in page(ivan, draft)


def test_a_return_from_the_page_needs_a_reason(cast: Cast, draft: Draft, client_of: ClientOf) -> None:
    ivan = client_of(cast.ivan)
    answer = send(ivan, draft, act="return", reason="")
    assert (answer.status_code, RuleCheck.objects.count()) == (409, 0)
    assert send(ivan, draft, act="return", reason="Clause 1 is on page 9").status_code == 302
    assert "The rule was returned" in page(ivan, draft)
    assert "Clause 1 is on page 9" in page(client_of(cast.alice), draft)


def test_the_page_that_is_too_old_shows_the_rule_as_it_is_now(cast: Cast, draft: Draft, client_of: ClientOf) -> None:
    old = seen(draft)
    changed(cast.alice, draft, with_other_clause(values_of(draft)))
    answer = send(client_of(cast.ivan), draft, act="approve", signed="on", seen=old)
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "Alice Adams has changed the rule since you opened this page." in text
    assert "page 99" in text
    assert f'value="{seen(draft)}"' in text


def test_the_author_is_told_whom_to_ask(cast: Cast, draft: Draft, client_of: ClientOf) -> None:
    alice = client_of(cast.alice)
    text = page(alice, draft)
    assert "Ask Iris Inch (IQA) or Ivan Ives (IQA)." in text
    assert "Return the rule" not in text
    assert send(alice, draft, act="approve", signed="on").status_code == 409


def test_units_are_tried_out_and_nothing_is_stored(cast: Cast, draft: Draft, client_of: ClientOf) -> None:
    ivan, values = client_of(cast.ivan), values_of(draft)
    address = reverse("check_rule", args=[draft.pk])
    every = ivan.get(address, {"unit": [unit.code for unit in values.units]}).content.decode()
    assert "The ticked units earn it" in every
    assert "The ticked units do not earn it" in ivan.get(address, {"unit": values.units[0].code}).content.decode()
    assert Draft.objects.get().turn == draft.turn


def test_the_standing_shows_on_the_draft_the_rule_and_the_qualification(
    cast: Cast, draft: Draft, client_of: ClientOf
) -> None:
    alice = client_of(cast.alice)
    places = [reverse(name, args=[draft.pk]) for name in ("draft", "draft_rule")]
    assert all("Nobody has checked it yet." in alice.get(place).content.decode() for place in places)
    approve_rule(actor=cast.ivan, draft=draft, digest=seen(draft))
    assert all("Checked by Ivan Ives on" in alice.get(place).content.decode() for place in places)
    changed(cast.alice, draft, with_other_clause(values_of(draft)))
    said = "Changed since it was approved by Ivan Ives on"
    assert all(said in alice.get(place).content.decode() for place in places)
    open_draft(actor=cast.alice, draft=approved(Draft.objects.get()))
    text = alice.get(reverse("qualification", args=["lighthouse"])).content.decode()
    assert "Rule entered by Alice Adams, checked by Iris Inch (IQA) on" in text


def test_the_second_person_finds_it_and_the_author_is_not_asked(cast: Cast, draft: Draft, client_of: ClientOf) -> None:
    second = factories.member(cast.centre, Role.ADMIN, "Adam Ant")
    link = reverse("check_rule", args=[draft.pk])
    for actor, waits in ((cast.ivan, 1), (second, 1), (cast.alice, 0), (cast.bob, 0), (cast.charlie[Role.IQA], 0)):
        assert [blocker.link for blocker in rules_waiting(actor)] == [link] * waits
        assert to_check_by(actor).count() == waits
    for actor, name in ((cast.ivan, "sampling"), (cast.ivan, "qualifications"), (second, "admin_home")):
        assert link in client_of(actor).get(reverse(name)).content.decode()
    assert link not in client_of(cast.alice).get(reverse("admin_home")).content.decode()


def test_an_iqa_opens_no_other_page_of_a_draft(cast: Cast, draft: Draft, client_of: ClientOf) -> None:
    ivan = client_of(cast.ivan)
    text = page(ivan, draft)
    for name in ("draft", "draft_rule", "draft_groups", "draft_file"):
        address = reverse(name, args=[draft.pk])
        assert ivan.get(address).status_code == 403
        assert f'href="{address}"' not in text


def test_the_list_costs_the_same_for_one_rule_and_for_three(
    cast: Cast, lighthouse: Specification, client_of: ClientOf
) -> None:
    ivan = client_of(cast.ivan)
    described_by(cast.alice, lighthouse)
    one = queries_of(ivan, reverse("qualifications"))
    described_by(cast.alice, lighthouse)
    described_by(cast.alice, lighthouse)
    assert len(list(rules_waiting(cast.ivan))) == 3
    assert queries_of(ivan, reverse("qualifications")) == one
