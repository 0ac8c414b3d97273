"""The candidate proposes, the assessor confirms: what each may do to a link, and what that does to the criterion."""

from functools import partial
from importlib import import_module
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.utils import timezone

from assessment.models import DecisionEvidence
from assessment.record import Said
from assessment.selectors.queue import queue
from assessment.services.make_record import make_record
from assessment.services.reopen_unit import reopen_unit
from assessment.waiting import waiting_for
from centres.models import AuditEvent
from portfolio.models import EvidenceLink, UnitEnrolment
from portfolio.services.submit_evidence import submit_evidence
from portfolio.services.withdraw_evidence import withdraw_evidence
from portfolio.states import LinkState
from tests import factories
from tests.assessment.acts import NOT_YET, judge, refused
from tests.assessment.appeals import decided, lodged, looked_into, not_yet
from tests.assessment.conftest import Work, submitted
from tests.assessment.linking import confirmed, link_of, proposed, taken_back, turned_down
from tests.at_once import needs_connections, together
from tests.cast import Cast
from tests.portfolio import witnesses
from tests.portfolio.acts import states

pytestmark = pytest.mark.core
SEEN = {"where": "The counter", "seen": "Carol read the order back to the customer."}


@pytest.fixture
def other(cast: Cast) -> Work:
    """A second unit of Carol's, nothing submitted."""
    enrolment = factories.enrolment(cast.registration, cast.specification.units.order_by("code")[1])
    return Work(enrolment, list(enrolment.criteria.in_order()), None)  # type: ignore[arg-type]


# The candidate proposes -------------------------------------------------------------------------------------------
def test_a_submitted_item_is_put_forward_for_criteria_of_another_unit(cast: Cast, work: Work, other: Work) -> None:
    assert proposed(cast.carol, work.item, *other.rows[:2]) == 2
    assert states(cast.registration) == ["sent"] * 5 + ["none"]
    assert waiting_for(cast.bob).filter(progress__in=other.rows).count() == 2
    link = link_of(work.item, other.rows[0])
    assert (link.state, link.linked_by, link.proposed_at is not None) == ("proposed", cast.carol, True)
    (act,) = AuditEvent.objects.filter(verb="evidence.linked")
    assert sorted(act.facts["added"]) == [f"{other.unit.code} {row.criterion.number}" for row in other.rows[:2]]


def test_the_same_proposal_again_changes_nothing(cast: Cast, work: Work, other: Work) -> None:
    proposed(cast.carol, work.item, other.rows[0])
    assert proposed(cast.carol, work.item, other.rows[0]) == 0
    assert AuditEvent.objects.filter(verb="evidence.linked").count() == 1


def test_an_item_put_forward_later_waits_since_then_and_is_not_settled_by_another(
    cast: Cast, work: Work, other: Work
) -> None:
    before = queue(cast.bob)[0].since
    proposed(cast.carol, work.item, other.rows[0])
    newer = factories.evidence(cast.registration, progress=[other.rows[0]], title="Another")
    withdraw_evidence(actor=cast.carol, evidence=newer, reason="Mine no more.")
    other.rows[0].refresh_from_db()
    assert other.rows[0].state == "sent"  # the first item waits for it still
    link = waiting_for(cast.bob).get(progress=other.rows[0])
    assert link.waits_since == max(link.proposed_at, other.rows[0].since) > before


def test_a_proposal_is_taken_back_and_the_criterion_stands_where_it_stood(cast: Cast, work: Work, other: Work) -> None:
    proposed(cast.carol, work.item, other.rows[0])
    assert taken_back(cast.carol, work.item, other.rows[0]) == 1
    assert taken_back(cast.carol, work.item, other.rows[0]) == 0
    assert states(cast.registration)[3:] == ["none"] * 3


def test_what_was_decided_on_is_never_taken_back(cast: Cast, work: Work) -> None:
    judge(cast.bob, work.rows[0], **NOT_YET)
    with refused("decided_on"):
        taken_back(cast.carol, work.item, work.rows[0])
    judge(cast.bob, work.rows[1])
    with refused("decided_on", "confirmed"):
        taken_back(cast.carol, work.item, work.rows[1])
    assert taken_back(cast.carol, work.item, work.rows[2]) == 1


