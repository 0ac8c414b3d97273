import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessment.models import CriterionDecision
from centres.models import Membership, Role
from portfolio.models import CriterionProgress, Evidence, Preview
from portfolio.states import CriterionState, EvidenceState, UnitState
from tests import factories
from tests.assessment.acts import NOT_YET, judge
from tests.assessment.conftest import Work, shell_of, submitted
from tests.cast import Cast
from units.models import Competence, Criterion

ClientOf = Callable[[Membership], Client]
ALL = {"valid": "on", "authentic": "on", "current": "on", "sufficient": "on"}


def address(item: Evidence) -> str:
    return reverse("marking", args=[item.pk])


def filled(progress: CriterionProgress, verdict: str, attempt: int = 1, **more: str) -> dict[str, str]:
    """What a browser sends for one criterion."""
    rules = ALL if verdict == "met" else dict.fromkeys(("valid", "authentic", "current"), "on")
    return {
        f"c{progress.pk.hex}-{k}": str(v) for k, v in ({"verdict": verdict, "attempt": attempt} | rules | more).items()
    }


def test_the_item_stands_beside_its_criteria_and_nothing_is_ticked(cast: Cast, work: Work, client_of: ClientOf) -> None:
    page = client_of(cast.bob).get(address(work.item)).content.decode()
    assert "Carol Cole: Complaint record" in page
    assert page.count("data-criterion") == 3
    assert "checked" not in page
    assert "3 criteria to decide" in page
    assert work.item.receipt in page
    assert work.item.file_id in page


def test_official_wording_is_offered_once_it_was_imported(cast: Cast, work: Work, client_of: ClientOf) -> None:
    client = client_of(cast.bob)
    assert "Official wording" not in client.get(address(work.item)).content.decode()
    Criterion.objects.filter(pk=work.rows[0].criterion_id).update(text="Invented wording of the body.")
    factories.handbook(cast.centre, cast.specification)
    assert "Invented wording of the body." in client.get(address(work.item)).content.decode()


def test_pages_video_sound_and_other_files_are_shown_each_in_its_way(
    cast: Cast, work: Work, client_of: ClientOf
) -> None:
    client, file = client_of(cast.bob), work.item.file
    assert "opens in its own program" in client.get(address(work.item)).content.decode()
    for media_type, sign in (
        ("video/mp4", "<video"),
        ("audio/mpeg", "<audio"),
    ):
        type(file).objects.filter(pk=file.pk).update(media_type=media_type)
        page = client.get(address(work.item)).content.decode()
        assert sign in page
        assert reverse("evidence_file", args=[work.item.pk]) in page
    type(file).objects.filter(pk=file.pk).update(media_type="application/pdf")
    for number in (1, 2):
        picture = factories.stored_file(media_type="image/webp")
        Preview.objects.create(file=file, page=number, image=picture, width=800, height=1100)
    page = client.get(address(work.item)).content.decode()
    assert reverse("evidence_preview", args=[work.item.pk, 2]) in page
    assert "Page 2 of 2: What I did" in page


def test_only_what_was_answered_is_saved_and_the_next_item_opens(cast: Cast, work: Work, client_of: ClientOf) -> None:
    other = submitted(cast.registration, 1)
    answer = filled(work.rows[0], "met") | filled(work.rows[1], "not_yet", feedback="Add the reply.")
    answer |= {f"c{work.rows[2].pk.hex}-attempt": "1"}
    reply = client_of(cast.bob).post(address(work.item), answer, follow=True)
    assert reply.redirect_chain == [(address(other.item), 302)]
    assert "Saved: 1 met, 1 not yet met." in reply.content.decode()
    assert [row.state for row in work.enrolment.criteria.in_order()] == ["met", "not_yet", "sent"]


def test_after_the_last_item_comes_the_queue(cast: Cast, work: Work, client_of: ClientOf) -> None:
    answer: dict[str, str] = {}
    for row in work.rows:
        answer |= filled(row, "met")
    reply = client_of(cast.bob).post(address(work.item), answer, follow=True)
    assert reply.redirect_chain == [(reverse("queue"), 302)]
    page = reply.content.decode()
    assert "Nothing waits for a decision" in page
    assert f'<a href="{reverse("unit", args=[work.enrolment.pk])}">Sign the unit off</a>' in page


