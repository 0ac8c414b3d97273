"""Describing, linking, submitting and withdrawing."""

import datetime as dt

import pytest
from django.core.files.storage import storages
from django.utils import timezone

from assessment.selectors.feedback import asked_of
from assessment.selectors.history import history
from centres.gates import Blocker, Refused
from centres.models import AuditEvent
from portfolio.gates import withdrawal_gate
from portfolio.models import CriterionProgress, Evidence
from portfolio.services.describe_evidence import describe_evidence
from portfolio.services.link_evidence import link_evidence
from portfolio.services.submit_evidence import submit_evidence
from portfolio.services.withdraw_evidence import withdraw_evidence
from portfolio.states import CriterionState, EvidenceState, UnitState, move
from portfolio.vault import name_of
from tests import factories
from tests.cast import Cast
from tests.portfolio.acts import chosen, codes, ready, states, submitted, uploaded

pytestmark = pytest.mark.core


@pytest.fixture
def rows(cast: Cast) -> list[CriterionProgress]:
    """The three criteria of one unit."""
    return list(chosen(cast)[0].criteria.in_order())


def decide(row: CriterionProgress, state: str) -> None:
    row.refresh_from_db()
    move(row, CriterionState, state)


def meet(cast: Cast, rows: list[CriterionProgress], item: Evidence) -> None:
    for row in rows:
        row.refresh_from_db()
        factories.decision(row, assessor=cast.bob, item=item)


def test_a_draft_is_described_piece_by_piece(cast: Cast) -> None:
    evidence = uploaded(cast)
    for _ in range(2):
        evidence = describe_evidence(
            actor=cast.carol, evidence=evidence, title=" Log ", kind="witness", shows="", done_on=None
        )
    assert (evidence.title, evidence.kind, evidence.done_on) == ("Log", "witness", None)
    assert AuditEvent.objects.get(verb="evidence.described").facts == {"changed": ["title", "kind"]}


def test_links_are_set_exactly_and_criteria_follow(cast: Cast, rows: list[CriterionProgress]) -> None:
    first, second = uploaded(cast), uploaded(cast, b"words", "a.txt")
    link_evidence(actor=cast.carol, evidence=first, progress=rows[:2])
    link_evidence(actor=cast.carol, evidence=second, progress=rows[1:2])
    assert states(cast.registration) == ["draft", "draft", "none"]
    link_evidence(actor=cast.carol, evidence=first, progress=rows[2:])
    assert states(cast.registration) == ["none", "draft", "draft"]
    withdraw_evidence(actor=cast.carol, evidence=second, reason="Not mine")
    assert states(cast.registration) == ["none", "none", "draft"]


def test_a_criterion_of_somebody_else_is_refused(cast: Cast, rows: list[CriterionProgress]) -> None:
    evidence = uploaded(cast)
    cast.registration.enrolments.update(registration=cast.other_registration)
    with pytest.raises(Refused) as caught:
        link_evidence(actor=cast.carol, evidence=evidence, progress=rows)
    assert codes(caught) == ["not_yours"]
    assert not evidence.links.exists()


def test_an_empty_draft_is_refused_with_every_reason(cast: Cast, rows: list[CriterionProgress]) -> None:
    evidence = uploaded(cast)
    with pytest.raises(Refused) as caught:
        submit_evidence(actor=cast.carol, evidence=evidence, declared=False)
    assert codes(caught) == ["no_title", "no_day", "not_linked", "not_declared"]
    evidence.refresh_from_db()
    assert (evidence.state, evidence.submitted_at) == ("draft", None)


