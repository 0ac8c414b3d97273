"""The pages of plans and reviews: what each side finds to sign, and that nothing typed is lost."""

import datetime as dt
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessment.models import AssessmentPlan, PlannedTask, Review
from centres.models import Membership, TextDraft
from centres.services.save_text_draft import save_text_draft
from tests import factories
from tests.assessment.conftest import Work
from tests.cast import Cast
from tests.queries import queries_of

ClientOf = Callable[[Membership], Client]


def steps(client: Client) -> list[str]:
    return [step.what for step in client.get("/my/").context["steps"]]


def text(answer: Any, status: int = 200) -> str:
    assert answer.status_code == status
    return str(answer.content.decode())


def test_an_assessor_signs_and_the_candidate_agrees(cast: Cast, work: Work, client_of: ClientOf) -> None:
    address = reverse("assessment_plan", args=[cast.registration.pk])
    bob = client_of(cast.bob)
    assert "1 thing is stopping the plan" in text(bob.get(address))
    factories.task(cast.registration, planned_by=cast.bob, criteria=work.rows[:1])
    unsigned = text(bob.post(address, {"needs": "Telephone manner."}), 409)
    assert "The signature is not ticked." in unsigned
    assert "Telephone manner." in unsigned
    assert bob.post(address, {"needs": "Telephone manner.", "signed": "on"}).status_code == 302
    plan = AssessmentPlan.objects.get()

    carol = client_of(cast.carol)
    assert "Agree to your assessment plan" in steps(carol)
    assert "Telephone manner." in text(carol.get("/my/assessment-plan/"))
    assert "The signature is not ticked." in text(carol.post(reverse("agree_plan", args=[plan.pk])), 409)
    for _ in range(2):
        assert carol.post(reverse("agree_plan", args=[plan.pk]), {"signed": "on"}).status_code == 302
    assert "Agree to your assessment plan" not in steps(carol)
    assert "Agreed by both" in text(client_of(cast.ivan).get(address))
    assert "Agreed by both" in text(client_of(cast.eve).get(reverse("plan_version", args=[plan.pk])))


def test_a_change_that_is_asked_for_reaches_the_assessor(cast: Cast, client_of: ClientOf) -> None:
    factories.task(cast.registration, planned_by=cast.bob)
    plan = factories.assessment_plan(cast.registration, made_by=cast.bob)
    carol, address = client_of(cast.carol), reverse("ask_for_change", args=[plan.pk])
    assert "Say what is to be different." in text(carol.post(address, {"comment": ""}))
    assert carol.post(address, {"comment": "I am away in May."}).status_code == 302
    late = text(carol.post(address, {"comment": "And in June."}), 409)
    assert "And in June." in late
    assert "I am away in May." in text(client_of(cast.bob).get(reverse("assessment_plan", args=[cast.registration.pk])))


def test_a_plan_becomes_a_template_for_others(cast: Cast, client_of: ClientOf) -> None:
    factories.task(cast.registration, planned_by=cast.bob)
    bob = client_of(cast.bob)
    bob.post(reverse("assessment_plan", args=[cast.registration.pk]), {"signed": "on"})
    plan = AssessmentPlan.objects.get()
    assert "Fill this in." in text(bob.post(reverse("keep_template", args=[plan.pk]), {"name": ""}))
    bob.post(reverse("keep_template", args=[plan.pk]), {"name": "First weeks"})
    other = reverse("assessment_plan", args=[cast.other_registration.pk])
    assert "<option>First weeks</option>" in text(bob.get(other))
    use = reverse("use_template", args=[cast.other_registration.pk])
    assert "1 task planned from “First weeks”." in text(bob.post(use, {"template": "First weeks"}, follow=True))
    assert "This template is not there any more." in text(bob.post(use, {"template": "Another centre's"}), 409)


