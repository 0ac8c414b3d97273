"""Who sets a sufficiency rule, from when it holds, and which of several counts."""

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import Error, transaction
from django.utils import timezone

from centres.gates import Refused
from centres.models import AuditEvent, Role
from portfolio.models import SufficiencyRule
from portfolio.models.sufficiency import Over
from portfolio.services.set_sufficiency import set_sufficiency
from portfolio.sufficiency import NOTHING, Demand, Demands
from portfolio.sufficiency_rules import RuleBook, book_of, books_of
from tests import factories
from tests.cast import Cast
from tests.units.described import own_specification
from units.models import Criterion, Unit

pytestmark = pytest.mark.core
TWO, THREE = Demands((Demand(2),)), Demands((Demand(3, must=True),))
TODAY = timezone.localdate


def set_rule(cast: Cast, demands: Demands | None = TWO, **more: Any) -> SufficiencyRule:
    given = {"actor": cast.ivan, "valid_from": TODAY(), "reason": "Standardisation of May."} | more
    return set_sufficiency(qualification=cast.specification.qualification, demands=demands, **given)


def book(cast: Cast) -> RuleBook:
    return book_of(cast.centre.pk, cast.specification.qualification)


@pytest.fixture
def unit(cast: Cast) -> Unit:
    found: Unit = cast.specification.units.get(code="X/101")
    return found


@pytest.fixture
def criterion(unit: Unit) -> Criterion:
    return Criterion.objects.filter(outcome__unit=unit).first()  # type: ignore[return-value]


def test_the_narrowest_rule_counts(cast: Cast, unit: Unit, criterion: Criterion) -> None:
    wide = set_rule(cast)
    of_unit = set_rule(cast, THREE, unit=unit)
    own = set_rule(cast, NOTHING, unit=unit, criterion=criterion)
    other = Criterion.objects.filter(outcome__unit=unit).last()
    found = book(cast)
    assert found.for_criterion("X/101", criterion.pk, TODAY()) == own
    assert found.for_criterion("X/101", other.pk, TODAY()) == of_unit  # type: ignore[union-attr]
    assert found.for_criterion("X/102", other.pk, TODAY()) == wide  # type: ignore[union-attr]
    assert found.for_unit("X/101", TODAY()) is None
    whole = set_rule(cast, over=Over.UNIT)
    assert book(cast).for_unit("X/101", TODAY()) == whole


def test_taken_back_the_wider_one_counts_again(cast: Cast, unit: Unit, criterion: Criterion) -> None:
    wide = set_rule(cast)
    set_rule(cast, THREE, unit=unit)
    set_rule(cast, None, unit=unit, reason="It asked too much.")
    assert book(cast).for_criterion("X/101", criterion.pk, TODAY()) == wide
    assert SufficiencyRule.objects.count() == 3


def test_a_rule_holds_from_its_day_on(cast: Cast, criterion: Criterion) -> None:
    now = set_rule(cast)
    next_week = TODAY() + dt.timedelta(7)
    later = set_rule(cast, THREE, valid_from=next_week)
    found = book(cast)
    assert found.for_criterion("X/101", criterion.pk, TODAY()) == now
    assert found.for_criterion("X/101", criterion.pk, next_week) == later


def test_it_is_recorded_in_words_and_a_second_press_makes_one(cast: Cast, unit: Unit) -> None:
    row = set_rule(cast, unit=unit)
    assert set_rule(cast, unit=unit) == row
    event = AuditEvent.objects.get(verb="sufficiency.set")
    assert (event.actor, event.object_id) == (cast.ivan, row.pk)
    assert event.facts["place"] == "each criterion of X/101"
    assert event.facts["demands"] == "At least 2 items."


def test_every_objection_is_named_at_once(cast: Cast) -> None:
    set_rule(cast)
    yesterday = TODAY() - dt.timedelta(1)
    with pytest.raises(Refused) as refusal:
        set_rule(cast, None, valid_from=yesterday, reason=" ")
    assert [blocker.code for blocker in refusal.value.blockers] == ["lines", "valid_from", "reason"]
    with pytest.raises(Refused, match="This is the rule already"):
        set_rule(cast, reason="Again.")


def test_only_admins_and_iqas_set_one(cast: Cast) -> None:
    for person in (cast.bob, cast.eve, cast.carol):
        with pytest.raises(Refused) as refusal:
            set_rule(cast, actor=person)
        assert [blocker.code for blocker in refusal.value.blockers] == ["role"]
    set_rule(cast, actor=cast.alice)


def test_what_is_no_part_of_the_qualification_is_not_there(cast: Cast, unit: Unit, criterion: Criterion) -> None:
    other = cast.specification.units.get(code="X/102")
    strange = factories.unit("Y/1")
    for where in ({"unit": strange}, {"unit": other, "criterion": criterion}, {"criterion": criterion}):
        with pytest.raises(ObjectDoesNotExist):
            set_rule(cast, **where)
    own = own_specification(cast.charlie[Role.ADMIN].centre)
    with pytest.raises(ObjectDoesNotExist):
        set_sufficiency(
            actor=cast.ivan, qualification=own.qualification, demands=TWO, valid_from=TODAY(), reason="Not ours."
        )
    assert not SufficiencyRule.objects.exists()


def test_two_candidates_of_one_qualification_have_one_book_each(cast: Cast) -> None:
    set_rule(cast)
    set_rule(cast, over=Over.UNIT)
    found = books_of([cast.registration.pk, cast.other_registration.pk])
    assert {key: sum(map(len, one.rows.values())) for key, one in found.items()} == {
        cast.registration.pk: 2,
        cast.other_registration.pk: 2,
    }


def test_another_centres_rule_is_not_ours(cast: Cast) -> None:
    set_rule(cast, actor=cast.charlie[Role.ADMIN])
    assert not book(cast)


def test_a_criterions_rule_has_its_unit_and_every_rule_its_reason(cast: Cast, criterion: Criterion) -> None:
    row = {"qualification": cast.specification.qualification, "valid_from": TODAY(), "set_by": cast.ivan}
    for wrong in ({"criterion": criterion, "reason": "Why."}, {"reason": ""}):
        with pytest.raises(Error), transaction.atomic():
            SufficiencyRule.objects.create(centre=cast.centre, over="criterion", demands=TWO.as_data(), **row, **wrong)
