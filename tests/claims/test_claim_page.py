import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse

from centres.models import Job, Membership
from centres.selectors import SESSION_KEY
from claims.freezing import deciding
from claims.gates import claim_gate
from claims.loading import standing_of
from claims.models import Claim
from claims.models.claim import Kind
from claims.states import ClaimState
from portfolio.models import Registration
from tests import factories
from tests.cast import Cast
from tests.claims import story
from units.combination import Outcome

pytestmark = pytest.mark.core
SignIn = Callable[[Membership], Client]
SIGNED = {"kind": "full", "full-signed": "on"}


def a_client_of(member: Membership) -> Client:
    client = Client()
    client.force_login(member.user)
    session = client.session
    session[SESSION_KEY] = str(member.pk)
    session.save()
    return client


def page(client: Client, registration: Registration) -> str:
    response = client.get(reverse("claim", args=[registration.pk]))
    assert response.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def press(client: Client, registration: Registration, **fields: str):  # type: ignore[no-untyped-def]
    return client.post(reverse("make_claim", args=[registration.pk]), SIGNED | fields)


def test_a_closed_gate_lists_everything_and_its_button_claims_nothing(cast: Cast, client_of: SignIn) -> None:
    story.ready(cast, ["X/101"])
    client = client_of(cast.alice)
    said = page(client, cast.registration)
    assert "3 things are stopping this claim" in said
    assert "Both units of Group A: 5 short." in said
    refused = press(client, cast.registration)
    assert refused.status_code == 409
    assert "3 things are stopping this claim" in refused.content.decode()
    assert not Claim.objects.exists()


def test_an_open_gate_is_signed_and_claimed_and_the_worker_is_woken(cast: Cast, client_of: SignIn) -> None:
    client, registration = client_of(cast.alice), story.ready(cast)
    assert "Nothing is stopping this claim" in page(client, registration)
    response = press(client, registration)
    assert response.url == reverse("claim", args=[registration.pk])
    assert "Claimed, and being checked once more" in page(client, registration)
    assert Job.objects.filter(purpose="finish_claim").count() == 1


def test_an_unsigned_claim_is_not_made_and_says_what_to_do(cast: Cast, client_of: SignIn) -> None:
    registration = story.ready(cast)
    response = client_of(cast.alice).post(reverse("make_claim", args=[registration.pk]), {"kind": "full"})
    assert response.status_code == 409
    assert "Tick the box to sign the claim." in response.content.decode()
    assert not Claim.objects.exists()


def test_two_admins_who_press_together_make_one_claim(cast: Cast) -> None:
    second = factories.member(cast.centre, "admin", "Amir Aziz")  # type: ignore[arg-type]
    registration = story.ready(cast)
    first, other = a_client_of(cast.alice), a_client_of(second)
    assert [press(client, registration).status_code for client in (first, other, first)] == [302, 302, 302]
    claim = Claim.objects.get()
    assert (claim.claimed_by, claim.documents.count()) == (cast.alice, 2)
    assert Job.objects.filter(purpose="finish_claim").count() == 1
    story.work(claim)
    assert press(other, registration).status_code == 302
    assert Claim.objects.count() == 1
    assert "Claimed by Alice Adams" in page(other, registration)


def test_the_rule_is_shown_clause_by_clause_with_its_units(cast: Cast, client_of: SignIn) -> None:
    story.ready(cast, ["X/101", "X/102"])
    story.enrolled(cast.registration, "X/201")
    said = page(client_of(cast.alice), cast.registration)
    assert "1 of 3 clauses met" in said
    assert "Have 10 · need 15" in said
    assert "X/201 Unit X/201 5 , not cleared" in said
    assert "2 of 3 units cleared" in said