def test_what_else_stops_a_submission(cast: Cast, rows: list[CriterionProgress]) -> None:
    evidence = ready(cast, rows)

    def refused(**wrong: object) -> list[str]:
        fields = {"title": "Log", "kind": "product", "shows": "", "done_on": dt.date(2024, 5, 17)}
        describe_evidence(actor=cast.carol, evidence=evidence, **fields | wrong)
        with pytest.raises(Refused) as caught:
            submit_evidence(actor=cast.carol, evidence=evidence, declared=True)
        return [blocker.message for blocker in caught.value.blockers]

    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    assert refused(done_on=tomorrow) == [f"{tomorrow:%-d %B %Y} is in the future."]
    assert refused(done_on=dt.date(1980, 1, 2)) == ["2 January 1980 is before your date of birth."]
    rows[0].enrolment.refresh_from_db()
    for state, word in ((UnitState.HOLD, "on hold"), (UnitState.SIGNED, "signed off")):
        move(rows[0].enrolment, UnitState, state)
        assert refused() == [f"Unit X/101 is {word}."]
    move(rows[0].enrolment, UnitState, UnitState.PROGRESS)
    storages["evidence"].delete(name_of(evidence.file_id))
    assert refused() == ["“photo.jpg” is not in the store."]


def test_submitting_twice_is_submitting_once(cast: Cast, rows: list[CriterionProgress]) -> None:
    evidence = submitted(cast, rows[:2])
    again = submit_evidence(actor=cast.carol, evidence=evidence, declared=True)
    assert (again.state, again.submitted_at) == ("sent", evidence.submitted_at)
    assert evidence.declared_at is not None
    assert states(cast.registration) == ["sent", "sent", "none"]
    assert AuditEvent.objects.filter(verb="evidence.submitted").count() == 1


def test_what_was_submitted_stays_as_it_is(cast: Cast, rows: list[CriterionProgress]) -> None:
    evidence = submitted(cast, rows)
    with pytest.raises(Refused) as caught:
        describe_evidence(actor=cast.carol, evidence=evidence, title="x", kind="product", shows="", done_on=None)
    assert codes(caught) == ["submitted_already"]
    with pytest.raises(Refused) as caught:
        link_evidence(actor=cast.carol, evidence=evidence, progress=[])
    assert codes(caught) == ["submitted_already"]


def test_new_evidence_answers_a_not_yet_and_a_reopening_and_leaves_what_is_met(
    cast: Cast, rows: list[CriterionProgress]
) -> None:
    submitted(cast, rows)
    for row, state in zip(rows, (CriterionState.NOT_YET, CriterionState.MET, CriterionState.MET), strict=True):
        decide(row, state)
    decide(rows[1], CriterionState.REOPENED)
    submitted(cast, rows, b"more words")
    assert states(cast.registration) == ["sent", "sent", "met"]


def test_withdrawn_before_a_decision_a_criterion_stands_where_it_stood(
    cast: Cast, rows: list[CriterionProgress]
) -> None:
    submitted(cast, rows)
    for row, state in zip(rows, (CriterionState.NOT_YET, CriterionState.MET, CriterionState.NOT_YET), strict=True):
        decide(row, state)
    decide(rows[1], CriterionState.REOPENED)
    answer = submitted(cast, rows[:2], b"more words")
    second_answer = submitted(cast, rows[:1], b"still more")
    withdraw_evidence(actor=cast.carol, evidence=answer, reason="Wrong day")
    assert states(cast.registration) == ["sent", "reopened", "not_yet"]
    withdraw_evidence(actor=cast.carol, evidence=second_answer, reason="Wrong day")
    assert states(cast.registration) == ["not_yet", "reopened", "not_yet"]


def test_withdrawn_undecided_evidence_leaves_a_draft_a_draft(cast: Cast, rows: list[CriterionProgress]) -> None:
    item = submitted(cast, rows)
    ready(cast, rows[:1], b"a draft")
    withdraw_evidence(actor=cast.carol, evidence=item, reason="Wrong file")
    assert states(cast.registration) == ["draft", "none", "none"]


def test_what_was_met_on_withdrawn_evidence_is_open_again(cast: Cast, rows: list[CriterionProgress]) -> None:
    basis = submitted(cast, rows)
    meet(cast, rows[:2], basis)
    later = submitted(cast, rows, b"more words")
    meet(cast, rows[2:], later)
    withdraw_evidence(actor=cast.carol, evidence=basis, reason="A customer can be seen")
    assert states(cast.registration) == ["reopened", "reopened", "met"]
    withdraw_evidence(actor=cast.carol, evidence=later, reason="So it can here")
    assert states(cast.registration) == ["reopened", "reopened", "reopened"]


