import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from centres.models import AuditEvent, Membership, Role
from tests import factories
from tests.cast import Cast
from tests.queries import queries_of
from tests.units.described import own_specification
from units.models import (
    AwardingOrganisation,
    Qualification,
    QualificationApproval,
    RegistrationExtension,
    Specification,
    StructureUnit,
    Unit,
)
from units.selectors.offers import Offer

ClientOf = Callable[[Membership], Client]


@pytest.fixture
def closing(cast: Cast) -> str:
    """The qualification's code; its registration closes on 31 July 2026."""
    cast.specification.registration_until = dt.date(2026, 7, 31)
    cast.specification.save(update_fields=["registration_until"])
    return str(cast.specification.qualification.code)


def offers_on(page: Any) -> list[Offer]:
    return [offer for shelf in page.context["shelves"] for offer in shelf.offers]


def test_the_list_takes_no_more_queries_for_three_than_for_one(client_of: ClientOf, cast: Cast) -> None:
    client = client_of(cast.bob)
    one = queries_of(client, reverse("qualifications"))
    assert one <= 16
    for number in range(2):
        units = [factories.unit(f"{letter}/{number}") for letter in "YZW"]
        factories.approval(cast.centre, factories.specification(units))
    assert queries_of(client, reverse("qualifications")) == one
    assert client.get(reverse("qualifications")).content.decode().count("Invented Level 4 Diploma") == 3


def test_the_list_is_by_awarding_organisation_the_approved_first(client_of: ClientOf, cast: Cast) -> None:
    other = factories.specification([factories.unit("Y/1")]).qualification
    other.awarding_organisation = AwardingOrganisation.objects.create(name="Another Body")
    other.title, other.level = "Another Level 2 Award", 2
    other.save(update_fields=["awarding_organisation", "title", "level"])
    later = factories.specification([factories.unit("Y/2")])
    later.qualification.title = "An Award that sorts first"
    later.qualification.save(update_fields=["title"])
    client = client_of(cast.alice)
    shelves = client.get(reverse("qualifications")).context["shelves"]
    ours, theirs = cast.specification.qualification, later.qualification
    assert [(shelf.body, [offer.qualification for offer in shelf.offers]) for shelf in shelves] == [
        ("Another Body", [other]),
        ("Invented Awards", [ours, theirs]),
    ]
    for asked, found in [
        ({"view": "approved"}, [ours]),
        ({"level": "2"}, [other]),
        ({"body": "Invented Awards"}, [ours, theirs]),
        ({"body": "Nobody"}, []),
        ({"level": "two"}, [other, ours, theirs]),
    ]:
        page = client.get(reverse("qualifications"), asked)
        assert [offer.qualification for offer in offers_on(page)] == found, asked
    page = client.get(reverse("qualifications"), {"view": "approved", "level": "4"}).content.decode()
    assert 'href="?level=4"' in page
    assert "No qualification is like that" in client.get(reverse("qualifications"), {"body": "Nobody"}).content.decode()


def test_two_hundred_qualifications_come_fifty_at_a_time(client_of: ClientOf, cast: Cast) -> None:
    client = client_of(cast.ivan)
    few = queries_of(client, reverse("qualifications"))
    row = cast.specification.qualification
    many = [
        Qualification(code=f"q-{n}", title=f"Award {n:03}", level=1, awarding_organisation=row.awarding_organisation)
        for n in range(200)
    ]
    Qualification.objects.bulk_create(many)
    Specification.objects.bulk_create(
        Specification(qualification=made, version="1", published_on=dt.date(2024, 1, 1)) for made in many
    )
    page = client.get(reverse("qualifications"), {"view": "", "page": 2, "level": "1"})
    assert [offer.qualification.title for offer in offers_on(page)] == [f"Award {n:03}" for n in range(50, 100)]
    assert 'href="?level=1&amp;page=3"' in page.content.decode()
    assert queries_of(client, reverse("qualifications")) == few