def test_where_readings_differ_all_are_shown_and_the_claim_is_held(cast: Cast, client_of: SignIn) -> None:
    client, registration = client_of(cast.alice), story.proqual(cast, story.P2)
    said = page(client, registration)
    assert "4 readings, and they differ" in said
    assert "Claim, and hold for the answer" in said
    assert "Counts 47 credits" in said
    assert "Counts 50 credits" in said
    press(client, registration)
    claim = Claim.objects.get()
    said = page(client, registration)
    assert "Held: the awarding organisation has to say which reading holds" in said
    client.post(reverse("confirm_claim", args=[claim.pk]), {"reference": "PQ/118"})
    claim.refresh_from_db()
    assert (claim.state, claim.confirmation) == (ClaimState.QUEUED, "PQ/118")


def test_the_reading_that_the_body_confirmed_is_named_with_its_reference(cast: Cast, client_of: SignIn) -> None:
    client, registration = client_of(cast.alice), story.proqual(cast, story.P2)
    assert "Strict: whole units, each level by itself (decides unless the body says otherwise)" in page(
        client, registration
    )
    claim = story.claimed(cast, registration, printed=False)
    client.post(reverse("confirm_claim", args=[claim.pk]), {"reference": "PQ/118"})
    said = page(client, registration)
    assert f"{Outcome.from_dict(claim.outcome).readings[1].label} (confirmed under PQ/118)" in said
    assert said.count("confirmed under PQ/118") == 2  # once where the claim stands, once here
    assert "decides unless" not in said


def test_a_reading_that_refuses_what_the_strict_one_accepts_holds_a_claim_too(cast: Cast, client_of: SignIn) -> None:
    """No rule of today has such a reading: it is told from the differing verdicts of one that has the other kind."""
    claim = story.claimed(cast, story.proqual(cast, story.P2), printed=False)
    refuses, accepts, *_ = Outcome.from_dict(claim.outcome).readings
    outcome = replace(Outcome.from_dict(claim.outcome), readings=(accepts, refuses))
    assert (outcome.met, outcome.held, deciding(outcome)) == (True, True, accepts)
    standing = standing_of(claim.registration)
    standing.__dict__["verdict"] = outcome
    asked = {"registration": claim.registration, "kind": Kind.FULL, "standing": standing, "claim": claim}
    assert claim_gate.blockers(actor=cast.alice, **asked) == []
    Claim.objects.filter(pk=claim.pk).update(outcome=outcome.to_dict())
    said = page(client_of(cast.alice), claim.registration)
    assert "The readings differ" in said
    assert "2 readings, and they differ" in said


def test_a_held_claim_is_not_answered_without_a_reference(cast: Cast, client_of: SignIn) -> None:
    client, registration = client_of(cast.alice), story.proqual(cast, story.P2)
    press(client, registration)
    claim = Claim.objects.get()
    response = client.post(reverse("confirm_claim", args=[claim.pk]), {"reference": ""})
    assert response.status_code == 409
    assert "Enter the reference" in response.content.decode()
    client.post(reverse("confirm_claim", args=[claim.pk]), {"reference": "PQ/118", "refused": ""})
    claim.refresh_from_db()
    assert claim.state == ClaimState.PULLED


def test_the_documents_appear_once_they_are_made(cast: Cast, client_of: SignIn) -> None:
    client, registration = client_of(cast.alice), story.ready(cast)
    claim = story.claimed(cast, registration, printed=False)
    progress = reverse("claim_progress", args=[claim.pk])
    assert client.get(progress).status_code == 204
    story.work(claim)
    fragment = client.get(progress).content.decode()
    assert "The full certificate is claimed" in fragment
    assert "hx-trigger" not in fragment
    for document in claim.documents.all():
        assert document.number in fragment
        assert document.number in page(client, registration)


def test_a_pulled_claim_says_why_and_what_stops_the_next(cast: Cast, client_of: SignIn) -> None:
    client, registration = client_of(cast.alice), story.ready(cast)
    claim = story.claimed(cast, registration, printed=False)
    client.post(reverse("pull_claim", args=[claim.pk]), {"reason": "The name is wrong."})
    said = page(client, registration)
    assert "The claim was pulled, and nothing was printed" in said
    assert "The name is wrong." in said
    assert "Nothing is stopping this claim" in said


