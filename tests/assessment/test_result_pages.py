"""The pages on which results are recorded, corrected, queried and read."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from assessment.models import UnitResult
from assessment.services.propose_correction import propose_correction
from assessment.services.sign_off_unit import sign_off_unit
from centres.models import Membership
from iqa.models import Sample
from portfolio.models import UnitEnrolment
from tests import factories
from tests.assessment.sittings import Whole, assignment, corrected, marks, offered, recorded, sitting
from tests.cast import Cast

pytestmark = pytest.mark.core
ClientOf = Callable[[Membership], Client]
MOST = 15


@pytest.fixture
def whole(cast: Cast) -> Whole:
    return offered(cast)


def entered(**more: Any) -> dict[str, Any]:
    """The form of a passed test."""
    day = timezone.localdate() - dt.timedelta(days=3)
    return {
        "taken_on": f"{day:%Y-%m-%d}",
        "minutes": "48",
        "invigilator": "Ines Invigilator",
        "result": "pass",
        "attempt": "1",
    } | more


def address(name: str, row: Any) -> str:
    return reverse(name, args=[row.pk])


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def test_a_test_is_recorded_with_its_marks_and_slip_and_then_signed_off(
    cast: Cast, whole: Whole, client_of: ClientOf
) -> None:
    client = client_of(cast.bob)
    page = text(client.get(address("unit", whole.test)))
    assert "The test is not taken yet" in page
    assert "Record attempt 1" in page
    slip = SimpleUploadedFile("slip.txt", b"Attempt 1 of Carol.")
    said = entered(marks_1="3", marks_2="1", words="Pass with merit", attached=slip)
    answer = client.post(address("record_result", whole.test), said)
    assert answer.headers["Location"] == address("unit", whole.test) + "#results"
    result = whole.test.results.get()
    page = text(client.get(address("unit", whole.test)))
    for words in ("Pass with merit", "Ines Invigilator", "48 minutes of 60", "slip.txt", "Sign the unit off"):
        assert words in page
    for person in (cast.bob, cast.carol, cast.ivan):
        kept = client_of(person).get(address("result_file", result.files.get()))
        assert b"".join(kept) == b"Attempt 1 of Carol."
    client = client_of(cast.bob)
    client.post(address("sign_off", whole.test), {"signed": "on"})
    assert "Signed off by <b>Bob Brown</b>" in text(client.get(address("unit", whole.test)))


@pytest.mark.parametrize(
    ("wrong", "field", "said"),
    [
        ({"minutes": ""}, "minutes", "Fill this in."),
        ({"result": ""}, "result", "Choose one."),
        ({"marks_1": "4", "marks_2": "1"}, "marks_1", "4 is too much. Enter at most 3."),
        ({"marks_1": "3"}, "marks_2", "Marks for outcome 2 are missing."),
        ({"invigilator": "Carol Cole"}, "invigilator", "Carol Cole is the candidate."),
        ({"taken_on": "2010-01-01"}, "taken_on", "It was taken on 1 January 2010"),
    ],
)
def test_what_is_wrong_stands_at_its_field_and_nothing_typed_is_lost(
    cast: Cast, whole: Whole, client_of: ClientOf, wrong: dict[str, str], field: str, said: str
) -> None:
    answer = client_of(cast.alice).post(address("record_result", whole.test), entered(words="Merit", **wrong))
    assert answer.status_code == 409
    form = answer.context["form"]
    assert list(form.errors) == [field]
    assert said in form.errors[field][0]
    assert 'value="Merit"' in text(answer)
    assert not UnitResult.objects.exists()


def test_pressing_back_and_again_records_one_attempt(cast: Cast, whole: Whole, client_of: ClientOf) -> None:
    client = client_of(cast.bob)
    for _ in range(2):
        assert client.post(address("record_result", whole.test), entered(result="fail")).status_code == 302
    other = client.post(address("record_result", whole.test), entered())
    assert (other.status_code, UnitResult.objects.count()) == (409, 1)
    assert "recorded attempt 1 in the meantime: “Fail”" in text(other)


def test_an_assignment_asks_for_its_version_and_is_the_assessors(cast: Cast, whole: Whole, client_of: ClientOf) -> None:
    client = client_of(cast.bob)
    form = client.get(address("record_result", whole.assignment)).context["form"]
    assert [name for name in form.fields if form.fields[name].required] == ["taken_on", "minutes", "version", "result"]
    said = entered(version="B", minutes="200", invigilator="", result="fail")
    client.post(address("record_result", whole.assignment), said)
    again = client.post(address("record_result", whole.assignment), said | {"result": "pass", "attempt": "2"})
    assert "Version B was used in attempt 1." in again.context["form"].errors["version_reason"][0]
    page = text(client.get(address("unit", whole.assignment)))
    assert "200 minutes, and 180 are set." in page
    assert "Ask the external verifier" in page
    shut = text(client_of(cast.alice).get(address("record_result", whole.assignment)))
    assert "assessor is Bob Brown" in shut
    assert "Record the result</button>" not in shut


def test_a_correction_is_proposed_by_one_and_confirmed_by_another(
    cast: Cast, whole: Whole, client_of: ClientOf
) -> None:
    result = recorded(cast.bob, whole.test, sitting(words="Pass"))
    client = client_of(cast.bob)
    form = client.get(address("correct_result", result)).context["form"]
    assert (form["minutes"].value(), form["result"].value(), form["words"].value()) == (48, "pass", "")
    said = entered(result="fail", reason="The slip says fail.")
    assert client.post(address("correct_result", result), said).status_code == 302
    proposal = UnitResult.objects.proposed().get()
    page = text(client.get(address("unit", whole.test)))
    assert "You proposed it, so somebody else confirms it" in page
    assert "Confirm the correction" not in page
    own = client.post(address("answer_correction", proposal), {"answer": "confirm"})
    assert (own.status_code, UnitResult.objects.proposed().count()) == (409, 1)
    client = client_of(cast.alice)
    assert "Confirm the correction" in text(client.get(address("unit", whole.test)))
    unexplained = client.post(address("answer_correction", proposal), {"answer": "refuse"})
    assert "The note is missing." in text(unexplained)
    client.post(address("answer_correction", proposal), {"answer": "confirm"})
    page = text(client.get(address("unit", whole.test)))
    assert "<b>Alice Adams</b> confirmed it" in page
    assert "As it was recorded: “Pass”" in page
    assert not whole.test.results.standing().get().passed


def test_the_candidate_reads_every_attempt_and_what_to_do_next(cast: Cast, whole: Whole, client_of: ClientOf) -> None:
    client = client_of(cast.carol)
    assert "Take the test for Unit T/1" in text(client.get(reverse("candidate_home")))
    page = text(client.get(address("my_unit", whole.test)))
    assert "Bob agrees the day with you. It takes up to 60 minutes." in page
    assert "Upload for this unit" not in page
    recorded(cast.bob, whole.test, sitting(passed=False, words="Fail", marks=marks(whole.test, 1, 0)))
    assert "Take the test again: Unit T/1" in text(client.get(reverse("candidate_home")))
    page = text(client.get(address("my_unit", whole.test)))
    for words in ("Not passed", "attempt 1 not passed on", "Ines Invigilator", "Show thing 2.2"):
        assert words in page
    for words in ("Propose a correction", "Not the right unit?", "Note what came of it"):
        assert words not in page
    assert client.post(address("drop_unit", whole.test)).status_code == 409
    assert UnitEnrolment.objects.filter(pk=whole.test.pk).exists()


def test_the_iqa_samples_the_record(cast: Cast, whole: Whole, client_of: ClientOf) -> None:
    result = recorded(cast.alice, whole.test)
    corrected(cast.alice, cast.bob, result, sitting(minutes=50))
    signed = sign_off_unit(actor=cast.bob, enrolment=whole.test)
    sample = Sample.objects.create(sign_off=signed, iqa=cast.ivan, reason="First of its unit")
    client = client_of(cast.ivan)
    page = text(client.get(address("sample", sample)))
    for words in (
        "What you sample is the centre’s record of it",
        "<b>Bob Brown</b> signed it off",
        "<b>Alice Adams</b> recorded attempt 1",
        "<b>Bob Brown</b> confirmed the correction of attempt 1",
        "A record, no judgement",
    ):
        assert words in page
    assert "of 0 criteria" not in page


def test_the_centres_list_holds_queries_corrections_and_all(cast: Cast, whole: Whole, client_of: ClientOf) -> None:
    slow = recorded(cast.alice, whole.test, sitting(minutes=62, marks=marks(whole.test, 3, 2)))
    marked = recorded(cast.bob, whole.assignment, assignment(passed=False))
    propose_correction(actor=cast.bob, result=marked, sitting=assignment(), reason="I added up wrongly.")
    client = client_of(cast.alice)
    page = client.get(reverse("results"))
    assert "62 minutes, and 60 are set." in text(page)
    assert [view["count"] for view in page.context["views"]] == [1, 1, 2]
    assert "I added up wrongly." in text(client.get(reverse("results"), {"view": "corrections"}))
    assert "1 correction waits for a second person" in text(client.get(reverse("admin_home")))
    none = client.post(address("answer_query", slow), {"code": "over_time", "note": " "})
    assert "The note is missing." in text(none)
    client.post(address("answer_query", slow), {"code": "over_time", "note": "A fire alarm."})
    assert "A fire alarm." in text(client.get(address("unit", whole.test)))
    assert "No result raises a query." in text(client.get(reverse("results")))
    assert "Nothing in this list matches “zz”." in text(client.get(reverse("results"), {"view": "all", "q": "zz"}))
    seen = client_of(cast.bea).get(reverse("results"), {"view": "all"})
    assert seen.context["rows"] == []


def test_pages_ask_the_same_however_many_attempts(cast: Cast, whole: Whole, client_of: ClientOf) -> None:
    pages = {
        "unit": (cast.bob, address("unit", whole.test)),
        "my_unit": (cast.carol, address("my_unit", whole.test)),
        "record_result": (cast.bob, address("record_result", whole.test)),
        "results": (cast.alice, f"{reverse('results')}?view=all"),
    }
    found: dict[str, list[int]] = {name: [] for name in pages}
    for attempt in range(3):
        said = sitting(passed=False, days_ago=9 - attempt, minutes=70, marks=marks(whole.test, 1, attempt % 3))
        corrected(cast.alice, cast.bob, recorded(cast.alice, whole.test, said), sitting(False, days_ago=9 - attempt))
        for name, (who, where) in pages.items() if attempt != 1 else ():
            client = client_of(who)
            with CaptureQueriesContext(connection) as asked:
                assert client.get(where).status_code == 200
            found[name].append(len(asked))
    assert all(first == last for first, last in found.values()), found
    assert max(found["record_result"] + found["results"]) <= MOST, found


def test_the_list_asks_the_same_however_long(cast: Cast, whole: Whole, client_of: ClientOf) -> None:
    unit = whole.test.unit
    counted = []
    for name in ("Dan Dale", "Fay Fox", "Gus Gray"):
        person = factories.member(cast.centre, cast.carol.role, name)
        registration = factories.registration(person, cast.specification, assessor=cast.bob, recorded_by=cast.alice)
        recorded(cast.bob, factories.whole_enrolment(registration, unit), sitting(days_ago=0, minutes=62))
        client = client_of(cast.alice)
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("results"))
        counted.append(len(asked))
    assert counted[0] == counted[-1] <= MOST
