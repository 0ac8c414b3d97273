"""An IQA says how much is enough; the candidate sees what is still needed and plans it; the assessor decides and says why."""

import datetime as dt

import pytest
from django.utils import timezone

from assessment.models import CriterionDecision, PlannedTask
from tests import factories
from tests.cast import Cast, assemble
from tests.journeys.conftest import Arrive
from tests.journeys.opening import signs_in
from tests.journeys.person import Person
from tests.journeys.test_coming_in import comes

REASON = "The record shows two customers."


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    """Carol has one item for the first criterion of a unit; the others are untouched."""
    cast = assemble()
    unit = cast.specification.units.order_by("code")[0]
    rows = list(factories.enrolment(cast.registration, unit).criteria.in_order())
    factories.evidence(cast.registration, title="Complaint record", progress=rows[:1])
    return cast


def test_from_a_rule_to_a_gap_to_a_task_to_a_decision_with_its_reason(arrive: Arrive, cast: Cast) -> None:
    ivan, carol, bob = comes(arrive, cast.ivan), comes(arrive, cast.carol, phone=True), comes(arrive, cast.bob)
    for person in (ivan, carol, bob):
        signs_in(person, factories.PASSWORD)
    sets_a_rule(ivan, cast)
    plans_from_the_gaps(carol)
    decides_all_the_same(bob)
    ivan.goes_to("Candidates").follows("Carol Cole").follows("Unit X/101").sees("Short of the centre’s rule", REASON)
    assert CriterionDecision.objects.get().short == "1 more observation record"
    assert PlannedTask.objects.get().kind == "observation"


def sets_a_rule(ivan: Person, cast: Cast) -> None:
    ivan.goes_to("Qualifications").follows(cast.specification.qualification.title).follows("Sufficiency")
    ivan.reads("How much evidence is enough").looks("sufficiency", other_width=True).follows("Set a rule")
    ivan.types(least_1="1")
    ivan.page.locator("#id_kind_1").select_option(label="Observation record")
    ivan.submits("See what it would do").sees("1 would be short", "At least 1 observation record.")
    ivan.types(reason="Standardisation of May.").looks("sufficiency-rule", other_width=True)
    ivan.submits("Set the rule").sees("The rule for each criterion is set", "At least 1 observation record.")


def plans_from_the_gaps(carol: Person) -> None:
    carol.follows("What is still needed").reads("3 criteria still open")
    carol.sees("Still needed: 1 more observation record.").looks("gaps", other_width=True)
    carol.ticks("Tick 1.2", "Tick 2.1").submits("Plan one task for those ticked").reads("Plan a task")
    assert carol.page.locator("#id_what").input_value() == "Observation record for 1.2 and 2.1, Unit X/101"
    carol.types(due_on=(timezone.localdate() + dt.timedelta(days=9)).isoformat()).submits("Plan the task")
    carol.reads("3 criteria still open").sees("Planned: Observation record for 1.2 and 2.1").looks("gaps-planned")


def decides_all_the_same(bob: Person) -> None:
    bob.follows("0 of 3").reads("3 criteria still open").looks("gaps-of-candidate")
    bob.goes_to("Marking").follows("Complaint record").sees("Still needed", "1 more observation record.")
    bob.page.locator("label", has_text="Met").first.click()
    bob.ticks("Valid", "Authentic", "Current", "Sufficient").submits("Save 1 decision")
    bob.sees("the centre's rule asks for 1 more observation record").looks("marking-short", other_width=True)
    bob.page.get_by_label("Why it is sufficient all the same").first.fill(REASON)
    bob.submits("Save 1 decision").sees("Saved: 1 met.")
