"""A hundred people at the same moment: one act, everybody is told, and the chain of seals is one line."""

import itertools
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from assessment.models import CriterionDecision, UnitSignOff
from assessment.ruling import Ruling
from assessment.services.decide_many import decide_many
from assessment.services.reopen_unit import reopen_unit
from assessment.services.sign_off_unit import sign_off_unit
from assessment.verifying import verify
from assessment.verifying.verification import units_of
from centres.gates import Refused
from portfolio.services.withdraw_evidence import withdraw_evidence
from tests import factories
from tests.assessment.acts import MET
from tests.assessment.conftest import Work, submitted
from tests.assessment.invariants import complaints
from tests.at_once import together
from tests.cast import Cast, assemble

pytestmark = [
    pytest.mark.skipif(
        connection.vendor == "sqlite", reason="SQLite in memory is one connection: run it with make test."
    ),
    pytest.mark.django_db(transaction=True),
]
MANY = 100


def decides(
    cast: Cast, work: Work, number: int, words: str, attempt: int | None = 1
) -> Callable[[], CriterionDecision]:
    given: dict[str, Any] = MET | {"feedback": words, "attempt": attempt}
    ruling = Ruling(progress=work.rows[number], **given)
    return lambda: decide_many(actor=cast.bob, rulings=[ruling])[0]


def is_one_line(work: Work) -> bool:
    """Numbered without a gap, each on the one before, and as every row says."""
    numbers = list(work.enrolment.seals.values_list("number", flat=True))
    return numbers == list(range(1, len(numbers) + 1)) and verify(units_of([work.enrolment.pk])).differences == []


def test_a_hundred_decide_one_criterion_and_one_decision_is_made() -> None:
    """Half send the same form; those get the decision itself where theirs was the first, and everybody else is told whose was."""
    cast = assemble()
    work = submitted(cast.registration)
    words = ["The same words"] * (MANY // 2) + [f"Words {number}" for number in range(MANY // 2)]
    answers = together(*(decides(cast, work, 0, said) for said in words))
    decision = CriterionDecision.objects.get()
    mine = [said == decision.feedback for said in words]
    for same, answer in zip(mine, answers, strict=True):
        if same:
            assert answer == decision
        else:
            (blocker,) = answer.blockers
            assert (blocker.code, blocker.owner, blocker.since) == ("decided_meanwhile", "Bob Brown", decision.at)
    assert is_one_line(work)


def test_a_hundred_sign_off_one_unit_and_one_sign_off_is_made() -> None:
    cast = assemble()
    work = submitted(cast.registration)
    decide_many(actor=cast.bob, rulings=[Ruling(progress=row, **MET) for row in work.rows])  # type: ignore[arg-type]
    answers = together(*(lambda: sign_off_unit(actor=cast.bob, enrolment=work.enrolment) for _ in range(MANY)))
    assert answers == [UnitSignOff.objects.get()] * MANY
    assert (work.enrolment.seals.count(), is_one_line(work)) == (4, True)


def test_deciding_withdrawing_reopening_and_signing_off_at_once_leave_one_line() -> None:
    """Whichever comes first: what is refused is refused with a reason, and the states follow from what was made."""
    cast = assemble()
    work = submitted(cast.registration)
    second = factories.evidence(cast.registration, progress=work.rows[:1], title="Another")
    decide_many(actor=cast.bob, rulings=[Ruling(progress=row, **MET) for row in work.rows[:2]])  # type: ignore[arg-type]
    acts: list[Callable[[], Any]] = [
        lambda: reopen_unit(actor=cast.bob, enrolment=work.enrolment, progress=[work.rows[1]], reason="Look again."),
        lambda: withdraw_evidence(actor=cast.carol, evidence=second, reason="The wrong one."),
        decides(cast, work, 2, "Clear."),
        decides(cast, work, 0, "Again.", None),
        decides(cast, work, 1, "Again.", None),
        lambda: sign_off_unit(actor=cast.bob, enrolment=work.enrolment),
    ]
    answers = together(*itertools.islice(itertools.cycle(acts), 36))
    assert Counter(isinstance(answer, Refused) for answer in answers)[False] >= 3
    assert complaints() == []
    assert is_one_line(work)