def test_a_submitted_item_is_left_with_a_criterion(cast: Cast, work: Work) -> None:
    with refused("nothing_left"):
        taken_back(cast.carol, work.item, *work.rows)
    assert work.item.links.count() == 3


def test_every_reason_is_given_at_once_and_nothing_is_written(cast: Cast, work: Work, other: Work) -> None:
    judge(cast.bob, work.rows[0])
    UnitEnrolment.objects.filter(pk=other.enrolment.pk).update(state="signed")
    gone = factories.evidence(cast.registration, progress=work.rows[1:2], title="Gone")
    withdraw_evidence(actor=cast.carol, evidence=gone, reason="No.")
    newer = factories.evidence(cast.registration, progress=work.rows[1:2], title="Newer")
    with refused("already_met", "unit_closed"):
        proposed(cast.carol, newer, work.rows[0], work.rows[2], *other.rows)
    with refused("item_withdrawn"):
        proposed(cast.carol, gone, work.rows[2])
    assert newer.links.count() == 1


def test_nobody_maps_what_is_not_theirs(cast: Cast, work: Work, other: Work) -> None:
    dans = submitted(cast.other_registration)
    with refused("not_yours"):
        proposed(cast.carol, work.item, dans.rows[0])
    with refused("not_yours"):
        proposed(cast.dan, work.item, other.rows[0])
    with refused("role"):
        proposed(cast.ivan, work.item, other.rows[0])
    draft = factories.evidence(cast.registration, state="draft", progress=[])
    with refused("not_yours"):  # an assessor does not even know of it
        proposed(cast.bob, draft, other.rows[0])


def test_a_draft_is_ticked_for_anything_open_and_puts_nothing_to_anybody(cast: Cast, work: Work, other: Work) -> None:
    judge(cast.bob, work.rows[0])
    draft = factories.evidence(cast.registration, state="draft", progress=[])
    assert proposed(cast.carol, draft, work.rows[0], other.rows[0]) == 2
    assert states(cast.registration) == ["met", "sent", "sent", "draft", "none", "none"]
    submit_evidence(actor=cast.carol, evidence=draft, declared=True)
    assert states(cast.registration)[3] == "sent"


# The assessor answers ---------------------------------------------------------------------------------------------
def test_a_proposal_is_confirmed_once(cast: Cast, work: Work) -> None:
    confirmed(cast.bob, work.item, work.rows[0])
    confirmed(cast.bob, work.item, work.rows[0])
    link = link_of(work.item, work.rows[0])
    assert (link.state, link.answered_by) == ("confirmed", cast.bob)
    (act,) = AuditEvent.objects.filter(verb="evidence.confirmed")
    assert act.facts == {"criterion": f"{work.unit.code} 1.1"}
    assert states(cast.registration) == ["sent"] * 3  # it decides nothing


def test_what_is_not_accepted_counts_no_more(cast: Cast, work: Work) -> None:
    turned_down(cast.bob, work.item, work.rows[0])
    link = link_of(work.item, work.rows[0])
    assert (link.state, link.reason, link.counts) == ("refused", "It is too dark.", False)
    assert states(cast.registration) == ["none", "sent", "sent"]
    assert not waiting_for(cast.bob).filter(progress=work.rows[0]).exists()
    with refused("no_evidence"):
        judge(cast.bob, work.rows[0])
    assert EvidenceLink.objects.that_count().filter(evidence=work.item).count() == 2


def test_a_decision_rests_on_what_counts_alone(cast: Cast, work: Work) -> None:
    clear = factories.evidence(cast.registration, progress=work.rows[:1], title="By daylight")
    turned_down(cast.bob, work.item, work.rows[0])
    decision = judge(cast.bob, work.rows[0])
    assert [bound.evidence for bound in decision.evidence.all()] == [clear]


def test_deciding_met_confirms_what_it_rests_on_and_not_yet_met_does_not(cast: Cast, work: Work) -> None:
    judge(cast.bob, work.rows[0])
    judge(cast.bob, work.rows[1], **NOT_YET)
    assert [link_of(work.item, row).state for row in work.rows] == ["confirmed", "proposed", "proposed"]
    assert link_of(work.item, work.rows[0]).answered_by == cast.bob


