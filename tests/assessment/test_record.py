"""What an assessor records on the spot is evidence at once, sealed, and made once."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from assessment.hands import had_a_hand, no_part_in_assessment
from assessment.record import Said
from assessment.services.make_record import make_record
from assessment.waiting import waiting_for
from centres.models import AuditEvent, Membership, TextDraft
from centres.services.save_text_draft import save_text_draft
from portfolio.models import Evidence, RecordAnswer
from portfolio.services.answer_record import answer_record
from portfolio.services.declare_conflict import declare_conflict
from portfolio.services.withdraw_evidence import withdraw_evidence
from portfolio.states import CriterionState
from tests import factories
from tests.assessment.acts import judge, refused
from tests.at_once import needs_connections, together
from tests.cast import Cast

ClientOf = Callable[[Membership], Client]
KEY = UUID(int=7 << 76)
SEEN = {"where": "The counter", "seen": "Carol read the order back to the customer."}


@pytest.fixture
def rows(cast: Cast) -> list[Any]:
    """Of two units of Carol's, nothing submitted yet."""
    units = cast.specification.units.order_by("code")[:2]
    return [row for unit in units for row in factories.enrolment(cast.registration, unit).criteria.in_order()[:2]]


def said(**more: Any) -> Said:
    plain = Said("observation", "", timezone.localdate(), SEEN, "real", confidential=False, signed=True)
    return replace(plain, **more)


def made(cast: Cast, rows: list[Any], actor: Membership | None = None, **more: Any) -> Evidence:
    key = more.pop("key", KEY)
    return make_record(
        actor=actor or cast.bob, registration=cast.registration, key=key, said=said(**more), progress=rows
    )


@pytest.mark.core
def test_a_record_is_evidence_at_once_and_decides_nothing(cast: Cast, rows: list[Any]) -> None:
    item = made(cast, rows)
    assert (item.state, item.made_by, item.file, item.details) == ("sent", cast.bob, None, SEEN)
    assert str(item) == f"Observation record, {timezone.localdate():%-d %B %Y}"
    for row in rows:
        row.refresh_from_db()
    assert {row.state for row in rows} == {"sent"}
    assert waiting_for(cast.bob).count() == 4
    for actor in (cast.carol, cast.bob, cast.ivan, cast.eve):
        assert Evidence.objects.visible_to(actor).contains(item)
    assert not Evidence.objects.visible_to(cast.dan).contains(item)
    decision = judge(cast.bob, rows[0])
    assert [bound.evidence for bound in decision.evidence.all()] == [item]
    assert rows[0].state == CriterionState.SENT  # as it was read before


@pytest.mark.core
def test_the_same_key_again_is_the_same_record(cast: Cast, rows: list[Any]) -> None:
    assert made(cast, rows) == made(cast, rows[:1], details={})
    assert AuditEvent.objects.filter(verb="record.made").count() == 1
    assert made(cast, rows, key=UUID(int=8 << 76)) != made(cast, rows)


@needs_connections
@pytest.mark.django_db(transaction=True)
def test_ten_presses_at_once_make_one_record(cast: Cast, rows: list[Any]) -> None:
    found = together(*[lambda: made(cast, rows)] * 10)
    assert len({item.pk for item in found}) == Evidence.objects.count() == 1


@pytest.mark.core
def test_everything_that_is_missing_is_named(cast: Cast, rows: list[Any]) -> None:
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    with refused("no_detail", "no_detail", "day_in_future", "not_linked", "not_signed"):
        made(cast, [], details={}, done_on=tomorrow, signed=False)
    with refused("no_day", "not_signed"):
        made(cast, rows, done_on=None, signed=False)
    with refused("no_detail"):
        half = {"mode": "oral", "pairs": [{"question": "Why?", "answer": ""}]}
        made(cast, rows, kind="questions", details=half)
    with refused("kind"):
        made(cast, rows, kind="journal")
    assert not Evidence.objects.exists()


@pytest.mark.core
def test_only_the_candidates_competent_assessor_records(cast: Cast, rows: list[Any]) -> None:
    with refused("not_their_assessor"):
        made(cast, rows, actor=cast.bea)
    with refused("role"):
        made(cast, rows, actor=cast.ivan)
    cast.bob.competences.all().delete()
    with refused("not_competent", "not_competent"):
        made(cast, rows)
    other = factories.enrolment(cast.other_registration, cast.specification.units.first())
    with refused("not_theirs"):
        made(cast, list(other.criteria.all()))


@pytest.mark.core
def test_an_assessor_with_a_conflict_of_interest_records_nothing(cast: Cast, rows: list[Any]) -> None:
    people = {"actor": cast.bob, "person": cast.bob, "candidate": cast.registration.candidate}
    declare_conflict(**people, relationship="family", since=timezone.localdate())
    with refused("conflict"):
        made(cast, rows)


