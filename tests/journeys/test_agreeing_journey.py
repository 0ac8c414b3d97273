"""An assessor plans from what is open, the candidate agrees on a phone, reads the feedback, and both sign a review."""

import datetime as dt

import pytest
from django.utils import timezone

from assessment.models import AssessmentPlan, ReviewSignature
from tests import factories
from tests.cast import Cast, assemble
from tests.journeys.conftest import Arrive
from tests.journeys.opening import signs_in
from tests.journeys.person import Person
from tests.journeys.test_coming_in import comes


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    """Carol's first criterion of a unit was sent back; the others are open."""
    cast = assemble()
    unit = cast.specification.units.order_by("code")[0]
    rows = list(factories.enrolment(cast.registration, unit).criteria.in_order())
    item = factories.evidence(cast.registration, progress=rows[:1])
    factories.decision(rows[0], assessor=cast.bob, item=item, met=False)
    return cast


def test_a_plan_is_agreed_feedback_is_read_and_a_review_is_signed_by_both(arrive: Arrive, cast: Cast) -> None:
    bob, carol = comes(arrive, cast.bob), comes(arrive, cast.carol, phone=True)
    signs_in(bob, factories.PASSWORD)
    plans(bob)
    signs_in(carol, factories.PASSWORD)
    agrees(carol)
    reads_the_feedback(carol)
    reviews(bob)
    signs_the_review(carol)
    bob.follows("Reviews").sees("Signed by both")
    assert AssessmentPlan.objects.filter(answer__answer="agreed").count() == 1
    assert ReviewSignature.objects.get().comment == "I was away in May."


def plans(bob: Person) -> None:
    """The gap's criteria are ticked already."""
    bob.follows("Carol Cole").follows("Assessment plan").reads("No assessment plan yet").looks("plan-none")
    bob.follows("Plan a task for Unit X/101").sees("3 ticked")
    day = timezone.localdate() + dt.timedelta(days=9)
    bob.types(what="Be observed on a call", due_on=day.isoformat(), place="At her desk")
    bob.page.locator("#id_kind").select_option(label="Observation record")
    bob.looks("plan-task", other_width=True)
    bob.submits("Plan the task").sees("Planned: Be observed on a call.").follows("Carol Cole").follows(
        "Assessment plan"
    )
    bob.types(needs="Telephone manner.").submits("Sign and send to Carol").sees("The signature is not ticked.")
    bob.sees("Telephone manner.").looks("plan-unsigned", other_width=True)
    bob.ticks("I sign this as Bob Brown").submits("Sign and send to Carol").reads("waiting for Carol Cole")


def agrees(carol: Person) -> None:
    carol.reads("3 things for you to do").sees("Add what is missing for 1 criterion", "Agree to your assessment plan")
    carol.looks("home-steps", other_width=True).follows("Read the plan").reads("A plan for you to agree")
    carol.looks("plan-to-agree", other_width=True).ticks("I sign this as Carol Cole").submits("Agree to the plan")
    carol.sees("Agreed by both").looks("plan-agreed")


def reads_the_feedback(carol: Person) -> None:
    carol.goes_to("Feedback").submits("I have read this").sees("Read", "Your assessor sees that you have read it.")
    carol.unfolds("Reply")
    carol.page.get_by_label("Your reply, Bob Brown reads it").first.fill("I have the reply at work.")
    carol.submits("Send the reply").sees("You replied: I have the reply at work.").looks(
        "feedback-read", other_width=True
    )


def reviews(bob: Person) -> None:
    bob.follows("Carol Cole").sees("I have the reply at work.").looks("candidate-planned").follows("Reviews")
    bob.types(progress="One unit begun.").ticks("Be observed on a call", "I sign this as Bob Brown")
    bob.looks("review", other_width=True).submits("Sign the review").reads("Review 1")
    bob.follows("Carol Cole")


def signs_the_review(carol: Person) -> None:
    carol.goes_to("Home").follows("Read the review").fills("Your comment, optional", "I was away in May.")
    carol.ticks("I sign this as Carol Cole").looks("review-to-sign", other_width=True).submits("Sign review 1")
    carol.sees("Signed by both", "I was away in May.")