def test_a_reason_is_needed_and_the_first_answer_stands(cast: Cast, work: Work) -> None:
    with refused("no_reason"):
        turned_down(cast.bob, work.item, work.rows[0], reason="  ")
    turned_down(cast.bob, work.item, work.rows[0])
    turned_down(cast.bob, work.item, work.rows[0])
    with refused("answered_meanwhile"):
        turned_down(cast.bob, work.item, work.rows[0], reason="Something else.")
    assert AuditEvent.objects.filter(verb="evidence.not_accepted").count() == 1


def test_an_answer_can_be_changed_until_a_decision_stands_on_it(cast: Cast, work: Work) -> None:
    turned_down(cast.bob, work.item, work.rows[0])
    confirmed(cast.bob, work.item, work.rows[0])
    assert link_of(work.item, work.rows[0]).reason == ""
    judge(cast.bob, work.rows[1])
    with refused("decision_stands"):
        turned_down(cast.bob, work.item, work.rows[1])
    reopen_unit(actor=cast.bob, enrolment=work.enrolment, progress=work.rows[1:2], reason="Look again.")
    turned_down(cast.bob, work.item, work.rows[1])
    assert DecisionEvidence.objects.filter(evidence=work.item).count() == 1  # what was judged stays


def test_accepting_after_all_asks_for_the_decision_again(cast: Cast, work: Work) -> None:
    turned_down(cast.bob, work.item, work.rows[0])
    confirmed(cast.bob, work.item, work.rows[0])
    assert states(cast.registration)[0] == "sent"
    assert waiting_for(cast.bob).filter(progress=work.rows[0]).exists()


def test_only_who_may_assess_the_unit_answers_or_adds(cast: Cast, work: Work, other: Work) -> None:
    with refused("not_their_assessor"):
        confirmed(cast.bea, work.item, work.rows[0])
    with refused("not_yours"):
        proposed(cast.bea, work.item, other.rows[0])
    with refused("role"):
        confirmed(cast.carol, work.item, work.rows[0])


def test_whoever_an_appeal_keeps_from_a_criterion_says_nothing_of_its_evidence(cast: Cast, work: Work) -> None:
    decided(looked_into(cast, lodged(cast, not_yet(cast, work)), cast.iris), cast.iris, True, anew=cast.bea)
    other = factories.evidence(cast.registration, progress=work.rows[1:2], title="Another")
    with refused("given_to_another"):
        turned_down(cast.bob, work.item, work.rows[0])
    with refused("given_to_another"):
        proposed(cast.bob, other, work.rows[0])
    with refused("not_their_assessor"):
        confirmed(cast.bea, work.item, work.rows[1])
    confirmed(cast.bea, work.item, work.rows[0])
    proposed(cast.bea, other, work.rows[0])
    assert link_of(other, work.rows[0]).answered_by == cast.bea


def test_what_an_assessor_adds_is_confirmed_by_that(cast: Cast, work: Work, other: Work) -> None:
    assert proposed(cast.bob, work.item, other.rows[0]) == 1
    link = link_of(work.item, other.rows[0])
    assert (link.state, link.linked_by, link.answered_by) == ("confirmed", cast.bob, cast.bob)
    assert states(cast.registration)[3] == "sent"
    with refused("confirmed"):
        taken_back(cast.carol, work.item, other.rows[0])
    with refused("not_yours"):  # he says with a reason why not
        taken_back(cast.bob, work.item, work.rows[0])


# And again --------------------------------------------------------------------------------------------------------
def test_what_was_not_accepted_comes_back_with_other_words(cast: Cast, work: Work) -> None:
    turned_down(cast.bob, work.item, work.rows[0])
    with refused("same_again"):
        proposed(cast.carol, work.item, work.rows[0])
    assert proposed(cast.carol, work.item, work.rows[0], words="The third line has the date.") == 1
    link = link_of(work.item, work.rows[0])
    assert (link.state, link.words, link.reason) == (
        LinkState.PROPOSED,
        "The third line has the date.",
        "It is too dark.",
    )
    assert states(cast.registration)[0] == "sent"
    assert waiting_for(cast.bob).filter(progress=work.rows[0]).exists()


