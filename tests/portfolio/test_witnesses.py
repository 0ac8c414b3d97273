"""Asking a witness, and what becomes of the answer."""

import datetime as dt
import hashlib
from typing import Any
from uuid import uuid4

import pytest
from django.core import mail
from django.db import transaction
from django.utils import timezone

from assessment.gates import met_gate, sign_off_gate
from centres.gates import Refused
from centres.models import AuditEvent, Job, PolicyValue
from portfolio.models import Evidence, WitnessCode, WitnessLink, WitnessRequest
from portfolio.models import Testimony as Statement
from portfolio.services.ask_witness import ask_witness
from portfolio.services.cancel_witness import cancel_witness
from portfolio.services.check_witness import check_witness
from portfolio.services.decline_to_witness import decline_to_witness
from portfolio.services.describe_evidence import describe_evidence
from portfolio.services.drop_unit import drop_unit
from portfolio.services.mail_witness_link import mail_witness_link
from portfolio.services.name_expert import name_expert
from portfolio.services.open_witness_link import open_witness_link
from portfolio.services.remind_witness import remind_witness
from portfolio.services.withdraw_evidence import withdraw_evidence
from portfolio.states import UnitState
from portfolio.testimony import seal_holds, seal_of
from portfolio.vault import open_file
from portfolio.witness_answers import takes_code
from portfolio.witness_links import CODE_TRIES, OPENED_AT_MOST, link_of
from tests import factories
from tests.assessment.acts import judge
from tests.at_once import needs_connections, together
from tests.cast import Cast, assemble
from tests.portfolio.acts import chosen, codes, states
from tests.portfolio.witnesses import asked, code_of, gives, handed, mailed_token, opened, said, sealed, words

pytestmark = pytest.mark.core


@pytest.fixture
def criteria(cast: Cast) -> list[Any]:
    """Carol's three, of one unit."""
    return list(chosen(cast)[0].criteria.in_order())


# Asking ----------------------------------------------------------------------------------------------------------
def test_a_witness_is_asked_by_mail_with_a_link_whose_token_is_nowhere_in_the_database(
    cast: Cast, criteria: list[Any]
) -> None:
    request = asked(cast, criteria[:2])
    token = mailed_token(request)
    (message,) = mail.outbox
    assert message.to == ["sam@northgate.example"]
    assert "Carol Cole" in message.body
    assert "The stuck refund" not in message.body  # nobody sends their own words to a stranger through us
    link = link_of(token)
    assert link is not None
    assert (link.request, link.sent_at is not None) == (request, True)
    kept = [str(value) for row in WitnessLink.objects.values() for value in row.values()]
    kept += [str(row) for row in [*Job.objects.values(), *AuditEvent.objects.values()]]
    assert [line for line in kept if token[:20] in line] == []


def test_the_link_works_for_as_many_days_as_the_centre_has_it(cast: Cast, criteria: list[Any]) -> None:
    assert asked(cast, criteria).expires_at.date() == (timezone.now() + dt.timedelta(days=14)).date()
    PolicyValue.objects.create(
        centre=cast.centre,
        name="witness_link_days",
        value=3,
        valid_from=timezone.localdate(),
        set_by=cast.alice,
        reason="Short",
    )
    assert asked(cast, criteria).expires_at.date() == (timezone.now() + dt.timedelta(days=3)).date()


def test_the_same_form_sent_twice_asks_once(cast: Cast, criteria: list[Any]) -> None:
    key = uuid4()
    assert asked(cast, criteria, key=key) == asked(cast, criteria, key=key, name="Somebody else")
    assert Job.objects.filter(purpose="mail_witness_link").count() == 1


def test_what_stops_a_question(cast: Cast, criteria: list[Any]) -> None:
    wrong: dict[str, list[dict[str, Any]]] = {
        "own_address": [{"email": person.user.email.upper()} for person in (cast.carol, cast.bob)],
        "day_in_future": [{"seen_on": dt.date(2999, 1, 1)}],
        "day_before_birth": [{"seen_on": dt.date(1980, 1, 1)}],
    }
    for code, cases in wrong.items():
        for more in cases:
            with pytest.raises(Refused) as caught:
                asked(cast, criteria, **more)
            assert codes(caught) == [code]
    with pytest.raises(Refused) as caught:
        asked(cast, [])
    assert codes(caught) == ["no_criteria"]
    assert asked(cast, criteria).state == "asked"


