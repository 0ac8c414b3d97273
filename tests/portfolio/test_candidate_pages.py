"""What a candidate sees: home, units, evidence."""

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager
from uuid import uuid4

import pytest
from django.test import Client

from centres.models import Membership, Role
from portfolio import panels
from portfolio.models import CriterionProgress, UnitEnrolment
from portfolio.selectors.units import unit_lines
from portfolio.services.choose_units import choose_units
from portfolio.services.withdraw_evidence import withdraw_evidence
from portfolio.states import CriterionState, RegistrationState, UnitState, move
from tests import factories
from tests.cast import Cast
from tests.portfolio.acts import chosen, ready, submitted, uploaded
from tests.queries import queries_of
from units.models import RegistrationExtension, Unit

ClientOf = Callable[[Membership], Client]


def page(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status
    return response.content.decode()


def headings(client: Client) -> list[str]:
    return [step.what for step in client.get("/my/").context["steps"]]


def test_home_says_what_to_do_next_from_the_first_day_on(cast: Cast, client_of: ClientOf) -> None:
    client = client_of(cast.carol)
    assert headings(client) == ["Choose your units"]
    (enrolment,) = chosen(cast)
    assert headings(client) == ["Upload your first evidence"]
    uploaded(cast)
    assert headings(client) == ["Finish “photo.jpg”"]
    draft = ready(cast, list(enrolment.criteria.all()), b"words")
    assert headings(client) == ["Finish “photo.jpg”", "Finish “Log”"]
    withdraw_evidence(actor=cast.carol, evidence=draft, reason="Wrong file")
    assert headings(client) == ["Finish “photo.jpg”"]


def test_home_counts_credits_of_signed_units_and_what_waits(cast: Cast, client_of: ClientOf) -> None:
    first, second = chosen(cast, 2)
    submitted(cast, list(second.criteria.all()))
    factories.sign_off(first, assessor=cast.bob)
    response = client_of(cast.carol).get("/my/")
    award = response.context["award"]
    assert (award.have, award.need) == (5, 15)
    assert [(row["have"], row["need"]) for row in award.rows] == [(5, 15), (5, 10), (0, 5)]
    [waits] = response.context["waiting"]
    assert (waits.who, waits.what) == ("Bob Brown", "3 criteria to decide")
    assert [(line.enrolment, line.state, line.in_words) for line in response.context["lines"]] == [
        (first, "signed", "3 met, of 3"),
        (second, "progress", "3 submitted, of 3"),
    ]


def test_units_say_where_they_stand(cast: Cast, client_of: ClientOf) -> None:
    _untouched, begun, ready_unit, awaiting = chosen(cast, 4)
    ready(cast, list(begun.criteria.all()))
    CriterionProgress.objects.filter(enrolment=ready_unit).update(state=CriterionState.MET)
    move(awaiting, UnitState, UnitState.AWAITING)
    response = client_of(cast.carol).get("/my/units/")
    assert [line.state for line in response.context["lines"]] == ["none", "progress", "ready", "awaiting"]
    assert "Awaiting countersignature" in response.content.decode()


def test_a_candidate_without_a_registration_is_told_so(cast: Cast, client_of: ClientOf) -> None:
    new = factories.member(cast.centre, Role.CANDIDATE, "New Nell")
    client = client_of(new)
    assert "You are not registered for a qualification yet" in page(client, "/my/")
    for address in ("/my/units/", "/my/upload/", "/my/evidence/", "/my/units/choose/"):
        assert "You are not registered for a qualification yet" in page(client, address, 409)


def test_two_qualifications_are_two_sets_of_pages(cast: Cast, client_of: ClientOf) -> None:
    other = factories.specification([factories.unit(f"Y/{number}") for number in (1, 2, 3)])
    second = factories.registration(cast.carol, other, assessor=cast.bob, recorded_by=cast.alice)
    client = client_of(cast.carol)
    assert client.get("/my/").context["registration"] == second
    assert client.post(f"/my/qualification/{cast.registration.pk}/").url == "/my/"
    for address in ("/my/", "/my/units/", "/my/evidence/", "/my/upload/"):
        assert client.get(address).context["registration"] == cast.registration
    assert client.post(f"/my/qualification/{cast.other_registration.pk}/").status_code == 404


def test_a_registration_that_is_over_asks_for_nothing(cast: Cast, client_of: ClientOf) -> None:
    move(cast.registration, RegistrationState, RegistrationState.WITHDRAWN)
    text = page(client_of(cast.carol), "/my/")
    assert "This registration is withdrawn" in text


def test_the_page_of_a_unit_shows_criteria_evidence_and_notes(cast: Cast, client_of: ClientOf) -> None:
    (enrolment,) = chosen(cast)
    row = enrolment.criteria.in_order().first()
    submitted(cast, [row])
    ready(cast, [row], b"words")

    def notes(actor: Membership, seen: UnitEnrolment) -> dict[object, dict[str, object]]:
        return {row.pk: {"template": "components/messages.html", "messages": [], "seen": seen}}

    panels.CRITERION_NOTES.append(notes)
    try:
        response = client_of(cast.carol).get(f"/my/units/{enrolment.pk}/")
    finally:
        panels.CRITERION_NOTES.remove(notes)
    first = response.context["rows"][0]
    assert [str(link.evidence) for link in first.shown] == ["Log", "Log"]
    assert {"template": "components/messages.html", "messages": [], "seen": enrolment} in first.notes
    text = response.content.decode()
    assert "(draft)" in text


def test_a_unit_is_the_candidates_own(cast: Cast, client_of: ClientOf) -> None:
    (enrolment,) = chosen(cast)
    for outsider in (cast.dan, cast.charlie[Role.CANDIDATE]):
        assert client_of(outsider).get(f"/my/units/{enrolment.pk}/").status_code == 404
        assert client_of(outsider).post(f"/units/{enrolment.pk}/drop/").status_code == 404
    assert client_of(cast.bob).get(f"/my/units/{enrolment.pk}/").status_code == 403


def test_units_are_chosen_on_a_page_that_says_how_far_they_reach(cast: Cast, client_of: ClientOf) -> None:
    chosen(cast)
    client = client_of(cast.carol)
    live = client.get("/my/units/choose/", {"unit": ["X/102", "X/201"]}).context["choice"]
    assert (live.wanted, live.reach.have, live.reach.outcome.met) == (3, 15, True)
    assert [title for title, _ in live.groups] == ["Group A", "Group B"]
    assert [(option.chosen, option.ticked) for option in live.groups[0][1]] == [(True, False), (False, True)]
    for _ in range(2):
        assert client.post("/my/units/choose/", {"unit": ["X/102", "X/201"]}).url == "/my/units/"
    assert cast.registration.enrolments.count() == 3


def test_a_choice_that_is_refused_keeps_the_ticks(cast: Cast, client_of: ClientOf) -> None:
    client = client_of(cast.carol)
    cast.ivan.competences.all().delete()
    cast.iris.competences.all().delete()
    response = client.post("/my/units/choose/", {"unit": ["X/101", "X/201"]})
    assert response.status_code == 409
    assert [blocker.message for blocker in response.context["blockers"]] == [
        "X/101 Unit X/101 needs one assessor and one different IQA.",
        "X/201 Unit X/201 needs one assessor and one different IQA.",
    ]
    options = [option for _, group in response.context["choice"].groups for option in group]
    assert [option.unit.code for option in options if option.ticked] == ["X/101", "X/201"]
    nothing = client.post("/my/units/choose/", {"unit": ["mangled", "\0"]})
    assert "No unit is ticked." in nothing.content.decode()


def test_the_choice_shows_whom_a_unit_suits_when_it_expires_and_what_stops_it(cast: Cast, client_of: ClientOf) -> None:
    dated, _, by_test, other = cast.specification.units.order_by("code")
    facts_of = {dated: {"expires_on": dt.date(2099, 12, 31), "suits": "Only for people who manage others."}}
    facts_of |= {by_test: {"method": "test", "reference": "J/600/1003"}}
    facts_of |= {other: {"method": "assignment", "reference": "J/600/1003"}}
    for unit, facts in facts_of.items():
        Unit.objects.filter(pk=unit.pk).update(**facts)
    for member, address in (
        (cast.carol, "/my/units/choose/"),
        (cast.bob, f"/candidates/{cast.registration.pk}/units/"),
    ):
        response = client_of(member).get(address)
        options = [option for _, group in response.context["choice"].groups for option in group]
        assert [(option.expiry, option.stopped) for option in options] == [
            ("expiry 31 December 2099", ""),
            ("expiry not stated", ""),
            ("expiry not stated", ""),
            ("expiry not stated", ""),
        ]
        assert "Only for people who manage others." in response.content.decode()
    choose_units(actor=cast.carol, registration=cast.registration, units=[other, dated])
    options = [o for _, group in client_of(cast.carol).get("/my/units/choose/").context["choice"].groups for o in group]
    assert options[2].stopped == "another way of assessing X/202, which is chosen"
    staff = client_of(cast.bob).get(f"/candidates/{cast.registration.pk}/").content.decode()
    assert "Only for people who manage others." in staff


def test_the_choice_says_how_many_units_expired_and_what_opens_them(cast: Cast, client_of: ClientOf) -> None:
    Unit.objects.filter(code__in=["X/101", "X/102"]).update(expires_on=dt.date(2014, 12, 31))
    client = client_of(cast.carol)
    response = client.get("/my/units/choose/")
    first = response.context["choice"].groups[0][1][0]
    assert (first.expiry, first.stopped) == ("", "expired on 31 December 2014, before the registration")
    assert "2 units expired before the registration." in response.content.decode()
    until = {"until": cast.registration.registered_on, "reference": "PQ/7", "recorded_by": cast.alice}
    RegistrationExtension.objects.create(approval=cast.approval, **until)
    extended = client.get("/my/units/choose/").context["choice"]
    first = extended.groups[0][1][0]
    assert (extended.expired, first.expiry, first.stopped) == (
        0,
        "expired on 31 December 2014, extended by the body",
        "",
    )


def test_a_unit_is_dropped_from_its_page(cast: Cast, client_of: ClientOf) -> None:
    (enrolment,) = chosen(cast)
    client = client_of(cast.carol)
    assert "Take it out" in page(client, f"/my/units/{enrolment.pk}/")
    assert client.post(f"/units/{enrolment.pk}/drop/").url == "/my/units/"
    assert client.post(f"/units/{enrolment.pk}/drop/").status_code == 404


def test_evidence_is_listed_by_state(cast: Cast, client_of: ClientOf) -> None:
    (enrolment,) = chosen(cast)
    rows = list(enrolment.criteria.all())
    sent, draft, gone = submitted(cast, rows), ready(cast, rows[:1], b"one"), submitted(cast, rows, b"two")
    withdraw_evidence(actor=cast.carol, evidence=gone, reason="Wrong file")
    client = client_of(cast.carol)
    expected = {"": [draft, sent], "draft": [draft], "sent": [sent], "withdrawn": [gone], "invented": [draft, sent]}
    assert {view: list(client.get("/my/evidence/", {"view": view}).context["page"]) for view in expected} == expected
    response = client.get("/my/evidence/")
    assert [(view["label"], view["count"]) for view in response.context["views"]] == [
        ("All", 2),
        ("Drafts", 1),
        ("Submitted", 1),
        ("Older versions", 0),
        ("Withdrawn", 1),
    ]


def test_an_item_shows_where_it_is_put_forward_and_its_receipt(cast: Cast, client_of: ClientOf) -> None:
    one, two = chosen(cast, 2)
    item = submitted(cast, [*one.criteria.all(), two.criteria.in_order().first()])
    response = client_of(cast.bob).get(f"/evidence/{item.pk}/")
    assert [(unit, len(rows)) for unit, rows in response.context["units"]] == [(one, 3), (two, 1)]
    text = response.content.decode()
    assert item.receipt in text
    assert item.file_id in text
    assert "The pages are being prepared." in text
    assert "Withdraw this item" not in text


def test_a_draft_leads_to_where_it_is_finished(cast: Cast, client_of: ClientOf) -> None:
    draft = uploaded(cast)
    assert client_of(cast.carol).get(f"/evidence/{draft.pk}/").url == f"/my/upload/{draft.batch}/"


def test_evidence_is_withdrawn_with_a_reason(cast: Cast, client_of: ClientOf) -> None:
    (enrolment,) = chosen(cast)
    item = submitted(cast, list(enrolment.criteria.all()))
    client, address = client_of(cast.carol), f"/evidence/{item.pk}/withdraw/"
    assert client.get(address).context["blockers"] == []
    refused = client.post(address, {"reason": " "})
    assert (refused.status_code, refused.context["blockers"]) == (409, [])
    assert refused.context["form"].errors == {"reason": ["Say why you take it back."]}
    for _ in range(2):
        assert client.post(address, {"reason": "A customer can be seen"}).url == f"/evidence/{item.pk}/"
    assert "A customer can be seen" in page(client, f"/evidence/{item.pk}/")
    assert client_of(cast.dan).post(address, {"reason": "x"}).status_code == 404


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pages without what upper apps put on them."""
    for name in ("HOME_PANELS", "UNIT_PANELS", "CRITERION_NOTES", "REGISTRATION_PANELS", "UNIT_PAGES"):
        monkeypatch.setattr(panels, name, [])


def test_home_costs_at_most_15_queries_with_everything_that_upper_apps_add(cast: Cast, client_of: ClientOf) -> None:
    for count, enrolment in enumerate(chosen(cast, 3)):
        rows = list(enrolment.criteria.in_order())
        item = submitted(cast, rows, f"words {count}".encode())
        factories.decision(rows[0], assessor=cast.bob, item=item, met=False)
        ready(cast, rows, f"draft {count}".encode())
        factories.task(cast.registration, planned_by=cast.bob, criteria=rows[1:])
    client = client_of(cast.carol)
    assert queries_of(client, "/my/") <= 15
    assert len(headings(client)) == 9


def test_a_unit_stands_under_the_name_of_its_group_where_that_says_more_than_its_own(cast: Cast) -> None:
    first, *_ = chosen(cast, 3)
    named = cast.specification.rule | {
        "groups": {"A": {"title": first.unit.title}, "B": {"title": "the optional group"}}
    }
    cast.registration.specification.rule = named
    assert [line.group for line in unit_lines(cast.registration)] == ["", first.unit.title, "The optional group"]
    cast.registration.specification.rule = None
    assert [line.group for line in unit_lines(cast.registration)] == ["Group A", "Group A", "Group B"]


@pytest.mark.parametrize("number", [1, 3])
def test_pages_ask_the_same_number_of_questions_whatever_the_rows(
    cast: Cast,
    client_of: ClientOf,
    alone: None,
    django_assert_num_queries: Callable[[int], AbstractContextManager[object]],
    number: int,
) -> None:
    batch = uuid4()
    for count, enrolment in enumerate(chosen(cast, number)):
        submitted(cast, list(enrolment.criteria.all()), f"words {count}".encode())
        ready(cast, list(enrolment.criteria.all()), f"draft {count}".encode())
        uploaded(cast, f"batch {count}".encode(), "a.txt", batch=batch)
    client = client_of(cast.carol)
    unit, item = cast.registration.enrolments.first(), cast.registration.evidence.exclude(submitted_at=None).first()
    for address, queries in {
        "/my/": 13,
        "/my/units/": 9,
        "/my/units/choose/": 8,
        "/my/evidence/": 7,
        "/my/upload/": 8,
        f"/my/upload/{batch}/": 13,
        f"/my/units/{unit.pk}/": 8,
        f"/evidence/{item.pk}/": 7,
    }.items():
        with django_assert_num_queries(queries):
            client.get(address)