def test_a_refusal_keeps_what_was_typed_and_saves_nothing(cast: Cast, work: Work, client_of: ClientOf) -> None:
    answer = filled(work.rows[0], "met", sufficient="") | filled(work.rows[1], "not_yet", feedback="")
    answer |= {f"c{work.rows[0].pk.hex}-feedback": "Clear <b>record</b>."}
    reply = client_of(cast.bob).post(address(work.item), answer)
    page = reply.content.decode()
    assert reply.status_code == 409
    assert "Nothing was saved: 2 things to put right" in page
    assert "1.1 Show thing 1.1: met needs all four rules of evidence, and sufficient is not ticked." in page
    assert "1.2 Show thing 1.2: not yet met needs feedback." in page
    assert f'href="#decide-{work.rows[1].pk}"' in page
    assert "Clear &lt;b&gt;record&lt;/b&gt;." in page
    assert len(re.findall(r'type="radio"[^>]* checked', page)) == 2
    assert len(re.findall(r'type="checkbox"[^>]* checked', page)) == 6
    assert CriterionDecision.objects.count() == 0


def test_one_feedback_can_serve_several_criteria(cast: Cast, work: Work, client_of: ClientOf) -> None:
    answer = filled(work.rows[0], "not_yet") | filled(work.rows[1], "not_yet", feedback="Its own.")
    answer |= filled(work.rows[2], "met") | {"shared": "The same for both."}
    client_of(cast.bob).post(address(work.item), answer)
    said = dict(CriterionDecision.objects.values_list("progress__criterion__number", "feedback"))
    assert said == {"1.1": "The same for both.", "1.2": "Its own.", "2.1": ""}


def test_an_empty_form_and_half_an_answer_are_refused(cast: Cast, work: Work, client_of: ClientOf) -> None:
    client = client_of(cast.bob)
    assert "No criterion is decided." in client.post(address(work.item), {}).content.decode()
    half = client.post(address(work.item), filled(work.rows[0], ""))
    assert half.status_code == 409
    assert "no decision is chosen" in half.content.decode()


@pytest.mark.parametrize("value", ["x" * 4001, "a\x00b"])
def test_words_that_do_not_fit_are_refused_with_their_place(
    cast: Cast, work: Work, client_of: ClientOf, value: str
) -> None:
    reply = client_of(cast.bob).post(address(work.item), filled(work.rows[0], "not_yet", feedback=value))
    assert reply.status_code == 409
    assert "1.1 Show thing 1.1, feedback:" in reply.content.decode()


def test_a_second_press_says_the_same_and_makes_nothing_new(cast: Cast, work: Work, client_of: ClientOf) -> None:
    client, answer = client_of(cast.bob), filled(work.rows[0], "met")
    assert client.post(address(work.item), answer).status_code == 302
    assert client.post(address(work.item), answer).status_code == 302
    assert CriterionDecision.objects.count() == 1


def test_a_second_tab_is_shown_what_the_first_decided(cast: Cast, work: Work, client_of: ClientOf) -> None:
    client = client_of(cast.bob)
    client.post(address(work.item), filled(work.rows[0], "met"))
    reply = client.post(address(work.item), filled(work.rows[0], "not_yet", feedback="I see it differently."))
    page = reply.content.decode()
    assert reply.status_code == 409
    assert "was decided met by Bob Brown in the meantime" in page
    assert "I see it differently." in page
    assert CriterionDecision.objects.get().verdict == "met"


def test_what_is_stopping_this_person_is_shown_instead_of_the_fields(
    cast: Cast, work: Work, client_of: ClientOf
) -> None:
    Competence.objects.filter(membership=cast.bob, unit=work.unit).delete()
    client = client_of(cast.bob)
    page = client.get(address(work.item)).content.decode()
    assert "Bob Brown is not on record as competent" in page
    assert "data-criterion" not in page
    reply = client.post(address(work.item), filled(work.rows[0], "met", feedback="Words kept."))
    assert (reply.status_code, CriterionDecision.objects.count()) == (409, 0)
    assert "Words kept." in reply.content.decode()


def test_a_countersigner_is_told_what_deciding_costs(cast: Cast, tess_work: Work, client_of: ClientOf) -> None:
    said = "If you decide on a unit yourself, you cannot countersign it."
    assert said in client_of(cast.bea).get(address(tess_work.item)).content.decode()
    assert said not in client_of(cast.tess).get(address(tess_work.item)).content.decode()


def test_an_item_that_others_rest_beside_shows_them_as_tabs(cast: Cast, work: Work, client_of: ClientOf) -> None:
    other = factories.evidence(cast.registration, title="Second example", progress=[work.rows[0]])
    page = client_of(cast.bob).get(address(work.item) + f"?item={other.pk}").content.decode()
    assert f'<a href="?item={other.pk}" aria-current="true">' in page
    assert "Rests on 2 items" in page
    assert other.receipt in page


def test_the_queue_is_walked_back_and_forth(cast: Cast, work: Work, client_of: ClientOf) -> None:
    middle, last = submitted(cast.registration, 1), submitted(cast.other_registration)
    page = client_of(cast.bob).get(address(middle.item)).content.decode()
    assert "2 of 3" in page
    assert address(work.item) in page
    assert f'href="{address(last.item)}">Next: Dan Dale' in page