def test_a_unit_certificate_is_offered_beside_a_full_claim_that_is_stopped(cast: Cast, client_of: SignIn) -> None:
    story.ready(cast, ["X/101"])
    client = client_of(cast.alice)
    assert "1 unit can go on a unit certificate" in page(client, cast.registration)
    press(client, cast.registration, kind="unit", **{"unit-signed": "on"})
    claim = Claim.objects.get()
    assert claim.kind == Kind.UNIT
    story.work(claim)
    said = page(client, cast.registration)
    assert claim.documents.get().number in said
    assert "A unit certificate cannot be claimed yet" in said


def test_a_unit_claim_beside_a_full_one_is_refused_with_its_reason(cast: Cast, client_of: SignIn) -> None:
    registration = story.ready(cast)
    story.claimed(cast, registration)
    response = press(client_of(cast.alice), registration, kind="unit", **{"unit-signed": "on"})
    assert response.status_code == 409
    assert "The registration of Carol Cole is completed." in response.content.decode()


@pytest.mark.parametrize("who", ["ivan", "eve"])
def test_an_iqa_and_an_eqa_read_the_claim_without_buttons(cast: Cast, client_of: SignIn, who: str) -> None:
    story.ready(cast)
    client = client_of(getattr(cast, who))
    response = client.get(reverse("claim", args=[cast.registration.pk]))
    body = response.content.decode().split("<main")[1]
    assert "Nothing is stopping this claim" in body
    assert "<button" not in body
    assert press(client, cast.registration).status_code == 403


@pytest.mark.parametrize("who", ["bob", "carol"])
def test_claims_are_not_for_assessors_or_candidates(cast: Cast, client_of: SignIn, who: str) -> None:
    client = client_of(getattr(cast, who))
    assert client.get(reverse("claims")).status_code == 403
    assert client.get(reverse("claim", args=[cast.registration.pk])).status_code == 403


@pytest.mark.parametrize("role", ["admin", "iqa", "eqa"])
def test_another_centre_finds_nothing(cast: Cast, client_of: SignIn, role: str) -> None:
    claim = story.claimed(cast, story.ready(cast), printed=False)
    client = client_of(cast.charlie[role])  # type: ignore[index]
    found = [reverse("claim", args=[cast.registration.pk]), reverse("claim_progress", args=[claim.pk])]
    assert [client.get(url).status_code for url in found] == [404, 404]
    if role == "admin":
        posts = [reverse("make_claim", args=[cast.registration.pk])]
        posts += [reverse(name, args=[claim.pk]) for name in ("confirm_claim", "pull_claim")]
        assert [client.post(url, SIGNED | {"reference": "x", "reason": "x"}).status_code for url in posts] == [404] * 3
    claim.refresh_from_db()
    assert claim.state == ClaimState.QUEUED


def test_the_candidates_page_shows_how_near_the_claim_is(cast: Cast, client_of: SignIn) -> None:
    story.ready(cast)
    body = client_of(cast.alice).get(reverse("candidate", args=[cast.registration.pk])).content.decode()
    assert reverse("claim", args=[cast.registration.pk]) in body
    assert "Nothing stops the full certificate." in body


def test_a_units_page_says_which_certificate_it_is_on(cast: Cast) -> None:
    claim = story.claimed(cast, story.ready(cast), printed=False)
    enrolment = cast.registration.enrolments.get(unit__code="X/101")
    pages = {
        cast.alice: reverse("unit", args=[enrolment.pk]),
        cast.bob: reverse("unit", args=[enrolment.pk]),
        cast.carol: reverse("my_unit", args=[enrolment.pk]),
    }
    number = claim.documents.get(kind="title").number

    def shown() -> list[bool]:
        return [number in a_client_of(who).get(url).content.decode() for who, url in pages.items()]

    assert shown() == [True, False, False]
    story.work(claim)
    assert shown() == [True, True, True]
