"""The planner: the best way to finish, a plan by hand, what is in the way, and the saved plan on the pages of units."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from centres.models import Membership, Role
from portfolio.models import Aim, CriterionProgress, UnitPlan
from portfolio.selectors.plan import PlanPage
from portfolio.states import CriterionState, RegistrationState, UnitState, move
from tests import factories
from tests.cast import Cast
from tests.portfolio.acts import chosen, submitted
from tests.portfolio.editions import competent, without_rule
from units import combination
from units.models import Competence, Unit

ClientOf = Callable[[Membership], Client]
MINE = "/my/units/plan/"


def theirs(cast: Cast) -> str:
    return reverse("plan_for", args=[cast.registration.pk])


def shown(client: Client, **asked: Any) -> PlanPage:
    answer: Any = client.get(MINE, asked)
    assert answer.status_code == 200
    page: PlanPage = answer.context["page"]
    return page


def codes_of(page: PlanPage) -> list[str]:
    assert page.way is not None
    return page.way.codes


def states_of(page: PlanPage) -> list[list[tuple[str, str, str]]]:
    return [[(row.place.unit.code, row.place.state, row.place.stopped) for row in group.rows] for group in page.groups]


# The best way -----------------------------------------------------------------------------------------------------
def test_the_page_says_where_each_unit_of_the_edition_stands(cast: Cast, client_of: ClientOf) -> None:
    first, second = chosen(cast, 2)
    factories.sign_off(first, assessor=cast.bob)
    submitted(cast, list(second.criteria.all()))
    Competence.objects.filter(unit__code="X/202").delete()
    page = shown(client_of(cast.carol))
    assert states_of(page) == [
        [("X/101", "signed", ""), ("X/102", "progress", "")],
        [("X/201", "", ""), ("X/202", "", "needs one assessor and one different IQA at your centre")],
    ]
    assert [(group.title, group.in_words) for group in page.groups] == [
        ("Group A", "2 units, 1 signed off, 1 under way"),
        ("Group B", "2 units, 1 that cannot be chosen"),
    ]


def test_the_best_way_asks_what_is_left_of_a_unit_under_way(cast: Cast, client_of: ClientOf) -> None:
    first, second = chosen(cast, 2)
    factories.sign_off(first, assessor=cast.bob)
    CriterionProgress.objects.filter(enrolment=second, criterion__number="1.1").update(state=CriterionState.MET)
    page = shown(client_of(cast.carol))
    way = page.way
    assert way is not None
    assert (way.codes, way.credits, way.criteria, way.finishes) == (["X/102", "X/201"], 10, 2 + 3, True)
    assert page.proved == "No way takes fewer credits: proved."
    assert (way.reach.have, way.reach.need, page.in_a_line) == (15, 15, "2 more units, 10 credits")


def test_a_unit_is_kept_in_or_left_out(cast: Cast, client_of: ClientOf) -> None:
    client = client_of(cast.carol)
    assert codes_of(shown(client)) == ["X/101", "X/102", "X/201"]
    assert codes_of(shown(client, want=["", "leave-X/201"])) == ["X/101", "X/102", "X/202"]
    both = shown(client, want=["keep-X/201", "keep-X/202"])
    assert codes_of(both) == ["X/101", "X/102", "X/201", "X/202"]
    assert [row.want for row in both.groups[1].rows] == ["keep", "keep"]


def test_another_way_is_shown_as_a_difference(cast: Cast, client_of: ClientOf) -> None:
    Unit.objects.filter(code="X/202").update(credit=6)
    client = client_of(cast.carol)
    (other,) = shown(client).others
    assert [place.unit.code for place in other.instead] == ["X/201"]
    assert [place.unit.code for place in other.take] == ["X/202"]
    assert other.differs == "1 credit more"
    by_hand = client.get(MINE + other.address)
    assert by_hand.context["page"].way.codes == ["X/101", "X/102", "X/202"]
    assert "1 credit more" in client.get(MINE).content.decode()


def test_fewest_criteria_and_least_hours_find_other_ways(cast: Cast, client_of: ClientOf) -> None:
    """X/203 has one criterion and most hours; hours can be asked for once every unit has them."""
    small = factories.unit("X/203", credit=5, outcomes=(1,))
    rule = cast.specification.rule
    rule["groups"]["B"]["units"].append("X/203")
    cast.specification.rule = rule
    cast.specification.save(update_fields=["rule"])
    cast.specification.structure.create(unit=small, group="B", position=5)
    competent(cast, cast.bob, small)
    competent(cast, cast.ivan, small)
    client = client_of(cast.carol)
    fewest = shown(client, by="criteria")
    assert (codes_of(fewest)[-1], fewest.proved) == ("X/203", "No way leaves fewer criteria to show: proved.")
    assert [value for value, _ in fewest.aims] == ["credits", "criteria"]
    assert shown(client, by="hours").wishes.by == Aim.CREDITS
    Unit.objects.filter(code__startswith="X/").update(guided_hours=40)
    Unit.objects.filter(code="X/202").update(guided_hours=30)
    least = shown(client, by="hours")
    assert least.way is not None
    assert (codes_of(least)[-1], least.way.hours) == ("X/202", 110)
    assert [value for value, _ in least.aims] == ["credits", "criteria", "hours"]


def test_nothing_more_is_needed_once_every_clause_is_met(cast: Cast, client_of: ClientOf) -> None:
    for enrolment in chosen(cast, 3):
        factories.sign_off(enrolment, assessor=cast.bob)
    text = client_of(cast.carol).get(MINE).content.decode()
    assert "Nothing more is needed" in text
    assert "Save as the unit plan" not in text


def test_an_old_or_mangled_address_is_read_as_far_as_it_makes_sense(cast: Cast, client_of: ClientOf) -> None:
    first, *_ = chosen(cast, 1)
    factories.sign_off(first, assessor=cast.bob)
    wants = ["keep-X/999", "leave-X/101", "keep-", "nonsense", "keep-X/202", "leave-X/202"]
    page = shown(client_of(cast.carol), by="nonsense", want=wants, unit=["X/999"])
    assert page.wishes.address() == "?by=credits&want=leave-X%2F202"
    assert codes_of(page) == ["X/102", "X/201"]


def test_a_unit_of_no_edition_is_achieved_and_cannot_be_planned(cast: Cast, client_of: ClientOf) -> None:
    stray = factories.enrolment(cast.registration, factories.unit("Z/9"))
    stray_open = factories.enrolment(cast.registration, factories.unit("Z/8"))
    move(stray, UnitState, UnitState.SIGNED)
    page = shown(client_of(cast.carol), by="hand", unit=[stray_open.unit.code])
    assert codes_of(page) == []
    assert page.way is not None
    assert page.way.reach.outcome is not None
    assert page.way.reach.outcome.surplus == ("Z/9",)
    assert codes_of(shown(client_of(cast.carol))) == ["X/101", "X/102", "X/201"]


def test_the_engine_is_asked_once(cast: Cast, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch) -> None:
    asked, ask = [], combination.plan

    def counting(*given: Any, **more: Any) -> combination.Plan:
        asked.append(more["by"])
        return ask(*given, **more)

    monkeypatch.setattr(combination, "plan", counting)
    client = client_of(cast.carol)
    client.get(MINE)
    assert asked == ["credits"]
    client.get(MINE, {"by": "hand"})
    assert asked == ["credits"]


# No way -----------------------------------------------------------------------------------------------------------
def test_what_is_left_out_is_in_the_way_and_a_link_lifts_it(cast: Cast, client_of: ClientOf) -> None:
    client = client_of(cast.carol)
    asked = {"want": ["leave-X/101", "keep-X/202"]}
    page = shown(client, **asked)
    assert (page.way, page.in_a_line) == (None, "No way to finish")
    (one,) = page.obstructions
    assert (one.why, one.stopped) == ("Not achieved: “Unit X/101” (X/101, 5 credits).", [])
    assert one.lifts == [("Allow Unit X/101 again", "?by=credits&want=keep-X%2F202")]
    text = client.get(MINE, asked).content.decode()
    assert "No way to finish with these units" in text
    assert "Save as the unit plan" not in text
    assert client.get(MINE + one.lifts[0][1]).context["page"].way.codes == ["X/101", "X/102", "X/202"]


def test_what_nobody_can_assess_is_in_the_way(cast: Cast, client_of: ClientOf) -> None:
    Competence.objects.filter(unit__code__in=["X/201", "X/202"]).delete()
    page = shown(client_of(cast.carol))
    assert [[place.unit.code for place in one.stopped] for one in page.obstructions] == [
        ["X/201", "X/202"],
        ["X/201", "X/202"],
    ]
    assert page.people_missing
    assert reverse("people") in client_of(cast.alice).get(theirs(cast)).content.decode()
    assert "recorded under" not in client_of(cast.carol).get(MINE).content.decode()


def test_without_a_rule_units_are_planned_by_hand(cast: Cast, client_of: ClientOf) -> None:
    ruleless = factories.registration(cast.carol, without_rule(cast), assessor=cast.bob, recorded_by=cast.alice)
    client = client_of(cast.carol)
    client.post(reverse("choose_registration", args=[ruleless.pk]))
    answer = client.get(MINE, {"by": "credits", "unit": ["N/1", "N/3"]})
    page = answer.context["page"]
    assert (page.by_hand, page.views, codes_of(page), page.way.credits) == (True, [], ["N/1", "N/3"], 10)
    assert page.in_a_line == "2 units, 10 credits"
    assert "Which units earn the whole qualification is not on file" in answer.content.decode()
    assert client.post(MINE, {"by": "hand", "unit": ["N/1", "N/3"]}).status_code == 302
    text = client.get("/my/units/").content.decode()
    assert "0 of 2 planned units signed off" in text
    assert "finishes the qualification" not in text


# By hand ----------------------------------------------------------------------------------------------------------
def test_ticking_units_fills_the_clauses(cast: Cast, client_of: ClientOf) -> None:
    chosen(cast, 1)
    client = client_of(cast.carol)
    assert codes_of(shown(client, by="hand")) == ["X/101"]  # what is under way, to begin with
    assert codes_of(shown(client, by="hand", ticked="1")) == []
    page = shown(client, by="hand", unit=["X/101", "X/201"])
    assert page.way is not None
    assert (page.way.finishes, page.in_a_line) == (False, "2 units, 10 of 15 credits")
    assert [(row["have"], row["need"]) for row in page.way.reach.rows] == [(10, 15), (5, 10), (5, 5)]
    assert "This plan does not finish yet" in client.get(MINE + page.wishes.address()).content.decode()
    assert shown(client, by="hand", unit=["X/101", "X/102", "X/201"]).way.finishes  # type: ignore[union-attr]


def test_what_htmx_takes_from_the_page_is_the_page(cast: Cast, client_of: ClientOf) -> None:
    """The address that it leaves behind is short: wishes that are none are not in it."""
    client = client_of(cast.carol)
    asked = {"by": "criteria", "want": ["", "leave-X/201", ""]}
    partly = client.get(MINE, asked, headers={"HX-Request": "true"})
    assert partly.headers["HX-Replace-Url"] == "/my/units/plan/?by=criteria&want=leave-X%2F201"
    whole = client.get(partly.headers["HX-Replace-Url"])
    ways = [answer.content.decode().split('id="way"')[1].split('<form method="get"')[0] for answer in (partly, whole)]
    assert ways[0].split("csrfmiddlewaretoken")[0] == ways[1].split("csrfmiddlewaretoken")[0]
    assert "Unit X/202" in ways[0]


# Saving -----------------------------------------------------------------------------------------------------------
def test_a_plan_is_saved_once_however_often_the_button_is_pressed(cast: Cast, client_of: ClientOf) -> None:
    client = client_of(cast.carol)
    for _ in range(2):
        assert client.post(MINE, {"by": "credits", "unit": ["X/101", "X/102", "X/201"]}).url == "/my/units/"
    (plan,) = UnitPlan.objects.all()
    assert (plan.codes, plan.by, plan.saved_by) == (["X/101", "X/102", "X/201"], "credits", cast.carol)
    page = client.get(MINE)
    assert "A plan of 3 units was saved by Carol Cole" in page.content.decode()
    assert client.get(MINE + page.context["saved_url"]).context["page"].way.codes == plan.codes
    done = client_of(cast.bob).post(theirs(cast), {"by": "hand", "unit": ["X/102"]}, follow=True)
    assert "The unit plan is saved: 1 unit to do." in done.content.decode()
    assert cast.registration.plans.first().saved_by == cast.bob


def test_what_stops_a_plan_is_said_before_and_refuses_it(cast: Cast, client_of: ClientOf) -> None:
    move(cast.registration, RegistrationState, RegistrationState.WITHDRAWN)
    client = client_of(cast.carol)
    before = client.get(MINE)
    assert [blocker.code for blocker in before.context["blockers"]] == ["registration_over"]
    assert "Save as the unit plan" not in before.content.decode()
    refused = client.post(MINE, {"by": "credits", "unit": ["X/101"]})
    assert refused.status_code == 409
    assert [blocker.code for blocker in refused.context["refused"]] == ["registration_over"]
    assert not UnitPlan.objects.exists()


def test_an_iqa_looks_and_does_not_save(cast: Cast, client_of: ClientOf) -> None:
    client = client_of(cast.ivan)
    assert "Save as the unit plan" not in client.get(theirs(cast)).content.decode()
    assert client.post(theirs(cast), {"by": "hand", "unit": ["X/101"]}).status_code == 403
    assert "Save as the unit plan" in client_of(cast.bob).get(theirs(cast)).content.decode()


def test_nobody_plans_for_a_candidate_who_is_not_theirs(cast: Cast, client_of: ClientOf) -> None:
    for outsider in (cast.bea, cast.charlie[Role.ASSESSOR], cast.charlie[Role.ADMIN]):
        assert client_of(outsider).get(theirs(cast)).status_code == 404
        assert client_of(outsider).post(theirs(cast), {"unit": ["X/101"]}).status_code == 404
    assert client_of(cast.dan).post(theirs(cast), {"unit": ["X/101"]}).status_code == 403
    assert client_of(cast.bob).get(theirs(cast)).status_code == 200


def test_a_mangled_form_saves_nothing_and_is_told(cast: Cast, client_of: ClientOf) -> None:
    """PostgreSQL keeps no text with a NUL, and would fail to look for one."""
    answer = client_of(cast.carol).post(MINE, {"by": "hand", "unit": ["X/1\0", "X/999"]})
    assert (answer.status_code, UnitPlan.objects.count()) == (409, 0)