def test_a_unit_that_is_closed_and_somebody_elses_criterion_are_not_asked_about(
    cast: Cast, criteria: list[Any]
) -> None:
    theirs = factories.enrolment(cast.other_registration, cast.specification.units.first()).criteria.first()
    unit = criteria[0].enrolment
    unit.state = UnitState.SIGNED
    unit.save(update_fields=["state"])
    with pytest.raises(Refused) as caught:
        asked(cast, [criteria[0], theirs])
    assert sorted(codes(caught)) == ["not_yours", "unit_closed"]


def test_only_the_candidate_and_their_assessor_ask(cast: Cast, criteria: list[Any]) -> None:
    for actor in (cast.dan, cast.bea, cast.alice):
        with pytest.raises(Refused):
            ask_witness(actor=actor, registration=cast.registration, key=uuid4(), asked=words(criteria))
    by_bob = ask_witness(actor=cast.bob, registration=cast.registration, key=uuid4(), asked=words(criteria))
    assert by_bob.asked_by == cast.bob


def test_an_expert_is_named_by_an_assessor_before_the_answer(cast: Cast, criteria: list[Any]) -> None:
    request = asked(cast, criteria)
    with pytest.raises(Refused):
        name_expert(actor=cast.carol, request=request, basis="I say so")
    name_expert(actor=cast.bob, request=request, basis="Assessed this work for ten years.")
    row = gives(opened(cast, request), without_code=True, expertise="Ten years.")
    assert (row.expert, row.request.expert_by) == (True, cast.bob)
    with pytest.raises(Refused) as caught:
        name_expert(actor=cast.bob, request=request, basis="After the fact")
    assert codes(caught) == ["witness_given"]


def test_a_reminder_is_a_new_link_once_a_day(cast: Cast, criteria: list[Any]) -> None:
    request = asked(cast, criteria)
    remind_witness(actor=cast.carol, request=request)
    assert request.links.count() == 1
    WitnessLink.objects.update(made_at=timezone.now() - dt.timedelta(days=30), expires_at=timezone.now())
    WitnessRequest.objects.update(expires_at=timezone.now())
    request.refresh_from_db()
    assert request.standing == "expired"
    assert remind_witness(actor=cast.carol, request=request).standing == "asked"
    assert request.links.count() == 2


# The link --------------------------------------------------------------------------------------------------------
def test_a_link_is_opened_in_so_many_browsers_and_no_more(cast: Cast, criteria: list[Any]) -> None:
    link = link_of(handed(cast, asked(cast, criteria)))
    assert link is not None
    for _ in range(OPENED_AT_MOST):
        assert open_witness_link(link=link).state == "opened"
    with pytest.raises(Refused) as caught:
        open_witness_link(link=link)
    assert codes(caught) == ["opened_enough"]


def test_a_link_that_is_too_old_cancelled_or_answered_opens_nothing(cast: Cast, criteria: list[Any]) -> None:
    old, cancelled, declined = [link_of(handed(cast, asked(cast, criteria))) for _ in range(3)]
    assert None not in (old, cancelled, declined)
    WitnessLink.objects.filter(pk=old.pk).update(expires_at=timezone.now())
    old.refresh_from_db()
    cancel_witness(actor=cast.carol, request=cancelled.request)
    open_witness_link(link=declined)
    decline_to_witness(request=declined.request, reason="This is not my colleague.")
    for link, code in ((old, "link_expired"), (cancelled, "witness_cancelled"), (declined, "witness_declined")):
        with pytest.raises(Refused) as caught:
            open_witness_link(link=link)
        assert codes(caught) == [code]


def test_a_question_whose_unit_was_dropped_is_over(cast: Cast, criteria: list[Any]) -> None:
    link = link_of(handed(cast, asked(cast, criteria)))
    assert link is not None
    drop_unit(actor=cast.carol, enrolment=criteria[0].enrolment)
    with pytest.raises(Refused) as caught:
        open_witness_link(link=link)
    assert codes(caught) == ["nothing_asked"]