def test_the_list_says_what_can_be_claimed(client_of: ClientOf, cast: Cast) -> None:
    client = client_of(cast.bob)
    assert "In full" in client.get(reverse("qualifications")).content.decode()
    Specification.objects.update(rule=None)
    assert "Units only" in client.get(reverse("qualifications")).content.decode()


def test_without_a_rule_the_page_says_what_can_be_done_and_what_is_needed(client_of: ClientOf, cast: Cast) -> None:
    Specification.objects.update(rule=None)
    StructureUnit.objects.filter(group="A").update(group="first things")
    page = client_of(cast.bob).get(reverse("qualification", args=[cast.specification.qualification.code]))
    text = page.content.decode()
    assert "No rule of combination is on file: units and unit certificates only" in text
    assert "What is needed" in text
    assert [group.title for group in page.context["groups"]] == ["first things", "B"]


def test_units_stand_in_the_order_of_the_structure_with_how_they_are_assessed(client_of: ClientOf, cast: Cast) -> None:
    first, second, *_ = factories.units_in_order(cast.specification)
    Unit.objects.filter(pk=first.pk).update(method="test", minutes=75, reference="J/600/1003")
    first.outcomes.filter(number=1).update(questions=15)
    first.outcomes.filter(number=2).update(questions=9)
    cast.specification.structure.filter(unit=first).update(position=9, group="A")
    cast.specification.structure.filter(unit=second).update(position=8)
    page = client_of(cast.bob).get(reverse("qualification", args=[cast.specification.qualification.code]))
    text = page.content.decode()
    assert [row.unit.code for group in page.context["groups"] for row in group.rows] == [
        "X/201",
        "X/202",
        "X/102",
        "X/101",
    ]
    assert "75 minutes, 24 questions" in text
    assert "J/600/1003" in text


def test_of_a_pair_only_one_counts(client_of: ClientOf, cast: Cast) -> None:
    rule = cast.specification.rule
    rule["clauses"] = [
        {"kind": "exactly_one_from_each", "groups": ["A"], "source": "invented:4"},
        {"kind": "all_of_group", "group": "B", "source": "invented:5"},
    ]
    cast.specification.save(update_fields=["rule"])
    page = client_of(cast.bob).get(reverse("qualification", args=[cast.specification.qualification.code]))
    assert [group.only_one for group in page.context["groups"]] == [True, False]
    assert "only one of them counts" in page.content.decode()


def test_what_a_centre_described_itself_is_in_no_other_centres_list(client_of: ClientOf, cast: Cast) -> None:
    own = own_specification(cast.centre)
    path = reverse("qualification", args=[own.qualification.code])
    assert own.qualification in [o.qualification for o in offers_on(client_of(cast.bob).get(reverse("qualifications")))]
    assert client_of(cast.bob).get(path).status_code == 200
    for role in (Role.ADMIN, Role.ASSESSOR, Role.IQA):
        client = client_of(cast.charlie[role])
        assert own.qualification not in [o.qualification for o in offers_on(client.get(reverse("qualifications")))]
        assert client.get(path).status_code == 404


def test_a_qualification_takes_no_more_queries_for_more_units(client_of: ClientOf, cast: Cast) -> None:
    specification = factories.specification([factories.unit(f"Y/{number}") for number in range(6)])
    client = client_of(cast.bob)
    four = queries_of(client, reverse("qualification", args=[cast.specification.qualification.code]))
    assert four <= 17
    path = reverse("qualification", args=[specification.qualification.code])
    assert queries_of(client, path) <= four
    page = client.get(path).content.decode()
    assert "At least 15 credits in all" in page
    assert page.count("Unit Y/") == 6


