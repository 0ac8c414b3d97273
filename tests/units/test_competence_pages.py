from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from centres.models import Membership, Role
from tests import factories
from tests.cast import Cast
from units.models import Competence, ExternalAccess, Unit

ClientOf = Callable[[Membership], Client]


@pytest.fixture
def newcomer(cast: Cast) -> Membership:
    return factories.member(cast.centre, Role.ASSESSOR, "Nia New")


def facts(**changed: object) -> dict[str, object]:
    return {"basis": "CAVA, certificate 7781", "valid_from": "2024-03-01", "every": "on"} | changed


def test_the_admin_records_all_units_or_some(client_of: ClientOf, cast: Cast, newcomer: Membership) -> None:
    client = client_of(cast.alice)
    path = reverse("competence", args=[newcomer.pk])
    assert "All 4 units" in client.get(path).content.decode()
    some = [str(pk) for pk in Unit.objects.filter(code__in=["X/101", "X/201"]).values_list("pk", flat=True)]
    for _ in range(2):
        assert client.post(path, facts(every="", units=some)).headers["Location"] == reverse(
            "person", args=[newcomer.pk]
        )
    assert Competence.objects.filter(membership=newcomer).count() == 2
    assert client.post(path, facts()).status_code == 302
    page = client.get(reverse("person", args=[newcomer.pk])).content.decode()
    assert "Competent for 4 units" in page
    assert "CAVA, certificate 7781" in page


def test_what_is_wrong_is_said_and_what_was_typed_is_kept(
    client_of: ClientOf, cast: Cast, newcomer: Membership
) -> None:
    client = client_of(cast.alice)
    path = reverse("competence", args=[newcomer.pk])
    answer = client.post(path, facts(every="", valid_from="2999-01-01", valid_until="2998-01-01"))
    page = answer.content.decode()
    assert answer.status_code == 409
    for said in ("No unit is chosen", "1 January 2999 is in the future", "before the first", 'value="2999-01-01"'):
        assert said in page
    assert "Fill this in" in client.post(path, facts(basis="")).content.decode()
    assert "not in the list" in client.post(path, facts(units=["rubbish"])).content.decode()
    assert client.get(path, {"qualification": "rubbish"}).status_code == 404
    assert not Competence.objects.filter(membership=newcomer).exists()


def test_competence_is_for_assessors_and_iqas_of_the_own_centre(client_of: ClientOf, cast: Cast) -> None:
    for name in ("competence", "end_competence", "external_access"):
        assert client_of(cast.charlie[Role.ADMIN]).post(reverse(name, args=[cast.bob.pk]), {}).status_code == 404
        assert client_of(cast.bob).post(reverse(name, args=[cast.bob.pk]), {}).status_code == 403
    client = client_of(cast.alice)
    assert client.get(reverse("competence", args=[cast.carol.pk])).status_code == 404
    assert client.get(reverse("external_access", args=[cast.bob.pk])).status_code == 404
    assert client.get(reverse("competence", args=[cast.ivan.pk])).status_code == 200


def test_the_admin_ends_a_competence(client_of: ClientOf, cast: Cast) -> None:
    client = client_of(cast.alice)
    path = reverse("end_competence", args=[cast.bob.pk])
    one = str(Competence.objects.filter(membership=cast.bob).first().pk)
    assert "Fill this in" in client.post(path, {"end-every": "on"}).content.decode()
    assert "No unit is chosen" in client.post(path, {"end-reason": "Left"}).content.decode()
    early = {"end-reason": "Left", "end-every": "on", "end-last_day": "2020-01-01"}
    assert "is in the past" in client.post(path, early).content.decode()
    assert client.post(path, {"end-reason": "Left", "end-competences": [one]}).status_code == 302
    assert Competence.objects.filter(membership=cast.bob, valid_until=timezone.localdate()).count() == 1
    other = str(Competence.objects.filter(membership=cast.bea).first().pk)
    assert "not in the list" in client.post(path, {"end-reason": "x", "end-competences": [other]}).content.decode()
    assert client.post(path, {"end-reason": "Left", "end-every": "on"}).status_code == 302
    assert not Competence.objects.filter(membership=cast.bob, valid_until=None).exists()
    assert Competence.objects.filter(membership=cast.bea, valid_until=None).count() == 4


def test_the_admin_opens_a_qualification_to_an_eqa(client_of: ClientOf, cast: Cast) -> None:
    newcomer = factories.member(cast.centre, Role.EQA, "Nia New")
    client = client_of(cast.alice)
    path = reverse("external_access", args=[newcomer.pk])
    data = {
        "access-qualification": str(cast.specification.qualification.pk),
        "access-valid_from": "2026-09-01",
        "access-valid_until": "2026-08-01",
    }
    assert client.post(path, data).status_code == 409
    for _ in range(2):
        assert client.post(path, data | {"access-valid_until": ""}).status_code == 302
    assert ExternalAccess.objects.filter(membership=newcomer).count() == 1
    assert "Invented Level 4 Diploma" in client.get(reverse("person", args=[newcomer.pk])).content.decode()


def test_today_says_what_waits(client_of: ClientOf, cast: Cast, newcomer: Membership) -> None:
    client = client_of(cast.alice)
    cast.specification.registration_until = timezone.localdate()
    cast.specification.save(update_fields=["registration_until"])
    waiting = {blocker.code: blocker for blocker in client.get(reverse("admin_home")).context["waiting"]}
    assert waiting["no_competence"].message == "Nia New is competent for no unit yet"
    assert waiting["registration_closes"].message.endswith("closes in 0 days")
    cast.approval.delete()
    waiting = {blocker.code: blocker for blocker in client.get(reverse("admin_home")).context["waiting"]}
    assert "no_approval" in waiting
    charlie = client_of(cast.charlie[Role.ADMIN]).get(reverse("admin_home")).content.decode()
    assert "Nia New" not in charlie


def test_the_list_of_people_says_what_they_are_competent_for(client_of: ClientOf, cast: Cast) -> None:
    rows = client_of(cast.alice).get(reverse("people")).context["rows"]
    cells = {member.name: cells[0] for member, cells in rows}
    assert (cells["Bob Brown"], cells["Eve Ember"], cells["Alice Adams"]) == ("4 units", "looks at 1 qualification", "")