def test_a_token_that_is_not_ours_is_refused_without_a_query(
    cast: Cast, criteria: list[Any], django_assert_num_queries: Any
) -> None:
    token = handed(cast, asked(cast, criteria))
    with django_assert_num_queries(0):
        assert [link_of(f"{token}x"), link_of(token[:-1]), link_of(f"x{token}"), link_of("guessed")] == [None] * 4
    assert link_of(token) is not None


def test_a_mail_whose_request_is_over_is_not_sent(cast: Cast, criteria: list[Any]) -> None:
    cancel_witness(actor=cast.carol, request=asked(cast, criteria))
    mail_witness_link(Job.objects.get(purpose="mail_witness_link"))
    assert mail.outbox == []


# The code --------------------------------------------------------------------------------------------------------
def test_a_code_confirms_its_mailbox_and_five_wrong_ones_end_it(cast: Cast, criteria: list[Any]) -> None:
    request = opened(cast, asked(cast, criteria))
    code = code_of(request)
    wrong = f"{(int(code) + 1) % 10**6:06}"
    assert [takes_code(request, typed) for typed in ("", wrong, f" {code[:3]} {code[3:]}")] == [False, False, True]
    for _ in range(CODE_TRIES):
        takes_code(request, wrong)
    assert takes_code(request, code) is False


def test_an_older_code_and_one_past_its_hour_do_not_count(cast: Cast, criteria: list[Any]) -> None:
    request = opened(cast, asked(cast, criteria))
    first = code_of(request)
    assert code_of(request) != "", "within half a minute it is the same row, mailed again"
    assert request.codes.count() == 1
    WitnessCode.objects.update(asked_at=timezone.now() - dt.timedelta(minutes=5))
    second = code_of(request)
    assert (takes_code(request, second), request.codes.count()) == (True, 2)
    assert takes_code(request, first) == (first == second)
    WitnessCode.objects.update(expires_at=timezone.now())
    assert takes_code(request, second) is False


# The statement ---------------------------------------------------------------------------------------------------
def test_a_statement_is_sealed_and_submitted_for_what_was_seen(cast: Cast, criteria: list[Any]) -> None:
    request = opened(cast, asked(cast, criteria))
    row = gives(request, code=code_of(request), unseen=criteria[2:])
    item = row.evidence
    assert (item.kind, item.state, item.done_on, item.registration) == (
        "witness",
        "sent",
        row.seen_on,
        cast.registration,
    )
    assert {link.progress for link in item.links.all()} == set(criteria[:2])
    assert states(cast.registration)[:3] == ["sent", "sent", "none"]
    request.refresh_from_db()
    assert (request.state, row.confirmed, row.network) == ("given", True, "203.0.113.*")
    assert [line["saw"] for line in row.lines] == [True, True, False]
    by = AuditEvent.objects.filter(verb="witness.given").get()
    assert (by.actor.role, by.facts["witness"], by.facts["seal"]) == ("system", "Sam Lee", row.seal)


def test_the_document_says_all_but_how_to_reach_the_witness(cast: Cast, criteria: list[Any]) -> None:
    row = sealed(cast, criteria, tie="relative", tie_detail="Her aunt", phone="01422 555 0101")
    with open_file(row.evidence.file) as file:
        content = file.read()
    assert hashlib.sha256(content).hexdigest() == row.evidence.file_id
    text = content.decode()
    for part in ("Sam Lee, Team leader, Northgate", row.words, "Her aunt", "SAW: ", row.seal, "Signed: sam lee"):
        assert part in text
    assert "sam@northgate" not in text
    assert "555 0101" not in text


def test_the_seal_breaks_with_any_word_of_it(cast: Cast, criteria: list[Any]) -> None:
    row = sealed(cast, criteria)
    row.refresh_from_db()
    assert seal_holds(row)
    changed = {"words": "She did nothing.", "signature": "Sam", "tie": "friend", "confirmed": False, "lines": []}
    changed |= {"seen_on": dt.date(2024, 5, 18), "signed_at": timezone.now(), "email": "x@example.org"}
    for name, value in changed.items():
        before = getattr(row, name)
        setattr(row, name, value)
        assert not seal_holds(row), name
        setattr(row, name, before)
    row.words = "She did nothing, and I did not see it."
    row.seal = seal_of(row)
    assert not seal_holds(row), "sealed anew, it is still not the seal on the document"