def test_a_qualification_says_its_rule_its_people_and_its_dates(client_of: ClientOf, cast: Cast, closing: str) -> None:
    page = client_of(cast.ivan).get(reverse("qualification", args=[closing]))
    text = page.content.decode()
    for said in ("At least 5 credits from Group B", "Group A", "Unit X/101", "Direct claims", "31 Jul 2026"):
        assert said in text
    assert [row.assessors for row in page.context["groups"][0].rows] == [3, 3]
    assert [row.iqas for row in page.context["groups"][1].rows] == [2, 2]
    assert "Record an extension" not in text


def test_an_eqa_sees_what_was_opened_to_them(client_of: ClientOf, cast: Cast) -> None:
    other = factories.specification([factories.unit(f"Y/{number}") for number in range(3)])
    client = client_of(cast.eve)
    assert len(offers_on(client.get(reverse("qualifications")))) == 1
    assert client.get(reverse("qualification", args=[other.qualification.code])).status_code == 404
    assert client.get(reverse("unit_detail", args=[Unit.objects.get(code="Y/1").pk])).status_code == 404
    assert client.get(reverse("unit_detail", args=[Unit.objects.get(code="X/101").pk])).status_code == 200
    assert client_of(cast.carol).get(reverse("qualifications")).status_code == 403


def test_the_admin_records_an_extension_with_the_reference(client_of: ClientOf, cast: Cast, closing: str) -> None:
    client = client_of(cast.alice)
    path = reverse("record_extension", args=[closing])
    early = client.post(path, {"extension-until": "2026-07-01", "extension-reference": "PQ-7"})
    assert early.status_code == 409
    assert "is no extension" in early.content.decode()
    assert 'value="PQ-7"' in early.content.decode()
    assert "Fill this in" in client.post(path, {"extension-until": "2027-01-31"}).content.decode()
    assert "This is not a day" in client.post(path, {"extension-until": "soon"}).content.decode()
    for _ in range(2):
        answer = client.post(path, {"extension-until": "2027-01-31", "extension-reference": "PQ-7"})
        assert answer.status_code == 302
    assert RegistrationExtension.objects.get().approval == cast.approval
    assert "PQ-7" in client.get(reverse("qualification", args=[closing])).content.decode()


def test_the_admin_records_and_corrects_an_approval(client_of: ClientOf, cast: Cast) -> None:
    other = factories.specification([factories.unit(f"Y/{number}") for number in range(3)]).qualification
    client = client_of(cast.alice)
    path = reverse("approve_qualification", args=[other.code])
    refused = client.post(
        reverse("record_extension", args=[other.code]), {"extension-until": "2027-01-31", "extension-reference": "PQ-7"}
    )
    assert "is not approved" in refused.content.decode()
    wrong = client.post(path, {"approval-approved_from": "2026-03-01", "approval-direct_claims_from": "2026-01-01"})
    assert wrong.status_code == 409
    assert "earlier than the approval itself" in wrong.content.decode()
    assert client.post(path, {"approval-approved_from": "2026-03-01"}).status_code == 302
    assert QualificationApproval.objects.get(qualification=other).centre == cast.centre
    assert 'value="2026-03-01"' in client.get(reverse("qualification", args=[other.code])).content.decode()


def test_charlie_records_only_for_their_own_centre(client_of: ClientOf, cast: Cast, closing: str) -> None:
    client = client_of(cast.charlie[Role.ADMIN])
    page = client.get(reverse("qualification", args=[closing]))
    assert page.context["offer"].approval is None
    client.post(reverse("approve_qualification", args=[closing]), {"approval-approved_from": "2026-03-01"})
    cast.approval.refresh_from_db()
    assert cast.approval.approved_from == dt.date(2024, 1, 1)
    assert AuditEvent.objects.get(verb="qualification.approved").centre == cast.charlie[Role.ADMIN].centre


@pytest.mark.parametrize("name", ["approve_qualification", "record_extension"])
def test_nobody_but_an_admin_records(client_of: ClientOf, cast: Cast, closing: str, name: str) -> None:
    for actor in (cast.bob, cast.ivan, cast.eve, cast.carol):
        assert client_of(actor).post(reverse(name, args=[closing]), {}).status_code == 403
