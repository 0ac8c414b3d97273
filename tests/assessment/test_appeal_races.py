"""Two tabs, two admins: one appeal, one outcome."""

import pytest

from assessment.models import Appeal, AppealOutcome, CriterionDecision
from assessment.verifying import verify
from assessment.verifying.verification import units_of
from centres.gates import Refused
from tests.assessment.appeals import decided, lodged, looked_into, not_yet
from tests.assessment.conftest import submitted
from tests.at_once import needs_connections, together
from tests.cast import assemble

pytestmark = [needs_connections, pytest.mark.django_db(transaction=True)]
MANY = 12


def test_an_appeal_sent_many_times_at_once_is_one_and_another_is_refused() -> None:
    cast = assemble()
    decision = not_yet(cast, submitted(cast.registration))
    words = ["The same words"] * (MANY // 2) + ["Other words"] * (MANY // 2)
    answers = together(*((lambda said=said: lodged(cast, decision, text=said)) for said in words))
    appeal = Appeal.objects.get()
    first = appeal.steps.get().said
    for said, answer in zip(words, answers, strict=True):
        assert answer == appeal if said == first else isinstance(answer, Refused)


def test_an_outcome_given_in_two_tabs_at_once_is_one_and_one_reopening() -> None:
    cast = assemble()
    work = submitted(cast.registration)
    appeal = looked_into(cast, lodged(cast, not_yet(cast, work)), cast.iris)
    both = [Appeal.objects.get(pk=appeal.pk) for _ in range(4)]
    answers = together(*((lambda one=one: decided(one, cast.iris, True, anew=cast.bea)) for one in both))
    assert set(answers) == {AppealOutcome.objects.get()}
    assert work.enrolment.reopenings.count() == 1
    assert CriterionDecision.objects.count() == 1
    assert verify(units_of([work.enrolment.pk])).differences == []
