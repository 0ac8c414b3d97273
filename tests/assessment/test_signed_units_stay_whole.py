"""A unit that is signed off keeps every criterion met and every item that its decisions rest on, whoever presses what."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from assessment.services.reopen_unit import reopen_unit
from assessment.services.sign_off_unit import sign_off_unit
from centres.gates import Refused
from portfolio.models import CriterionProgress, EvidenceLink, UnitEnrolment
from portfolio.services.drop_unit import drop_unit
from portfolio.services.submit_evidence import submit_evidence
from portfolio.services.withdraw_evidence import withdraw_evidence
from portfolio.states import EvidenceState, UnitState
from tests import factories
from tests.assessment.acts import judge, refused
from tests.assessment.conftest import Work, submitted
from tests.cast import Cast, assemble

REASON = "A customer can be seen."


def judged(cast: Cast, work: Work) -> Work:
    for row in work.rows:
        judge(cast.bob, row)
    return work


def stand(work: Work) -> tuple[str, set[str], str]:
    """Of unit, criteria and item."""
    work.item.refresh_from_db()
    enrolment = UnitEnrolment.objects.get(pk=work.enrolment.pk)
    return enrolment.state, set(enrolment.criteria.values_list("state", flat=True)), work.item.state


@pytest.mark.core
@pytest.mark.parametrize("state", [UnitState.SIGNED, UnitState.AWAITING, UnitState.HOLD])
def test_what_a_signed_unit_rests_on_is_withdrawn_once_the_unit_is_reopened(
    cast: Cast, work: Work, state: UnitState
) -> None:
    judged(cast, work)
    sign_off_unit(actor=cast.bob, enrolment=work.enrolment)
    UnitEnrolment.objects.filter(pk=work.enrolment.pk).update(state=state)
    with refused("unit_closed") as refusal:
        withdraw_evidence(actor=cast.carol, evidence=work.item, reason=REASON)
    assert (refusal.blockers[0].owner, refusal.blockers[0].detail) == (
        "Bob Brown",
        "The assessor reopens the unit first.",
    )
    assert stand(work) == (state, {"met"}, "sent")
    reopen_unit(actor=cast.bob, enrolment=work.enrolment, progress=work.rows[:1], reason=REASON)
    withdraw_evidence(actor=cast.carol, evidence=work.item, reason=REASON)
    assert stand(work) == ("progress", {"reopened"}, "withdrawn")
    with refused("criteria_reopened"):
        sign_off_unit(actor=cast.bob, enrolment=work.enrolment)


@pytest.mark.core
def test_an_item_that_a_signed_unit_shares_with_an_open_one_stays_in_both(cast: Cast, work: Work) -> None:
    other = factories.enrolment(cast.registration, cast.specification.units.get(code="X/102"))
    for row in other.criteria.all():
        EvidenceLink.objects.create(evidence=work.item, progress=row, linked_by=cast.carol)
    judged(cast, work)
    sign_off_unit(actor=cast.bob, enrolment=work.enrolment)
    with refused("unit_closed"):
        withdraw_evidence(actor=cast.carol, evidence=work.item, reason=REASON)
    assert stand(work) == ("signed", {"met"}, "sent")


@pytest.mark.core
def test_a_unit_with_a_past_is_not_dropped(cast: Cast, work: Work) -> None:
    for act in (lambda: judged(cast, work), lambda: sign_off_unit(actor=cast.bob, enrolment=work.enrolment)):
        with refused("unit_begun"):
            drop_unit(actor=cast.carol, enrolment=work.enrolment)
        act()
    with refused("unit_begun"):
        drop_unit(actor=cast.bob, enrolment=work.enrolment)
    assert stand(work) == ("signed", {"met"}, "sent")


def together(*acts: Callable[[], object]) -> list[object]:
    """All at once, each on a connection of its own."""
    barrier = Barrier(len(acts))

    def run(act: Callable[[], object]) -> object:
        try:
            barrier.wait(timeout=20)
            return act()
        except Refused as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


needs_connections = pytest.mark.skipif(
    connection.vendor == "sqlite", reason="SQLite in memory is one connection: run it with make test."
)


@needs_connections
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("attempt", range(5))
def test_a_withdrawal_and_a_sign_off_at_the_same_moment_leave_one_or_the_other(attempt: int) -> None:
    cast = assemble()
    work = judged(cast, submitted(cast.registration))
    together(
        lambda: sign_off_unit(actor=cast.bob, enrolment=work.enrolment),
        lambda: withdraw_evidence(actor=cast.carol, evidence=work.item, reason=REASON),
    )
    assert stand(work) in [("signed", {"met"}, "sent"), ("progress", {"reopened"}, "withdrawn")]


@needs_connections
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("attempt", range(5))
def test_a_unit_is_dropped_or_something_is_submitted_for_it_never_both(attempt: int) -> None:
    cast = assemble()
    enrolment = factories.enrolment(cast.registration, cast.specification.units.get(code="X/101"))
    draft = factories.evidence(cast.registration, state=EvidenceState.DRAFT, progress=list(enrolment.criteria.all()))
    together(
        lambda: drop_unit(actor=cast.carol, enrolment=enrolment),
        lambda: submit_evidence(actor=cast.carol, evidence=draft, declared=True),
    )
    draft.refresh_from_db()
    kept = UnitEnrolment.objects.filter(pk=enrolment.pk).exists()
    assert (kept, draft.state) in [(True, "sent"), (False, "draft")]
    assert draft.links.exists() == CriterionProgress.objects.filter(enrolment=enrolment).exists() == kept
