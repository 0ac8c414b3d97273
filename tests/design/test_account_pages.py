"""Signing in, passwords and two-step sign-in: every page of the library in our shell and our words."""

import re

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core import mail
from django.test import Client
from django.urls import reverse

from centres.models import Centre, Membership, Role
from tests import factories

PASSWORD = "correct horse battery"
LIBRARY_WORDS = re.compile(r"\bplease\b|\binvalid\b|sign up|two-factor|reauthenticate|!(?!doctype|--)", re.IGNORECASE)


@pytest.fixture
def member(db: None) -> Membership:
    member = factories.member(factories.centre(), Role.ADMIN, "Alice Adams")
    member.user.set_password(PASSWORD)
    member.user.save(update_fields=["password"])
    return member


@pytest.fixture
def signed_in(client: Client, member: Membership) -> Client:
    reply = client.post(reverse("account_login"), {"login": member.user.email, "password": PASSWORD})
    assert reply.status_code == 302
    confirmed = client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    assert confirmed.status_code == 302
    return client


def text_of(client: Client, name: str, **kwargs: str) -> str:
    reply = client.get(reverse(name, kwargs=kwargs), follow=True)
    assert reply.status_code == 200
    return reply.content.decode()


def assert_ours(html: str) -> None:
    assert "css/tokens.css" in html
    assert html.count("<h1") == 1
    assert 'class="skip-link"' in html
    body = re.sub(r"<(script|style)\b.*?</\1>", "", html[html.index("<body") :], flags=re.DOTALL)
    words = re.sub(r"<[^>]+>", " ", body)
    assert LIBRARY_WORDS.findall(words) == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name", ["account_login", "account_reset_password", "account_reset_password_done", "account_signup"]
)
def test_pages_for_people_who_are_not_signed_in(client: Client, name: str) -> None:
    assert_ours(text_of(client, name))


@pytest.mark.django_db
def test_nobody_is_offered_an_account_of_their_own_making(client: Client) -> None:
    assert reverse("account_signup") not in text_of(client, "account_login")
    assert "Accounts come by invitation" in text_of(client, "account_signup")


def test_a_wrong_password_is_answered_in_the_form(client: Client, member: Membership) -> None:
    reply = client.post(reverse("account_login"), {"login": member.user.email, "password": "wrong"})
    html = reply.content.decode()
    assert "1 thing to put right" in html
    assert member.user.email in html


def test_a_forgotten_password_is_replaced_through_the_link_in_the_mail(client: Client, member: Membership) -> None:
    client.post(reverse("account_reset_password"), {"email": member.user.email})
    assert LIBRARY_WORDS.findall(mail.outbox[0].body) == []
    link = re.search(r"https?://\S+/password/reset/key/\S+", mail.outbox[0].body)
    assert link
    form = client.get(link[0], follow=True)
    assert_ours(form.content.decode())
    new = "a better horse battery"
    done = client.post(form.redirect_chain[-1][0], {"password1": new, "password2": new}, follow=True)
    assert_ours(done.content.decode())
    assert client.login(email=member.user.email, password=new)


@pytest.mark.django_db
def test_a_used_link_says_so(client: Client) -> None:
    html = text_of(client, "account_reset_password_from_key", uidb36="x", key="used")
    assert "This link no longer works" in html
    assert_ours(html)


@pytest.mark.parametrize(
    "name",
    ["account_change_password", "account_logout", "mfa_index", "mfa_activate_totp"],
)
def test_pages_for_people_who_are_signed_in(signed_in: Client, name: str) -> None:
    html = text_of(signed_in, name)
    assert_ours(html)
    assert "Alice Adams" in html


def test_what_changes_how_one_signs_in_asks_for_the_password_again(client: Client, member: Membership) -> None:
    client.force_login(member.user)
    html = text_of(client, "mfa_activate_totp")
    assert "Confirm that it is you" in html
    assert_ours(html)


def test_nobody_changes_the_address_by_which_an_invitation_knows_them(signed_in: Client, member: Membership) -> None:
    before = member.user.email
    for act in ("action_add", "action_primary"):
        assert signed_in.post("/account/email/", {act: "", "email": "bob@example.org"}).status_code == 404
    member.user.refresh_from_db()
    assert member.user.email == before


def code_for(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def test_two_step_sign_in_from_set_up_to_switching_it_off(signed_in: Client, member: Membership) -> None:
    html = text_of(signed_in, "mfa_activate_totp")
    found = re.search(r'id="authenticator_secret" value="([^"]+)"', html)
    assert found
    secret = found[1]
    codes = signed_in.post(reverse("mfa_activate_totp"), {"code": code_for(secret)}, follow=True)
    assert_ours(codes.content.decode())
    for name in ("mfa_index", "mfa_view_recovery_codes", "mfa_generate_recovery_codes", "mfa_deactivate_totp"):
        assert_ours(text_of(signed_in, name))

    fresh = Client()
    asked = fresh.post(reverse("account_login"), {"login": member.user.email, "password": PASSWORD}, follow=True)
    assert "Enter your code" in asked.content.decode()
    assert_ours(asked.content.decode())


def test_the_menu_offers_what_there_is(signed_in: Client, member: Membership) -> None:
    html = text_of(signed_in, "mfa_index")
    assert reverse("account_logout") in html
    assert "Act as" not in html
    assert Centre.objects.get().name in html


@pytest.mark.django_db
def test_a_refused_sign_in_speaks_our_words(client: Client, member: Membership) -> None:
    address = reverse("account_login")
    empty = client.post(address, {}).content.decode()
    assert empty.count("Fill this in.") == 4  # in the summary and at each of the two fields
    assert "placeholder" not in empty
    wrong = client.post(address, {"login": member.user.email, "password": "something else"}).content.decode()
    assert "E-mail and password do not belong together. Type both again." in wrong
    unreadable = client.post(address, {"login": "alice@", "password": PASSWORD}).content.decode()
    assert "This is no e-mail address. Write it like name@example.org." in unreadable


@pytest.mark.django_db
def test_a_password_is_changed_with_what_it_needs_said_once(signed_in: Client) -> None:
    page = text_of(signed_in, "account_change_password")
    assert [label in page for label in ("Password until now", "New password", "The same password again")] == [True] * 3
    assert page.count("At least 10 characters.") == 1
    refused = signed_in.post(reverse("account_change_password"), {"oldpassword": "wrong"}).content.decode()
    assert "This is not your password. Type it again." in refused
