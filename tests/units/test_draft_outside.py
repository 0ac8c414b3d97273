"""The group of the units outside the structure, described on the pages."""

from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import Cast
from tests.units.interchange.invented import SIGNWRITING
from tests.units.test_draft_pages import ClientOf, read, send, values_of
from units.drafting.edits import move_unit, put_groups
from units.interchange.values import QualificationValues
from units.models import Draft
from units.services.keep_draft import keep_draft

LISTS = {"A": "Group A", "B": "Group B"}
HOMES = {"unit-7711-101": "A", "unit-7711-201": "B", "unit-7711-007": ""}


@pytest.fixture
def admin(cast: Cast, client_of: ClientOf) -> Client:
    return client_of(cast.alice)


@pytest.fixture
def draft(cast: Cast) -> Draft:
    """Without the clause that names the unit which no group is to have."""
    rule: Any = SIGNWRITING.rule
    values = replace(SIGNWRITING, rule={**rule, "clauses": rule["clauses"][:-1]})
    kept: Draft = keep_draft(actor=cast.alice, values=values)
    return kept


def groups(**more: Any) -> dict[str, Any]:
    """The page with both lists, the group around them and a new one."""
    rows = {f"g{i}-{word}": text for i, key in enumerate(LISTS) for word, text in (("key", key), ("title", LISTS[key]))}
    around = {"g2-key": "both", "g2-title": "both groups", "g2-groups": ["A", "B"]}
    new = {f"g3-{word}": text for word, text in more.items()}
    return {"groups": "4", **rows, **around, **HOMES, **new}


OTHERS = {"title": "other units", "outside": "on", "level": "2", "scope": "at_or_above"}


def groups_now(draft: Draft) -> Any:
    rule: Any = values_of(draft).rule
    return rule["groups"]


def test_it_is_named_limited_and_changed(admin: Client, draft: Draft) -> None:
    answer = send(admin, "draft_groups", draft, **groups(**OTHERS))
    assert answer.headers["Location"].endswith("#rule")
    key = "other-units"
    assert groups_now(draft)[key] == {"title": "other units", "outside": True, "level": 2, "scope": "at_or_above"}
    assert groups_now(draft)["B"]["units"] == ["7711-201"]
    page = read(admin, "draft", draft)
    assert "No clause says how much of the units outside the structure counts at most" in page
    address = reverse("draft_clause", args=[draft.pk, 7]) + "?kind=maximum_from_group"
    limit = {"group": key, "amount": "3", "measure": "credits", "source": "p. 9"}
    admin.post(address, {"turn": Draft.objects.get().turn, **limit})
    said = read(admin, "draft_rule", draft)
    assert "At most 3 credits from other units at Level 2 or above" in said
    assert "every unit that no group lists, at level 2 or above" in said
    send(admin, "draft_groups", draft, **groups(key=key, title="others", outside="on", level="", scope="exactly"))
    assert groups_now(draft)[key] == {"title": "others", "outside": True}


def test_no_clause_that_needs_a_list_offers_it_and_no_unit_is_put_into_it(admin: Client, draft: Draft) -> None:
    send(admin, "draft_groups", draft, **groups(**OTHERS))
    offered = 'value="other-units"'
    assert offered not in read(admin, "draft_groups", draft).partition('id="homes"')[2]
    for kind, there in (("maximum_from_group", True), ("minimum_from_group", False), ("all_of_group", False)):
        page = admin.get(reverse("draft_clause", args=[draft.pk, 7]), {"kind": kind}).content.decode()
        assert (offered in page) == there


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ({**OTHERS, "groups": ["A"]}, "Untick this, or the groups that it is made up of."),
        ({"title": "others", "level": "2"}, "Choose At any level, or tick the box above"),
    ],
)
def test_what_it_cannot_be_is_told_on_the_page(admin: Client, draft: Draft, words: dict[str, Any], told: str) -> None:
    answer = send(admin, "draft_groups", draft, **groups(**words))
    assert answer.status_code == 200
    assert told in answer.content.decode()
    assert list(groups_now(draft)) == ["A", "B", "both"]


def test_only_one_is_offered(admin: Client, draft: Draft) -> None:
    send(admin, "draft_groups", draft, **groups(**OTHERS))
    page = read(admin, "draft_groups", draft)
    assert page.count("It stands for units outside the structure") == 1


def test_other_changes_leave_it_as_it_is() -> None:
    rows = [{"key": "E", "title": "others", "groups": [], "outside": {"outside": True}}]
    values: QualificationValues = put_groups(SIGNWRITING, rows, {})
    assert values.rule
    moved = move_unit(values, 0, 1)
    assert moved.rule
    assert moved.rule["groups"] == {"E": {"title": "others", "outside": True}}