def test_what_is_put_forward_again_and_taken_back_stands_where_the_answer_left_it(cast: Cast, work: Work) -> None:
    turned_down(cast.bob, work.item, work.rows[0])
    proposed(cast.carol, work.item, work.rows[0], words="The third line has the date.")
    taken_back(cast.carol, work.item, work.rows[0])
    link = link_of(work.item, work.rows[0])
    assert (link.state, link.reason, link.answered_by) == (LinkState.REFUSED, "It is too dark.", cast.bob)
    assert not waiting_for(cast.bob).filter(progress=work.rows[0]).exists()
    with refused("same_again"):
        proposed(cast.carol, work.item, work.rows[0])


def test_what_the_assessor_adds_after_all_has_no_reason_against_it_any_more(cast: Cast, work: Work) -> None:
    turned_down(cast.bob, work.item, work.rows[0])
    assert proposed(cast.bob, work.item, work.rows[0]) == 1
    link = link_of(work.item, work.rows[0])
    assert (link.state, link.reason) == (LinkState.CONFIRMED, "")


def test_a_link_says_who_answered_and_why(cast: Cast, work: Work) -> None:
    for columns in ({"state": "confirmed"}, {"state": "refused", "answered_by": cast.bob}):
        with pytest.raises(IntegrityError), transaction.atomic():
            EvidenceLink.objects.filter(evidence=work.item).update(**columns)


def test_a_record_and_a_statement_wait_also_when_what_came_after_them_is_withdrawn(cast: Cast, other: Work) -> None:
    """What they were put forward for waited since the moment they came, not since a moment after it."""
    seen = Said("observation", "", timezone.localdate(), SEEN, "real", confidential=False, signed=True)
    record = {"registration": cast.registration, "key": uuid4(), "said": seen}
    make_record(actor=cast.bob, progress=other.rows[:1], **record)
    witnesses.sealed(cast, other.rows[1:2])
    later = factories.evidence(cast.registration, progress=other.rows[:2], title="Mine")
    withdraw_evidence(actor=cast.carol, evidence=later, reason="Not mine.")
    assert states(cast.registration) == ["sent", "sent", "none"]


def test_what_an_assessor_records_is_confirmed_by_that(cast: Cast, other: Work) -> None:
    seen = Said("observation", "", timezone.localdate(), SEEN, "real", confidential=False, signed=True)
    record = {"registration": cast.registration, "key": uuid4(), "said": seen}
    item = make_record(actor=cast.bob, progress=other.rows[:1], **record)
    assert (link_of(item, other.rows[0]).state, link_of(item, other.rows[0]).answered_by) == ("confirmed", cast.bob)


def test_links_of_before_are_confirmed_where_a_decision_of_met_rests_on_them(cast: Cast, work: Work) -> None:
    """The migration, on the models of today: who decided confirmed, and when."""
    decision = judge(cast.bob, work.rows[0])
    judge(cast.bob, work.rows[1], **NOT_YET)
    EvidenceLink.objects.update(state="proposed", answered_by=None, answered_at=None)
    import_module("assessment.migrations.0009_confirmed_links").confirm_what_was_decided_on(apps, None)
    first = link_of(work.item, work.rows[0])
    assert (first.state, first.answered_by, first.answered_at) == ("confirmed", cast.bob, decision.at)
    assert [link_of(work.item, row).state for row in work.rows[1:]] == ["proposed", "proposed"]


@needs_connections
@pytest.mark.django_db(transaction=True)
def test_a_decision_and_a_refusal_at_the_same_moment_leave_one_of_them(cast: Cast, work: Work) -> None:
    decides = partial(judge, cast.bob, work.rows[0], attempt=1)
    turns_down = partial(turned_down, cast.bob, work.item, work.rows[0])
    together(*[decides, turns_down] * 3)
    link, decided = link_of(work.item, work.rows[0]), DecisionEvidence.objects.filter(evidence=work.item).exists()
    assert (link.state, decided) in {("refused", False), ("confirmed", True)}