def test_the_row_cannot_be_changed_and_the_candidate_cannot_describe_it_otherwise(
    cast: Cast, criteria: list[Any]
) -> None:
    row = sealed(cast, criteria)
    with pytest.raises(Refused):
        describe_evidence(
            actor=cast.carol, evidence=row.evidence, title="Mine", kind="product", shows="", done_on=row.seen_on
        )
    with pytest.raises(Exception, match="append-only"), transaction.atomic():
        Statement.objects.update(words="Better words")
    with pytest.raises(Refused):
        withdraw_evidence(actor=cast.carol, evidence=row.evidence, reason=" ")
    withdraw_evidence(actor=cast.carol, evidence=row.evidence, reason="She mixed up the day.")
    assert Evidence.objects.visible_to(cast.bob).get(pk=row.evidence_id).withdrawn_reason == "She mixed up the day."
    assert Statement.objects.visible_to(cast.bob).get() == row


def test_two_sendings_make_one_statement(cast: Cast, criteria: list[Any]) -> None:
    request = opened(cast, asked(cast, criteria))
    first = gives(request, without_code=True)
    assert gives(request, without_code=True, words="Written in the other tab, at length and otherwise.") == first
    assert Evidence.objects.count() == 1


def test_what_stops_a_statement(cast: Cast, criteria: list[Any]) -> None:
    request = opened(cast, asked(cast, criteria))
    wrong: dict[str, list[dict[str, Any]]] = {
        "signature": [{"signature": "Samantha"}],
        "day_in_future": [{"seen_on": dt.date(2999, 1, 1)}],
        "saw_nothing": [{"lines": []}, {"unseen": criteria}],
        "own_address": [{"email": cast.carol.user.email}],
        "code": [{"without_code": False}, {"without_code": False, "code": "12"}],
    }
    for code, cases in wrong.items():
        for more in cases:
            with pytest.raises(Refused) as caught:
                gives(request, **({"without_code": True} | more))
            assert codes(caught) == [code]
    assert not Evidence.objects.exists()
    assert gives(request, without_code=True).confirmed is False


def test_a_unit_signed_off_meanwhile_is_not_reopened_by_a_statement(cast: Cast, criteria: list[Any]) -> None:
    request = opened(cast, asked(cast, criteria))
    unit = criteria[0].enrolment
    unit.state = UnitState.SIGNED
    unit.save(update_fields=["state"])
    row = gives(request, without_code=True)
    assert row.evidence.links.count() == 0
    assert len(row.lines) == 3


# What may rest on it ---------------------------------------------------------------------------------------------
def test_what_rests_on_a_doubtful_witness_alone_cannot_be_met(cast: Cast) -> None:
    rows = [row for unit in chosen(cast, 2) for row in unit.criteria.in_order()]
    doubtful: list[tuple[dict[str, Any], str]] = [
        ({"tie": "relative", "tie_detail": "Her aunt"}, "witness_conflict"),
        ({"tie": "money", "tie_detail": "I get a bonus"}, "witness_conflict"),
        ({"relationship": "private"}, "witness_conflict"),
        ({"confirmed": False}, "witness_unconfirmed"),
    ]
    for row, (more, code) in zip(rows, doubtful, strict=False):
        sealed(cast, [row], **more)
        with pytest.raises(Refused) as caught:
            judge(cast.bob, row)
        assert codes(caught) == [code]
        factories.evidence(cast.registration, progress=[row])
        assert judge(cast.bob, row).verdict == "met"
    sealed(cast, rows[4:])
    assert judge(cast.bob, rows[4]).verdict == "met"


def test_two_doubtful_witnesses_are_no_better_than_one_and_a_sound_one_is(cast: Cast, criteria: list[Any]) -> None:
    for tie in ("relative", "friend"):
        sealed(cast, criteria[:1], tie=tie, tie_detail="We are close")
    with pytest.raises(Refused):
        judge(cast.bob, criteria[0])
    sealed(cast, criteria[:1])
    assert judge(cast.bob, criteria[0]).verdict == "met"


