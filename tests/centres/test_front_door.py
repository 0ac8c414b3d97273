from collections.abc import Callable
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from centres.gates import Refused
from centres.models import Invitation, Membership, Role, User
from centres.models.user import Theme
from centres.selectors import SESSION_KEY
from centres.services.accept_invitation import accept_invitation
from centres.services.end_membership import end_membership
from centres.services.invite_member import invite_member
from centres.services.resend_invitation import resend_invitation
from tests import factories
from tests.cast import Cast

PASSWORD = "three-old-lighthouses"
ClientOf = Callable[[Membership], Client]


@pytest.fixture
def invited(cast: Cast) -> Membership:
    return invite_member(actor=cast.alice, email="nia@example.org", name="Nia New", role=Role.ASSESSOR)


def follow(client: Client, member: Membership, **data: str) -> Any:
    path = member.invitations.order_by("-sent_at").first().path
    return client.post(path, data) if data else client.get(path)


def test_an_invitation_sets_the_password_and_signs_in(client: Client, invited: Membership) -> None:
    assert "Nia New" in follow(client, invited).content.decode()
    answer = follow(client, invited, password=PASSWORD, again=PASSWORD)
    assert answer.headers["Location"] == reverse("home")
    assert client.session[SESSION_KEY] == str(invited.pk)
    assert client.get("/").headers["Location"] == reverse("caseload")
    assert User.objects.get(email="nia@example.org").check_password(PASSWORD)


def test_a_weak_or_mistyped_password_is_refused_and_the_link_still_works(client: Client, invited: Membership) -> None:
    for password, again, said in (
        ("short", "short", "too short"),
        ("nia@example.org", "nia@example.org", "too similar"),
        ("password123", "password123", "too common"),
        (PASSWORD, PASSWORD + "x", "not the same password"),
    ):
        answer = follow(client, invited, password=password, again=again)
        assert answer.status_code == 200
        assert said in answer.content.decode()
    assert not User.objects.get(email="nia@example.org").has_usable_password()
    assert follow(client, invited, password=PASSWORD, again=PASSWORD).status_code == 302


def test_a_used_replaced_old_or_mangled_link_says_what_to_do(client: Client, cast: Cast, invited: Membership) -> None:
    first = invited.invitations.get()
    resend_invitation(actor=cast.alice, membership=invited)
    second = invited.invitations.order_by("-sent_at").first()
    Invitation.objects.filter(pk=second.pk).update(accepted_at=timezone.now())
    for path in (first.path, second.path, reverse("accept_invitation", args=["mangled"])):
        for answer in (client.get(path), client.post(path, {"password": PASSWORD, "again": PASSWORD})):
            assert answer.status_code == 410
            assert "This invitation is over" in answer.content.decode()
    assert not User.objects.get(email="nia@example.org").has_usable_password()


def test_of_two_who_use_the_link_at_once_the_second_changes_nothing(invited: Membership) -> None:
    invitation = invited.invitations.get()
    accept_invitation(invitation=invitation, password=PASSWORD)
    with pytest.raises(Refused, match="has been used"):
        accept_invitation(invitation=invitation, password="another-long-password")
    assert User.objects.get(email="nia@example.org").check_password(PASSWORD)


def test_who_has_a_password_joins_but_is_not_signed_in_by_the_link(client: Client, cast: Cast) -> None:
    second_role = invite_member(actor=cast.alice, email=cast.bob.user.email, name="Other Name", role=Role.IQA)
    assert "You have a password already" in follow(client, second_role).content.decode()
    answer = follow(client, second_role, password="x")
    assert answer.headers["Location"] == reverse("account_login")
    assert "_auth_user_id" not in client.session
    user = User.objects.get(pk=cast.bob.user_id)
    assert (user.name, user.check_password(factories.PASSWORD)) == ("Bob Brown", True)


@pytest.mark.parametrize("who", ["alice", "bob", "ivan", "eve"])
def test_home_is_the_first_page_of_the_role(client_of: ClientOf, cast: Cast, who: str) -> None:
    client = client_of(getattr(cast, who))
    answer = client.get(reverse("home"))
    assert answer.status_code == 302
    assert client.get(answer.headers["Location"]).status_code == 200


def test_a_person_switches_between_their_own_roles_only(client_of: ClientOf, cast: Cast) -> None:
    other = Membership.objects.create(user=cast.bob.user, centre=cast.centre, role=Role.IQA)
    client = client_of(cast.bob)
    assert client.post(reverse("switch_role"), {"membership": str(cast.ivan.pk)}).status_code == 404
    assert client.post(reverse("switch_role"), {"membership": "rubbish"}).status_code == 404
    assert client.session[SESSION_KEY] == str(cast.bob.pk)
    assert client.post(reverse("switch_role"), {"membership": str(other.pk)}).status_code == 302
    assert client.session[SESSION_KEY] == str(other.pk)
    end_membership(actor=cast.alice, membership=other, reason="Left")
    assert client.post(reverse("switch_role"), {"membership": str(other.pk)}).status_code == 404


def test_the_look_is_kept_and_leads_back_to_the_page_only_within_the_house(client_of: ClientOf, cast: Cast) -> None:
    client = client_of(cast.bob)
    answer = client.post(reverse("set_theme"), {"theme": "dark", "next": "/people/"})
    assert answer.headers["Location"] == "/people/"
    assert User.objects.get(pk=cast.bob.user_id).theme == Theme.DARK
    answer = client.post(reverse("set_theme"), {"theme": "light", "next": "https://elsewhere.example/"})
    assert answer.headers["Location"] == reverse("home")
    assert client.post(reverse("set_theme"), {"theme": "pink"}).status_code == 400
    assert User.objects.get(pk=cast.bob.user_id).theme == Theme.LIGHT


def test_health_is_told_by_the_database(client: Client, db: None) -> None:
    answer = client.get(reverse("health"))
    assert (answer.status_code, answer.json()) == (
        200,
        {"database": True, "jobs": {"queued": 0, "running": 0, "failed": 0}},
    )

    def down(*_: object) -> None:
        raise OperationalError("the server has gone away")

    with connection.execute_wrapper(down):
        answer = client.get(reverse("health"))
    assert (answer.status_code, answer.json()) == (503, {"database": False})


@pytest.mark.parametrize(
    "address", ["/verify/%00/", "/invitation/%00/", "/candidates/?q=%00", "/my/units/choose/?unit=%00"]
)
def test_a_nul_in_an_address_is_refused_before_it_reaches_the_database(
    cast: Cast, client_of: ClientOf, address: str
) -> None:
    assert client_of(cast.alice).get(address).status_code == 400
    assert client_of(cast.alice).get(address.replace("%00", "0")).status_code != 400


def test_signing_in_again_leads_to_the_page_of_the_form_not_to_where_it_posts(client: Client, cast: Cast) -> None:
    invite = "http://testserver/people/invite/?again=yes"
    posted = client.post(f"/people/{cast.bob.pk}/end/", {"reason": "Left"}, headers={"referer": invite})
    assert posted.headers["Location"] == "/account/login/?next=/people/invite/%3Fagain%3Dyes"
    elsewhere = client.post("/people/invite/", headers={"referer": "https://elsewhere.example/trap/"})
    assert elsewhere.headers["Location"] == "/account/login/?next=/people/invite/"


def test_an_address_that_only_takes_forms_is_no_blank_page(client_of: ClientOf, cast: Cast) -> None:
    answer = client_of(cast.alice).get(f"/people/{cast.bob.pk}/end/")
    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")
    assert "This address only takes what a button sends." in answer.content.decode()