@pytest.mark.core
def test_who_made_a_record_does_not_quality_assure_the_unit(cast: Cast, rows: list[Any]) -> None:
    made(cast, rows[:2])
    pat = Membership.objects.create(user=cast.bob.user, centre=cast.centre, role="iqa")
    first, second = cast.registration.enrolments.order_by("unit__code")
    assert [blocker.code for blocker in no_part_in_assessment(pat, first)] == ["recorded"]
    assert [blocker.code for blocker in no_part_in_assessment(pat, second)] == []
    assert list(cast.registration.enrolments.filter(had_a_hand(pat))) == [first]  # nor clears it by closing a round


@pytest.mark.core
def test_the_candidate_confirms_once_and_comments_and_the_record_stays_sealed(cast: Cast, rows: list[Any]) -> None:
    item = made(cast, rows)
    say = {"actor": cast.carol, "evidence": item}
    for _ in range(2):
        answer_record(**say, confirms=True, comment="")
        answer_record(**say, confirms=False, comment="It was two customers.")
    assert RecordAnswer.objects.count() == 2
    with refused("no_comment"):
        answer_record(**say, confirms=False, comment=" ")
    with refused("not_yours"):
        withdraw_evidence(actor=cast.carol, evidence=item, reason="I look bad")
    with refused("role"):
        answer_record(actor=cast.bob, evidence=item, confirms=True, comment="")
    withdrawn = withdraw_evidence(actor=cast.bob, evidence=item, reason="Another candidate")
    assert withdrawn.state == "withdrawn"
    with refused("withdrawn_already"):
        answer_record(**say, confirms=False, comment="I was not there.")


@pytest.mark.core
def test_signing_closes_the_words_of_this_window_alone(cast: Cast, rows: list[Any]) -> None:
    here, there, place = UUID(int=1 << 76), UUID(int=2 << 76), f"observation:{cast.registration.pk}"
    for window in (here, there):
        save_text_draft(actor=cast.bob, place=place, window=window, turn=1, fields={"a": ["words"]}, device="tablet")
    mark = f"{here}:2"
    make_record(actor=cast.bob, registration=cast.registration, key=KEY, said=said(), progress=rows, draft_mark=mark)
    assert [draft.window for draft in TextDraft.objects.at(place)] == [there]


def test_the_page_keeps_a_record_with_its_recording(cast: Cast, rows: list[Any], client_of: ClientOf) -> None:
    client = client_of(cast.bob)
    assert (
        f"/candidates/{cast.registration.pk}/record/"
        in client.get(f"/candidates/{cast.registration.pk}/").content.decode()
    )
    address = f"/candidates/{cast.registration.pk}/record/questions/"
    key = client.get(address).context["form"]["key"].value()
    typed = {
        "key": key,
        "done_on": timezone.localdate().isoformat(),
        "questions_mode": "oral",
        "questions_pairs_0_question": "What if the till is down?",
        "questions_pairs_0_answer": "I write the sale by hand.",
        "questions_pairs_2_question": "And then?",
        "questions_pairs_2_answer": "I key it in later.",
        "criteria": [rows[0].pk, rows[2].pk],
    }
    answer = client.post(address, typed)
    assert (answer.status_code, "I write the sale by hand." in answer.content.decode()) == (409, True)
    for _ in range(2):
        sound = SimpleUploadedFile("talk.txt", b"what was said, typed")
        answer = client.post(address, typed | {"signed": "on", "recording": sound}, follow=True)
    assert answer.redirect_chain, answer.context["refused"]
    item = Evidence.objects.get()
    assert [pair["question"] for pair in item.details["pairs"]] == ["What if the till is down?", "And then?"]
    assert (item.file.media_type, item.file_name, item.links.count()) == ("text/plain", "talk.txt", 2)
    assert "I key it in later." in answer.content.decode()
    assert "Read and confirm" in client_of(cast.carol).get("/my/evidence/").content.decode()
    page = client.get(f"/evidence/{item.pk}/").content.decode()
    assert "Bob Brown signed this record." in page
    client.post(f"/evidence/{item.pk}/answer/", {"comment": "It was on the phone."})
    assert "Read and confirm" not in client.get("/my/evidence/").content.decode()
    assert "It was on the phone." in client_of(cast.ivan).get(f"/evidence/{item.pk}/").content.decode()


def test_a_confidential_item_is_closed_to_admins_alone(cast: Cast, rows: list[Any], client_of: ClientOf) -> None:
    item = factories.evidence(cast.registration, progress=rows, confidential=True, shows="The customer's face")
    paths = (f"/evidence/{item.pk}/", f"/evidence/{item.pk}/file/")
    for actor in (cast.carol, cast.bob, cast.ivan, cast.eve):
        page, file = (client_of(actor).get(path) for path in paths)
        b"".join(file)
        assert (page.status_code, file.status_code, "face" in page.content.decode()) == (200, 200, True)
    page, file = (client_of(cast.alice).get(path) for path in paths)
    assert (page.status_code, file.status_code) == (200, 409)
    assert ("so it is confidential" in page.content.decode(), "face" in page.content.decode()) == (True, False)
