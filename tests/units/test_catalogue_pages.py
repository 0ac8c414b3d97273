import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from centres.models import AuditEvent, Membership, Role
from tests import factories
from tests.cast import Cast
from tests.queries import queries_of
from units.models import Criterion, QualificationApproval, RegistrationExtension, Unit

ClientOf = Callable[[Membership], Client]


@pytest.fixture
def closing(cast: Cast) -> str:
    """The qualification's code; its registration closes on 31 July 2026."""
    cast.specification.registration_until = dt.date(2026, 7, 31)
    cast.specification.save(update_fields=["registration_until"])
    return str(cast.specification.qualification.code)


def test_the_list_takes_no_more_queries_for_three_than_for_one(client_of: ClientOf, cast: Cast) -> None:
    client = client_of(cast.bob)
    one = queries_of(client, reverse("qualifications"))
    assert one <= 12
    for number in range(2):
        units = [factories.unit(f"{letter}/{number}") for letter in "YZW"]
        factories.approval(cast.centre, factories.specification(units))
    assert queries_of(client, reverse("qualifications")) == one
    assert client.get(reverse("qualifications")).content.decode().count("Invented Level 4 Diploma") == 3


def test_a_qualification_takes_no_more_queries_for_more_units(client_of: ClientOf, cast: Cast) -> None:
    specification = factories.specification([factories.unit(f"Y/{number}") for number in range(6)])
    client = client_of(cast.bob)
    four = queries_of(client, reverse("qualification", args=[cast.specification.qualification.code]))
    assert four <= 15
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
    assert [row["assessors"] for row in page.context["groups"][0]["rows"]] == [3, 3]
    assert [row["iqas"] for row in page.context["groups"][1]["rows"]] == [2, 2]
    assert "Record an extension" not in text


def test_an_eqa_sees_what_was_opened_to_them(client_of: ClientOf, cast: Cast) -> None:
    other = factories.specification([factories.unit(f"Y/{number}") for number in range(3)])
    client = client_of(cast.eve)
    assert len(client.get(reverse("qualifications")).context["offers"]) == 1
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


def test_official_wording_is_shown_to_the_centre_that_imported_it_only(client_of: ClientOf, cast: Cast) -> None:
    unit = Unit.objects.get(code="X/101")
    Criterion.objects.filter(outcome__unit=unit, number="1.1").update(text="Official words", printed="11")
    path = reverse("unit_detail", args=[unit.pk])
    assert "Official words" not in client_of(cast.bob).get(path).content.decode()
    factories.handbook(cast.centre, cast.specification)
    page = client_of(cast.bob).get(path, {"wording": "open"}).content.decode()
    assert "Official words" in page
    assert "printed as 11" in page
    assert "Bea Black" in page
    charlie = client_of(cast.charlie[Role.ASSESSOR]).get(path).content.decode()
    assert "Official words" not in charlie
    assert "Bea Black" not in charlie