def test_both_sign_a_review(cast: Cast, client_of: ClientOf) -> None:
    bob, address = client_of(cast.bob), reverse("reviews", args=[cast.registration.pk])
    assert "No review yet." in text(bob.get(address))
    today = timezone.localdate()
    sent = {"held_on": today, "progress": "Two units begun.", "next_on": today + dt.timedelta(56), "what_1": "Call"}
    assert "Enter by when." in text(bob.post(address, sent | {"signed": "on"}))
    assert "Two units begun." in text(bob.post(address, sent | {"due_1": today}), 409)
    assert bob.post(address, sent | {"due_1": today, "signed": "on"}).status_code == 302
    assert PlannedTask.objects.get().what == "Call"
    review = Review.objects.get()

    carol, sign = client_of(cast.carol), reverse("sign_review", args=[review.pk])
    assert "Sign your review" in steps(carol)
    assert "I was ill." in text(carol.post(sign, {"comment": "I was ill."}), 409)
    assert carol.post(sign, {"comment": "I was ill.", "signed": "on"}).status_code == 302
    assert "Signed by both" in text(carol.get("/my/reviews/"))
    assert "I was ill." in text(client_of(cast.alice).get(address))


def test_a_review_that_is_overdue_shows_on_the_candidates_page(cast: Cast, client_of: ClientOf) -> None:
    address = reverse("candidate", args=[cast.registration.pk])
    assert "Next review" in text(client_of(cast.bob).get(address))
    type(cast.registration).objects.update(registered_on=timezone.localdate() - dt.timedelta(weeks=9))
    assert "Review overdue" in text(client_of(cast.bob).get(address))


@pytest.mark.parametrize("name", ["assessment_plan", "reviews"])
def test_the_pages_cost_the_same_however_much(cast: Cast, work: Work, client_of: ClientOf, name: str) -> None:
    def more() -> None:
        factories.task(cast.registration, planned_by=cast.bob, criteria=work.rows)
        factories.review(cast.registration, made_by=cast.bob)
        factories.assessment_plan(cast.registration, made_by=cast.bob)

    client, address = client_of(cast.bob), reverse(name, args=[cast.registration.pk])
    more()
    before = queries_of(client, address)
    more()
    more()
    assert queries_of(client, address) == before <= 15


def test_what_is_typed_is_kept_until_it_is_signed_or_sent(cast: Cast, client_of: ClientOf) -> None:
    """At each of the four forms: the page says where its words are kept, and the act closes what was kept there."""
    factories.task(cast.registration, planned_by=cast.bob)
    registration, today = cast.registration.pk, timezone.localdate()
    _is_kept(
        cast.bob, client_of, "plan", registration, reverse("assessment_plan", args=[registration]), needs="Telephone."
    )
    plan = AssessmentPlan.objects.get()
    sent_back = reverse("ask_for_change", args=[plan.pk])
    _is_kept(
        cast.carol, client_of, "plan_change", plan.pk, sent_back, "/my/assessment-plan/", comment="I am away in May."
    )
    days = {"held_on": str(today), "next_on": str(today + dt.timedelta(weeks=8))}
    said = days | {"progress": "Two units are done."}
    _is_kept(cast.bob, client_of, "review", registration, reverse("reviews", args=[registration]), **said)
    review = Review.objects.get()
    signing = reverse("sign_review", args=[review.pk])
    _is_kept(cast.carol, client_of, "review_signature", review.pk, signing, "/my/reviews/", comment="Three of them.")


def _is_kept(
    person: Membership, client_of: ClientOf, word: str, key: UUID, address: str, page: str = "", **typed: str
) -> None:
    client, place, window = client_of(person), f"{word}:{key}", uuid4()
    assert f'data-draft="{place}"' in text(client.get(page or address))
    fields = {name: [value] for name, value in typed.items()}
    save_text_draft(actor=person, place=place, window=window, turn=1, fields=fields, device="phone")
    mark = {"draft_mark": f"{window}:2"}
    assert client.post(address, typed | mark | {"signed": "on"}).status_code == 302
    assert not TextDraft.objects.at(place).exists()