def test_assessor_and_candidate_read_why_a_criterion_is_open_again(cast: Cast, rows: list[CriterionProgress]) -> None:
    basis = submitted(cast, rows)
    meet(cast, rows, basis)
    withdraw_evidence(actor=cast.carol, evidence=basis, reason="A customer can be seen")
    why = "“Log” was withdrawn: A customer can be seen"
    assert [asked.reopened.reopening.reason for asked in asked_of(cast.carol) if asked.reopened] == [why] * 3
    assert why in [entry.note for entry in history(cast.bob, rows[0].enrolment)]
    facts = AuditEvent.objects.get(verb="evidence.withdrawn").facts
    assert sorted(facts["reopened"]) == sorted(str(row.pk) for row in rows)


def test_a_decision_that_came_later_rests_on_what_it_was_bound_to(cast: Cast, rows: list[CriterionProgress]) -> None:
    basis = submitted(cast, rows[:1])
    meet(cast, rows[:1], basis)
    decide(rows[0], CriterionState.REOPENED)
    answer = submitted(cast, rows[:1], b"more words")
    meet(cast, rows[:1], answer)
    withdraw_evidence(actor=cast.carol, evidence=basis, reason="Replaced")
    assert states(cast.registration)[0] == "met"


def test_a_withdrawal_needs_a_reason_and_is_done_once(cast: Cast, rows: list[CriterionProgress]) -> None:
    item = submitted(cast, rows)
    with pytest.raises(Refused) as caught:
        withdraw_evidence(actor=cast.carol, evidence=item, reason="  ")
    assert codes(caught) == ["no_reason"]
    for reason in ("Wrong file", "second press"):
        item = withdraw_evidence(actor=cast.carol, evidence=item, reason=reason)
    assert (item.state, item.withdrawn_reason) == ("withdrawn", "Wrong file")
    with pytest.raises(Refused) as caught:
        submit_evidence(actor=cast.carol, evidence=item, declared=True)
    assert codes(caught) == ["withdrawn_already"]
    assert item.links.count() == 3


def test_evidence_of_a_signed_unit_and_what_an_upper_app_holds_stay(cast: Cast, rows: list[CriterionProgress]) -> None:
    item = submitted(cast, rows)
    meet(cast, rows, item)
    loose = submitted(cast, rows, b"put forward, never decided on")

    def claimed(**_: object) -> list[Blocker]:
        return [Blocker("claimed", "A claim rests on it.")]

    move(rows[0].enrolment, UnitState, UnitState.SIGNED)
    withdrawal_gate.register(claimed)
    try:
        with pytest.raises(Refused) as caught:
            withdraw_evidence(actor=cast.carol, evidence=item, reason="Wrong file")
    finally:
        withdrawal_gate.checks.remove(claimed)
    assert sorted(codes(caught)) == ["claimed", "unit_closed"]
    assert caught.value.blockers[0].owner == cast.bob.name
    item.refresh_from_db()
    assert item.state == EvidenceState.SENT
    assert withdraw_evidence(actor=cast.carol, evidence=loose, reason="Not needed").state == EvidenceState.WITHDRAWN


def test_only_the_candidate_acts_on_their_evidence(cast: Cast, rows: list[CriterionProgress]) -> None:
    draft = ready(cast, rows)
    for actor, code in ((cast.dan, "not_yours"), (cast.bob, "role"), (cast.alice, "role")):
        with pytest.raises(Refused) as caught:
            submit_evidence(actor=actor, evidence=draft, declared=True)
        assert codes(caught) == [code]
        with pytest.raises(Refused) as caught:
            withdraw_evidence(actor=actor, evidence=draft, reason="x")
        assert codes(caught) == [code]