def test_a_letter_that_the_candidate_uploads_is_no_support_beside_a_doubtful_witness(
    cast: Cast, criteria: list[Any]
) -> None:
    row = sealed(cast, criteria[:1], confirmed=False)
    factories.evidence(cast.registration, progress=criteria[:2], kind="witness")
    with pytest.raises(Refused) as caught:
        judge(cast.bob, criteria[0])
    assert codes(caught) == ["witness_unconfirmed"]
    assert judge(cast.bob, criteria[1]).verdict == "met"  # alone, it is the assessor's to judge
    check = {"testimony": row, "how": "phone", "on": timezone.localdate()}
    check_witness(actor=cast.bob, outcome="confirmed", note="Rang the switchboard.", **check)
    assert judge(cast.bob, criteria[0]).verdict == "met"
    unit = criteria[0].enrolment
    check_witness(actor=cast.ivan, outcome="denied", note="She never wrote it.", **check)
    assert "witness_denied" in [one.code for one in sign_off_gate.blockers(actor=cast.bob, enrolment=unit)]


def test_not_yet_met_can_be_decided_on_any_witness(cast: Cast, criteria: list[Any]) -> None:
    sealed(cast, criteria[:1], tie="relative", tie_detail="Her aunt")
    decision = judge(cast.bob, criteria[0], verdict="not_yet", sufficient=False, feedback="Somebody else, too.")
    assert decision.verdict == "not_yet"


def test_a_telephone_call_confirms_and_a_denial_stops_the_sign_off(cast: Cast, criteria: list[Any]) -> None:
    row = sealed(cast, criteria, confirmed=False)
    today = timezone.localdate()
    assert [one.code for one in met_gate.blockers(actor=cast.bob, progress=criteria[0])] == ["witness_unconfirmed"]
    check = {"testimony": row, "how": "phone", "on": today}
    check_witness(actor=cast.bob, outcome="unreached", note="No answer.", **check)
    assert met_gate.blockers(actor=cast.bob, progress=criteria[0]) != []
    check_witness(actor=cast.bob, outcome="confirmed", note="Rang the switchboard; it is hers.", **check)
    for progress in criteria:
        judge(cast.bob, progress)
    unit = criteria[0].enrolment
    unit.refresh_from_db()
    assert sign_off_gate.blockers(actor=cast.bob, enrolment=unit) == []
    check_witness(actor=cast.ivan, outcome="denied", note="She says she never wrote it.", **check)
    found = [one.code for one in sign_off_gate.blockers(actor=cast.bob, enrolment=unit)]
    assert found == ["witness_denied"] * 3


def test_a_check_has_a_note_and_a_possible_day_and_is_kept_once(cast: Cast, criteria: list[Any]) -> None:
    row = sealed(cast, criteria, confirmed=False)
    today = timezone.localdate()
    for on, note, code in (
        (today, " ", "no_note"),
        (today + dt.timedelta(days=1), "Rang", "day_in_future"),
        (today - dt.timedelta(days=1), "Rang", "day_too_early"),
    ):
        with pytest.raises(Refused) as caught:
            check_witness(actor=cast.bob, testimony=row, how="phone", on=on, outcome="confirmed", note=note)
        assert codes(caught) == [code]
    for _ in range(2):
        check_witness(actor=cast.bob, testimony=row, how="phone", on=today, outcome="confirmed", note="Rang")
    assert row.checks.count() == 1
    with pytest.raises(Refused):
        check_witness(actor=cast.eve, testimony=row, how="phone", on=today, outcome="denied", note="No")


@needs_connections
def test_two_tabs_at_one_moment_make_one_statement(transactional_db: None) -> None:
    cast = assemble()
    request = opened(cast, asked(cast, list(chosen(cast)[0].criteria.in_order())))
    texts = [f"Written in tab {number}, long enough to say what she did." for number in range(4)]
    answers = together(*[lambda text=text: gives(request, without_code=True, words=text) for text in texts])
    assert {answer.pk for answer in answers} == {Statement.objects.get().pk}
    assert (Evidence.objects.count(), said(request).name) == (1, "Sam Lee")
