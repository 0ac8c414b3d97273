"""Units that the edition does not have: they count where its rule has a group for them, and nowhere else."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest

from claims import structures
from claims.loading import standings_of
from portfolio.models import Registration
from portfolio.selectors.editions import preview
from portfolio.selectors.units import signed_off, unit_line, unit_lines
from portfolio.states import UnitState
from tests import factories
from tests.cast import Cast
from tests.portfolio.editions import next_edition
from units.combination import Rule, evaluate, parse_rule
from units.models import Specification
from units.selectors import unit_facts

Queries = Callable[[int], AbstractContextManager[Any]]
CLAUSES = [
    {"kind": "all_of_group", "group": "A", "source": "invented:1"},
    {"kind": "maximum_from_group", "group": "B", "credits": 99, "source": "invented:2"},
]
LIMIT = {"kind": "maximum_from_group", "group": "elsewhere", "credits": 5, "source": "invented:3"}


def rule_with(group: dict[str, Any]) -> dict[str, Any]:
    rule = factories.rule({"A": ["X/101", "X/102"], "B": ["X/201", "X/202"]}, [*CLAUSES, LIMIT])
    rule["groups"]["elsewhere"] = {"title": "other units", "outside": True} | group
    return rule


@pytest.fixture
def open_rule(cast: Cast) -> Specification:
    cast.specification.rule = rule_with({"level": 4, "scope": "exactly"})
    cast.specification.save()
    return cast.specification


def signed(registration: Registration, *codes: str, level: int = 4) -> None:
    for code in codes:
        made = factories.enrolment(registration, factories.unit(code, level=level))
        made.state = UnitState.SIGNED
        made.save()


def rules(*registrations: Registration) -> list[Rule]:
    standings = standings_of(Registration.objects.filter(pk__in=[row.pk for row in registrations]))
    return [standing.rule for standing in standings if standing.rule]


def test_facts_have_what_a_plan_weighs_in_one_query(cast: Cast, django_assert_num_queries: Queries) -> None:
    unit = cast.specification.units.get(code="X/101")
    unit.guided_hours = 42
    unit.save()
    with django_assert_num_queries(1):
        facts = unit_facts(cast.specification)
    assert (facts["X/101"].criteria, facts["X/101"].hours, facts["X/102"].hours) == (3, 42, 0)
    (rule,) = rules(cast.registration)
    assert {code: rule.facts[code] for code in facts} == facts


def test_a_claim_counts_them_within_their_limit(cast: Cast, open_rule: Specification) -> None:
    signed(cast.registration, "Y/900", "Y/901")
    signed(cast.registration, "Y/300", level=3)
    (rule,) = rules(cast.registration)
    outcome = evaluate(rule, ["X/101", "Y/900", "Y/901", "Y/300"])
    assert (outcome.counted, outcome.surplus) == (("X/101", "Y/900"), ("Y/300", "Y/901"))
    assert outcome.credits_achieved == 20
    assert rule.facts["Y/900"].criteria == 3


def test_the_rule_is_read_once_for_all_who_have_the_same_units(
    cast: Cast, open_rule: Specification, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed(cast.registration, "Y/900")
    unit = cast.registration.enrolments.get().unit
    factories.enrolment(cast.other_registration, unit)
    read: list[Rule] = []

    def reading(*given: Any) -> Rule:
        read.append(parse_rule(*given))
        return read[-1]

    monkeypatch.setattr(structures, "parse_rule", reading)
    found = rules(cast.registration, cast.other_registration)
    assert len(read) == 1
    assert found == [read[0], read[0]]


def test_the_page_of_units_says_which_of_them_may_count(
    cast: Cast, open_rule: Specification, django_assert_num_queries: Queries
) -> None:
    signed(cast.registration, "Y/900")
    signed(cast.registration, "Y/300", level=3)
    with django_assert_num_queries(4):
        lines = unit_lines(cast.registration)
    assert [(line.enrolment.unit.code, line.note) for line in lines] == [
        ("Y/300", "not in this edition, does not count"),
        ("Y/900", "not in this edition, may count from outside it"),
    ]
    assert [unit_line(line.enrolment).note for line in lines] == [line.note for line in lines]
    award = signed_off(cast.registration, lines)
    assert award.outcome is not None
    assert (award.have, award.outcome.surplus, award.outcome.credits_achieved) == (5, ("Y/300",), 10)


def test_a_move_says_which_units_may_count_in_the_new_edition(cast: Cast) -> None:
    old = {unit.code: unit for unit in cast.specification.units.all()}
    rule = rule_with({})
    rule["groups"]["B"]["units"] = ["X/201"]
    new = next_edition(cast, old["X/101"], old["X/102"], old["X/201"], rule=rule)
    for code in ("X/101", "X/202"):
        factories.enrolment(cast.registration, old[code])
    shown = preview(cast.registration, new)
    assert [(group.heading, [line.enrolment.unit.code for line, _ in group.rows]) for group in shown.groups] == [
        ("1 unit may count from outside the new edition", ["X/202"]),
        ("1 unit is the same in both editions", ["X/101"]),
    ]
    assert shown.reach.have == 10
