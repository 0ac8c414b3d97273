"""The list of claims, the register, the navigation: what each shows to whom, in how many queries."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from centres.models import AuditEvent, Membership, Role
from centres.navigation import items_for
from claims.models import Document
from claims.models.claim import Kind
from claims.panels import claims_waiting, ready_tile
from claims.selectors.claims_list import ClaimsList, ready_count
from claims.services.pull_claim import pull_claim
from portfolio.models import Registration
from portfolio.states import RegistrationState, UnitState
from tests import factories
from tests.cast import Cast
from tests.claims import story

pytestmark = pytest.mark.core
SignIn = Callable[[Membership], Client]


def another(cast: Cast, name: str, codes: list[str]) -> Registration:
    candidate = factories.member(cast.centre, Role.CANDIDATE, name)
    made = factories.registration(candidate, cast.specification, assessor=cast.bob, recorded_by=cast.alice)
    for code in codes:
        story.cleared(made, code, assessor=cast.bob, iqa=cast.ivan)
    return made


def groups(cast: Cast) -> dict[str, str]:
    return {entry.check.candidate: entry.group for entry in ClaimsList(cast.alice).entries}


def test_candidates_are_listed_by_what_stops_them(cast: Cast) -> None:
    story.ready(cast)
    making = another(cast, "Fay Fox", ["X/101", "X/102", "X/202"])
    story.claimed(cast, making, printed=False)
    another(cast, "Gus Gale", ["X/101"])
    another(cast, "Ida Ash", ["X/101", "X/201", "X/202"])
    done = another(cast, "Hal Hope", ["X/101", "X/102", "X/201"])
    story.claimed(cast, done)
    assert list(groups(cast).items()) == [
        ("Carol Cole", "ready"),
        ("Fay Fox", "making"),
        ("Ida Ash", "nearly"),
        ("Gus Gale", "later"),
        ("Dan Dale", "later"),
    ]


def test_a_held_claim_stands_first_and_waits_on_the_admins_first_page(cast: Cast) -> None:
    registration = story.proqual(cast, story.P2)
    story.claimed(cast, registration, printed=False)
    first = ClaimsList(cast.alice).entries[0]
    assert (first.check.registration, first.group) == (registration.pk, "held")
    assert [blocker.message for blocker in claims_waiting(cast.alice)] == ["Carol Cole's claim is held"]
    assert in_navigation(cast) == 1


def test_a_claim_that_the_second_look_pulled_waits_until_it_is_claimed_again(cast: Cast) -> None:
    registration = story.ready(cast)
    claim = story.claimed(cast, registration, printed=False)
    registration.enrolments.filter(unit__code="X/101").update(state=UnitState.HOLD)
    story.work(claim)
    assert [blocker.message for blocker in claims_waiting(cast.alice)] == ["Carol Cole's claim was pulled"]
    assert in_navigation(cast) == 1
    registration.enrolments.filter(unit__code="X/101").update(state=UnitState.SIGNED)
    story.claimed(cast, registration)
    assert (list(claims_waiting(cast.alice)), in_navigation(cast)) == ([], 0)


def test_a_claim_pulled_by_hand_waits_for_nobody(cast: Cast) -> None:
    claim = story.claimed(cast, story.ready(cast), printed=False)
    pull_claim(actor=cast.alice, claim=claim, reason="The name is wrong.")
    assert (list(claims_waiting(cast.alice)), in_navigation(cast)) == ([], 0)


def in_navigation(cast: Cast) -> int:
    return next(item.count for item in items_for(cast.alice, "/") if item.label == "Claims")


def test_the_first_page_counts_the_ready_and_the_navigation_does_not(cast: Cast) -> None:
    assert ready_tile(cast.alice).number == 0
    registration = story.ready(cast)
    another(cast, "Fay Fox", ["X/101", "X/102"])
    held = another(cast, "Gus Gale", ["X/101", "X/102", "X/201", "X/202"])
    held.enrolments.filter(unit__code="X/202").update(state=UnitState.HOLD)
    assert (ready_tile(cast.alice).number, in_navigation(cast)) == (1, 0)
    assert groups(cast)["Carol Cole"] == "ready"
    assert ready_tile(cast.alice).title == "candidate ready to claim"
    story.claimed(cast, registration, printed=False)
    assert ready_count(cast.alice) == 0
    Registration.objects.update(state=RegistrationState.WITHDRAWN)
    assert ready_count(cast.alice) == 0


def test_the_list_costs_the_same_for_one_candidate_of_each_kind_and_for_three(
    cast: Cast, client_of: SignIn, django_assert_num_queries: Any
) -> None:
    """The gate is read for those whom the rule lets through, and then the rows of the others that are shown."""
    story.ready(cast)
    story.cleared(cast.other_registration, "X/101", assessor=cast.bob, iqa=cast.ivan)
    client = client_of(cast.alice)
    client.get(reverse("claims"))
    with django_assert_num_queries(33):
        client.get(reverse("claims"))
    for name in ("Fay Fox", "Gus Gale"):
        another(cast, name, ["X/101"])
        another(cast, f"{name} too", ["X/101", "X/102", "X/201"])
    with django_assert_num_queries(33):
        body = client.get(reverse("claims")).content.decode()
    assert "3 candidates are ready to claim." in body


def test_the_list_can_be_narrowed_to_one_group(cast: Cast, client_of: SignIn) -> None:
    story.ready(cast)
    body = client_of(cast.alice).get(reverse("claims"), {"view": "ready"}).content.decode()
    assert "Carol Cole" in body
    assert "Dan Dale" not in body


def test_the_register_lists_what_was_issued_and_finds_it_by_name_or_number(cast: Cast, client_of: SignIn) -> None:
    claim = story.claimed(cast, story.ready(cast))
    other = another(cast, "Fay Fox", ["X/101"])
    unit = story.claimed(cast, other, Kind.UNIT)
    waiting = story.claimed(cast, another(cast, "Gus Gale", ["X/101"]), Kind.UNIT, printed=False)
    client = client_of(cast.alice)

    def numbers(**asked: Any) -> set[str]:
        body = client.get(reverse("register"), asked).content.decode()
        return {document.number for document in Document.objects.all() if document.number in body}

    full, single = {document.number for document in claim.documents.all()}, unit.documents.get().number
    assert numbers() == full | {single}
    assert numbers(q="fay") == {single}
    assert numbers(q=single[-6:].lower()) == {single}
    year = unit.documents.get().issued_at.year
    assert (numbers(year=year), numbers(year=year - 1)) == (full | {single}, full | {single})
    assert numbers(q="nobody") == set()
    assert waiting.documents.get().number not in numbers()


def test_the_register_costs_the_same_for_one_row_and_for_three(
    cast: Cast, client_of: SignIn, django_assert_num_queries: Any
) -> None:
    story.claimed(cast, story.ready(cast, ["X/101"]), Kind.UNIT)
    client = client_of(cast.eve)
    with django_assert_num_queries(5):
        client.get(reverse("register"))
    for name in ("Fay Fox", "Gus Gale"):
        story.claimed(cast, another(cast, name, ["X/101"]), Kind.UNIT)
    with django_assert_num_queries(5):
        assert client.get(reverse("register")).content.decode().count("Unit certificate") == 3


def test_a_download_is_an_attachment_that_nobody_else_keeps_and_is_on_record(cast: Cast, client_of: SignIn) -> None:
    document = story.claimed(cast, story.ready(cast)).documents.get(kind="title")
    response = client_of(cast.carol).get(reverse("document", args=[document.pk]))
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == f'attachment; filename="{document.number}.pdf"'
    assert "private" in response["Cache-Control"]
    assert "no-store" in response["Cache-Control"]
    assert b"".join(response.streaming_content)[:5] == b"%PDF-"
    event = AuditEvent.objects.get(verb="document.taken")
    assert (event.actor, event.object_id) == (cast.carol, document.pk)


def test_who_may_download(cast: Cast, client_of: SignIn) -> None:
    document = story.claimed(cast, story.ready(cast)).documents.get(kind="title")
    found = {}
    for who in ("alice", "ivan", "eve", "carol", "dan", "bob"):
        response = client_of(getattr(cast, who)).get(reverse("document", args=[document.pk]))
        content = b"".join(response)  # to its end, so that the file is closed
        found[who] = response.status_code, content[:5] == b"%PDF-"
    there = dict.fromkeys(("alice", "ivan", "eve", "carol"), (200, True))
    assert found == {**there, "dan": (404, False), "bob": (403, False)}


def test_another_centre_sees_no_document(cast: Cast, client_of: SignIn) -> None:
    document = story.claimed(cast, story.ready(cast)).documents.get(kind="title")
    for role in (Role.ADMIN, Role.EQA, Role.CANDIDATE):
        client = client_of(cast.charlie[role])
        assert client.get(reverse("document", args=[document.pk])).status_code == 404
        assert document.number not in client.get(reverse("register")).content.decode()


def test_a_document_that_was_not_issued_cannot_be_downloaded(cast: Cast, client_of: SignIn) -> None:
    claim = story.claimed(cast, story.ready(cast), printed=False)
    document = claim.documents.get(kind="title")
    assert client_of(cast.alice).get(reverse("document", args=[document.pk])).status_code == 404


def test_a_candidate_finds_their_certificates(cast: Cast, client_of: SignIn) -> None:
    client = client_of(cast.carol)
    assert "No certificate yet." in client.get(reverse("register")).content.decode()
    claim = story.claimed(cast, story.ready(cast))
    body = client.get(reverse("register")).content.decode()
    assert all(document.number in body for document in claim.documents.all())
    assert "Invented Level 4 Diploma" in body


def test_a_candidate_finds_their_certificates_on_their_home_page_and_nobody_elses(
    cast: Cast, client_of: SignIn
) -> None:
    story.ready(cast)
    story.claimed(cast, cast.registration)
    home = reverse("candidate_home")
    addresses = [reverse("document", args=[document.pk]) for document in Document.objects.all()]
    mine, theirs = client_of(cast.carol).get(home).content.decode(), client_of(cast.dan).get(home).content.decode()
    assert [address in mine for address in addresses] == [True, True]
    assert [address in theirs for address in addresses] == [False, False]
