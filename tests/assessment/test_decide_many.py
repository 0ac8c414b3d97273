from typing import Any

import pytest

from assessment.models import CriterionDecision
from assessment.ruling import Ruling
from assessment.services.decide_many import decide_many
from portfolio.models import CriterionProgress
from portfolio.states import CriterionState
from tests.assessment.acts import MET, NOT_YET, refused
from tests.assessment.conftest import Work, submitted
from tests.cast import Cast

pytestmark = pytest.mark.core


def ruling(progress: CriterionProgress, **more: Any) -> Ruling:
    return Ruling(progress=progress, **(MET | {"attempt": 1} | more))


def test_several_criteria_of_several_units_are_decided_at_once(cast: Cast, work: Work) -> None:
    other = submitted(cast.registration, 1)
    made = decide_many(
        actor=cast.bob, rulings=[ruling(other.rows[0]), ruling(work.rows[1], **NOT_YET), ruling(work.rows[0])]
    )
    assert [(row.progress_id, row.verdict) for row in made] == [
        (other.rows[0].pk, "met"),
        (work.rows[1].pk, "not_yet"),
        (work.rows[0].pk, "met"),
    ]


def test_one_refusal_stops_them_all_and_nothing_is_written(cast: Cast, work: Work) -> None:
    with refused("rules_of_met", "feedback") as caught:
        decide_many(
            actor=cast.bob,
            rulings=[
                ruling(work.rows[0]),
                ruling(work.rows[1], valid=False),
                ruling(work.rows[2], **(NOT_YET | {"feedback": ""})),
            ],
        )
    assert [blocker.message[:3] for blocker in caught.blockers] == ["1.2", "2.1"]
    assert CriterionDecision.objects.count() == 0
    assert set(work.enrolment.criteria.values_list("state", flat=True)) == {CriterionState.SENT}


def test_a_reason_that_holds_for_all_is_said_once(cast: Cast, work: Work) -> None:
    with refused("not_their_assessor"):
        decide_many(actor=cast.bea, rulings=[ruling(row) for row in work.rows])


def test_a_form_sent_again_keeps_what_it_had_and_adds_the_rest(cast: Cast, work: Work) -> None:
    first = decide_many(actor=cast.bob, rulings=[ruling(work.rows[0])])
    again = decide_many(actor=cast.bob, rulings=[ruling(work.rows[0]), ruling(work.rows[1])])
    assert (again[0], CriterionDecision.objects.count()) == (first[0], 2)