def test_drafts_and_strangers_are_not_found(cast: Cast, work: Work, client_of: ClientOf) -> None:
    draft = factories.evidence(cast.registration, state=EvidenceState.DRAFT, progress=[work.rows[0]])
    assert client_of(cast.bob).get(address(draft)).status_code == 404
    for person in (cast.charlie[Role.ASSESSOR], cast.bea):
        for method in ("get", "post"):
            assert getattr(client_of(person), method)(address(work.item)).status_code == 404
    for person in (cast.carol, cast.alice, cast.ivan, cast.eve):
        assert client_of(person).get(address(work.item)).status_code == 403


def test_a_signed_unit_has_nothing_to_decide(cast: Cast, work: Work, client_of: ClientOf) -> None:
    for row in work.rows:
        judge(cast.bob, row)
    type(work.enrolment).objects.update(state=UnitState.SIGNED)
    page = client_of(cast.bob).get(address(work.item)).content.decode()
    assert "Nothing waits here" in page
    assert "Met by Bob Brown" in page


def test_the_page_costs_the_same_for_three_criteria_as_for_one(cast: Cast, client_of: ClientOf) -> None:
    rows = list(factories.enrolment(cast.registration, cast.specification.units.first()).criteria.in_order())
    one, three = (factories.evidence(cast.registration, progress=part) for part in (rows[:1], rows))
    client = client_of(cast.bob)
    client.get(address(one))
    costs = []
    for item in (one, three):
        with CaptureQueriesContext(connection) as queries:
            client.get(address(item))
        costs.append(len(queries))
    assert costs[0] == costs[1]


# The queue --------------------------------------------------------------------------------------------------------
def titles(page: Any) -> list[str]:
    return [row.item.title for row in page.context["rows"]]


def test_the_queue_lists_what_waits_the_oldest_first(cast: Cast, work: Work, client_of: ClientOf) -> None:
    type(work.item).objects.filter(pk=work.item.pk).update(title="First")
    submitted(cast.other_registration)
    factories.evidence(cast.registration, state=EvidenceState.DRAFT, title="Draft")
    page = client_of(cast.bob).get(reverse("queue"))
    assert titles(page) == ["First", "Complaint record"]
    assert "2 items wait for a decision" in page.content.decode()
    assert '<span class="badge-count">2' in page.content.decode()


def test_what_was_decided_leaves_the_queue_and_an_answer_comes_back_alone(
    cast: Cast, work: Work, client_of: ClientOf
) -> None:
    client = client_of(cast.bob)
    judge(cast.bob, work.rows[0], **NOT_YET)
    for row in work.rows[1:]:
        judge(cast.bob, row)
    assert titles(client.get(reverse("queue"))) == []
    factories.evidence(cast.registration, progress=[work.rows[0]], title="Answer")
    page = client.get(reverse("queue"))
    assert titles(page) == ["Answer"]
    assert "After feedback" in page.content.decode()


def test_a_reopened_criterion_brings_its_evidence_back(cast: Cast, work: Work, client_of: ClientOf) -> None:
    for row in work.rows:
        judge(cast.bob, row)
    CriterionProgress.objects.filter(pk=work.rows[0].pk).update(state=CriterionState.REOPENED)
    assert titles(client_of(cast.bob).get(reverse("queue"))) == ["Complaint record"]


def test_an_item_that_only_an_old_decision_used_waits_when_nothing_newer_does(
    cast: Cast, work: Work, client_of: ClientOf
) -> None:
    judge(cast.bob, work.rows[0], **NOT_YET)
    CriterionProgress.objects.update(state=CriterionState.NOT_YET)
    CriterionProgress.objects.filter(pk=work.rows[0].pk).update(state=CriterionState.SENT)
    assert titles(client_of(cast.bob).get(reverse("queue"))) == ["Complaint record"]


def test_a_countersigner_sees_what_waits_for_the_trainee_apart(
    cast: Cast, tess_work: Work, client_of: ClientOf
) -> None:
    page = client_of(cast.bea).get(reverse("queue"))
    assert titles(page) == []
    assert [row.item for row in page.context["trainees"]] == [tess_work.item]


@pytest.mark.parametrize("number", [1, 3])
def test_the_queue_costs_the_same_however_long(
    cast: Cast, client_of: ClientOf, django_assert_num_queries: Any, number: int
) -> None:
    for index in range(number):
        submitted(cast.registration, index)
    client = client_of(cast.bob)
    with django_assert_num_queries(4 + shell_of(Role.ASSESSOR)):
        assert len(titles(client.get(reverse("queue")))) == number
