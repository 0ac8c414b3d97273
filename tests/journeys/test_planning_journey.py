"""A candidate plans on a phone, the assessor ticks by hand at a desk, and another qualification is asked about."""

import pytest
from playwright.sync_api import expect

from portfolio.models import UnitPlan
from tests import factories
from tests.cast import Cast, assemble
from tests.journeys.conftest import Arrive
from tests.journeys.opening import signs_in
from tests.journeys.person import Person
from tests.journeys.test_coming_in import comes
from units.models import Qualification


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    cast = assemble()
    own = factories.specification([factories.unit(code) for code in ("Y/1", "Y/2", "Y/3", "Y/4")])
    Qualification.objects.filter(pk=own.qualification_id).update(title="Another Diploma")
    return cast


def test_a_plan_is_found_changed_saved_and_begun(arrive: Arrive, cast: Cast) -> None:
    carol = comes(arrive, cast.carol, phone=True)
    signs_in(carol, factories.PASSWORD)
    carol.goes_to("Units").follows("Plan the units").reads("3 more units to finish").sees(
        "No way takes fewer credits: proved."
    )
    carol.looks("plan", other_width=True)
    leaves_out(carol, "X/201").sees("Unit X/202").looks("plan-without")
    carol.submits("Save as the unit plan").reads("Planned next").looks("planned", other_width=True)
    carol.submits("Start").sees("1 unit chosen.")
    ticks_by_hand(arrive, cast)
    asks_about_another(carol)
    assert [plan.codes for plan in UnitPlan.objects.order_by("at")] == [["X/101", "X/102", "X/202"]]


def leaves_out(carol: Person, code: str) -> Person:
    """The script asks as soon as it is chosen; nothing else on the page changes its place."""
    carol.unfolds("Group B")
    carol.page.get_by_label(f"{code}").first.select_option(label="Leave it out")
    expect(carol.page.locator("#way")).not_to_contain_text(f"Unit {code}")
    return carol


def ticks_by_hand(arrive: Arrive, cast: Cast) -> None:
    bob = comes(arrive, cast.bob)
    signs_in(bob, factories.PASSWORD)
    bob.opens(f"/candidates/{cast.registration.pk}/plan/?by=hand").reads("in your plan")
    bob.ticks("Unit X/201").sees("units in your plan").looks("plan-by-hand", other_width=True)


def asks_about_another(carol: Person) -> None:
    carol.opens("/my/units/what-if/").looks("what-if-empty")
    carol.chooses("Qualification", "Another Diploma (centre not approved)").reads("3 more units at least").sees(
        "nothing is done here"
    ).looks("what-if", other_width=True)
