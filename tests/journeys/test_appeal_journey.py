"""A candidate appeals on a phone, an IQA without a part upholds it, another assessor decides; and an arrangement is agreed."""

import pytest
from django.utils import timezone

from assessment.models import Adjustment, Appeal
from tests import factories
from tests.cast import Cast, assemble
from tests.journeys.conftest import Arrive
from tests.journeys.opening import signs_in
from tests.journeys.person import Person
from tests.journeys.test_coming_in import comes


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    """Bob decided Carol's first criterion not yet met."""
    cast = assemble()
    unit = cast.specification.units.order_by("code")[0]
    rows = list(factories.enrolment(cast.registration, unit).criteria.in_order())
    item = factories.evidence(cast.registration, progress=rows[:1])
    factories.decision(rows[0], assessor=cast.bob, item=item, met=False)
    return cast


def test_an_appeal_is_upheld_and_another_assessor_has_it_to_decide(arrive: Arrive, cast: Cast) -> None:
    carol, alice, iris = comes(arrive, cast.carol, phone=True), comes(arrive, cast.alice), comes(arrive, cast.iris)
    for person in (carol, alice, iris):
        signs_in(person, factories.PASSWORD)
    appeals(carol)
    acknowledges(alice)
    decides(iris)
    reads_the_outcome(carol)
    asks_for_an_arrangement(carol)
    agrees(alice)
    bea = comes(arrive, cast.bea)
    signs_in(bea, factories.PASSWORD)
    bea.goes_to("Marking").sees("Complaint record", "Carol Cole")
    assert (Appeal.objects.get().state, Adjustment.objects.get().state) == ("closed", "agreed")


def appeals(carol: Person) -> None:
    carol.goes_to("Units").follows("Unit X/101").follows("Appeal a decision").reads("Appeal a decision")
    carol.ticks("1.1 Show thing 1.1", "Appeal in writing to the centre now")
    carol.types(text="The reply of the customer is on page 2.").looks("appeal-begin", other_width=True)
    carol.submits("Send the appeal").reads("A centre admin acknowledges it").sees("5 working days")
    carol.looks("appeal-candidate", other_width=True)


def acknowledges(alice: Person) -> None:
    alice.finds_in_their_menu("Appeals").looks("appeals", other_width=True).follows("Carol Cole: Unit X/101")
    alice.page.locator("#id_acknowledged-decider").select_option(label="Iris Inch, IQA")
    alice.page.locator("#id_acknowledged-text").fill("Iris had no part in it and decides.")
    alice.looks("appeal-acknowledge", other_width=True).submits("Acknowledge it").reads("Iris Inch looks into it")


def decides(iris: Person) -> None:
    iris.goes_to("Appeals").follows("Carol Cole: Unit X/101")
    iris.page.locator("#id_investigated-text").fill("The item with its second page.")
    iris.submits("Keep what I looked at").reads("Iris Inch decides it")
    iris.ticks("Upheld").page.locator("#id_decided-text").fill("Page 2 has the reply.")
    iris.submits("Decide the appeal").sees("It is not said who decides anew.")
    iris.page.locator("#id_decided-assessor").select_option(label="Bea Black, assessor")
    iris.looks("appeal-decide", other_width=True).submits("Decide the appeal").reads("Appeal: upheld")


def reads_the_outcome(carol: Person) -> None:
    carol.goes_to("Home").follows("Appeals").follows("Unit X/101").sees("Bea Black decides it anew")
    carol.looks("appeal-upheld", other_width=True)


def asks_for_an_arrangement(carol: Person) -> None:
    carol.goes_to("Home").follows("Arrangements").unfolds("Ask for an adjustment")
    carol.page.locator("#id_adjustment-kind").select_option(label="Scribe")
    carol.page.locator("#id_adjustment-need").fill("My wrist is in plaster.")
    carol.looks("arrangement-ask", other_width=True).submits("Ask for it").sees("Asked for")


def agrees(alice: Person) -> None:
    row = Adjustment.objects.get()
    alice.goes_to("Today").follows("Answer").unfolds("Answer").ticks("Agreed")
    alice.page.locator(f"#id_a{row.pk.hex}-valid_from").fill(timezone.localdate().isoformat())
    alice.looks("arrangement-answer", other_width=True)
    alice.submits("Answer", within=alice.page.locator("article")).sees("Answered. The candidate sees it.")
