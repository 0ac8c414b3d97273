"""The pages on which a centre reads and sets its sufficiency rules, and what a rule would change."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from portfolio.models import SufficiencyRule
from portfolio.models.sufficiency import Over
from portfolio.selectors.sufficiency import effect
from portfolio.states import CriterionState
from portfolio.sufficiency import DAYS, KINDS, NOTHING, Demand, Demands
from portfolio.sufficiency_forms import SufficiencyForm
from portfolio.sufficiency_rules import Place
from tests import factories
from tests.cast import Cast
from tests.portfolio.test_set_sufficiency import set_rule
from tests.queries import queries_of
from units.models import Unit

SAID = {"reason": "Standardisation of May.", "valid_from": timezone.localdate().isoformat()}


def address(cast: Cast, **where: Any) -> str:
    asked = "&".join(f"{name}={value}" for name, value in where.items())
    return reverse("sufficiency_rule", args=[cast.specification.qualification.code]) + f"?{asked}"


@pytest.fixture
def unit(cast: Cast) -> Unit:
    found: Unit = cast.specification.units.get(code="X/101")
    return found


def text(answer: Any, status: int = 200) -> str:
    assert answer.status_code == status
    found: str = answer.content.decode()
    return found


def test_a_rule_is_set_line_by_line_and_read_back_in_words(cast: Cast, client_of: Any, unit: Unit) -> None:
    client: Client = client_of(cast.ivan)
    page = address(cast, unit=unit.pk)
    lines = {"items": "2", "kinds": "2", "kinds_must": "on", "least_1": "2", "kind_1": "observation", "by_1": "days"}
    lines |= {"alone": ["witness", "prior"], "real": "on", "months": "24"}
    assert client.post(page, SAID | lines).status_code == 302
    row = SufficiencyRule.objects.get()
    assert row.asks == Demands(
        (
            Demand(2),
            Demand(2, KINDS, must=True),
            Demand(2, DAYS, ("observation",)),
            Demand(1, kinds=("witness", "prior"), others=True),
        ),
        real=True,
        months=24,
    )
    shown = text(client.get(reverse("sufficiency", args=[cast.specification.qualification.code])))
    assert "Observation records of at least 2 different days." in shown
    form = SufficiencyForm(standing=row.asks, wider=True)
    kept = {name: form.initial[name] for name in ("items", "kinds", "kinds_must", "least_1", "by_1", "alone", "months")}
    assert kept == {
        "items": 2, "kinds": 2, "kinds_must": True, "least_1": 2, "by_1": "days", "alone": ["witness", "prior"], "months": 24,
    }  # fmt: skip


def test_nothing_has_to_be_meant(cast: Cast, client_of: Any, unit: Unit) -> None:
    client: Client = client_of(cast.alice)
    assert "Nothing is demanded yet" in text(client.post(address(cast), SAID))
    assert "Choose a kind" in text(client.post(address(cast), SAID | {"least_1": "2"}))
    assert "Empty them, or untick this" in text(
        client.post(address(cast, unit=unit.pk), SAID | {"items": "1", "nothing": "on"})
    )
    assert not SufficiencyRule.objects.exists()
    assert client.post(address(cast, unit=unit.pk), SAID | {"nothing": "on"}).status_code == 302
    assert SufficiencyRule.objects.get().asks == NOTHING


def test_it_is_taken_back_with_a_reason(cast: Cast, client_of: Any, unit: Unit) -> None:
    set_rule(cast, unit=unit)
    client: Client = client_of(cast.ivan)
    page = address(cast, unit=unit.pk)
    assert not text(client.post(page, {"take_back": "1", "valid_from": SAID["valid_from"], "reason": ""})).count(
        "Nothing is demanded yet"
    )
    assert client.post(page, SAID | {"take_back": "1"}).status_code == 302
    assert list(SufficiencyRule.objects.order_by("at").values_list("demands", flat=True))[1:] == [None]


def test_a_refusal_keeps_what_was_typed(cast: Cast, client_of: Any) -> None:
    set_rule(cast, valid_from=timezone.localdate())
    answer = client_of(cast.ivan).post(address(cast), SAID | {"items": "2", "reason": "A second time."})
    assert "This is the rule already" in text(answer, 409)
    assert "A second time." in answer.content.decode()


def test_what_a_rule_would_do_is_counted_and_nothing_is_set(cast: Cast, client_of: Any, unit: Unit) -> None:
    enrolment = factories.enrolment(cast.registration, unit)
    rows = list(enrolment.criteria.in_order())
    factories.evidence(cast.registration, progress=rows[:2])
    factories.evidence(cast.registration, progress=rows[:1])
    answer = client_of(cast.ivan).post(address(cast), SAID | {"items": "2", "preview": "1"})
    assert "Of 2 open criteria with submitted evidence, <b>1 would be short</b>; by what holds now 0 are." in text(
        answer
    )
    assert not SufficiencyRule.objects.exists()


def test_an_effect_is_that_of_the_place_alone(cast: Cast, unit: Unit) -> None:
    """What a narrower rule decides, a wider one does not change."""
    qualification, day = cast.specification.qualification, timezone.localdate()
    rows = list(factories.enrolment(cast.registration, unit).criteria.in_order())
    factories.evidence(cast.registration, progress=rows)
    own = {"unit": unit, "criterion": rows[0].criterion}
    set_rule(cast, NOTHING, **own)
    two = Demands((Demand(2),))
    wide = effect(cast.ivan, qualification, Place(), two, day)
    assert (wide.number, wide.before, wide.after) == (3, 0, 2)
    narrow = effect(cast.ivan, qualification, Place(unit.code, rows[0].criterion_id), two, day)
    assert (narrow.number, narrow.before, narrow.after) == (1, 0, 1)
    whole = effect(cast.ivan, qualification, Place(over=Over.UNIT), two, day)
    assert (whole.thing, whole.number, whole.after) == ("unit", 1, 1)
    factories.stand(rows, CriterionState.MET)
    assert effect(cast.ivan, qualification, Place(), two, day).number == 0


def test_a_place_that_is_not_there_is_not_there(cast: Cast, client_of: Any, unit: Unit) -> None:
    client: Client = client_of(cast.ivan)
    elsewhere = factories.unit("Y/1")
    criterion = elsewhere.outcomes.first().criteria.first()
    for where in (
        {"unit": elsewhere.pk},
        {"unit": "x"},
        {"criterion": criterion.pk},
        {"unit": unit.pk, "criterion": criterion.pk},
    ):
        assert client.get(address(cast, **where)).status_code == 404


def test_everybody_reads_and_two_roles_set(cast: Cast, client_of: Any, unit: Unit) -> None:
    set_rule(cast, unit=unit)
    code = cast.specification.qualification.code
    for person, sets in ((cast.alice, True), (cast.ivan, True), (cast.bob, False), (cast.eve, False)):
        for url in (reverse("sufficiency", args=[code]), reverse("sufficiency_unit", args=[code, unit.pk])):
            assert ("Set a rule" in text(client_of(person).get(url))) == sets


def test_its_pages_take_at_most_fifteen_queries(cast: Cast, client_of: Any, unit: Unit) -> None:
    for criterion in unit.outcomes.first().criteria.all():
        set_rule(cast, unit=unit, criterion=criterion)
    code = cast.specification.qualification.code
    pages = [reverse("sufficiency", args=[code]), reverse("sufficiency_unit", args=[code, unit.pk])]
    for url in [*pages, address(cast, unit=unit.pk)]:
        assert queries_of(client_of(cast.ivan), url) <= 15
