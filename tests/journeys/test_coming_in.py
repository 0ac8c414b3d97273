"""Sign-in, two-step sign-in, and addresses that are somebody else's, in a real browser."""

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from playwright.sync_api import expect

from centres.models import Membership
from tests import factories
from tests.cast import Cast, assemble
from tests.journeys.conftest import Arrive
from tests.journeys.opening import signs_in
from tests.journeys.person import Person


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return assemble()


def comes(arrive: Arrive, member: Membership, *, phone: bool = False) -> Person:
    person = arrive(member.name, phone=phone)
    person.email = member.user.email
    return person


def test_a_wrong_password_is_refused_in_words_and_the_right_one_opens_the_first_page(
    arrive: Arrive, cast: Cast
) -> None:
    bob = comes(arrive, cast.bob)
    bob.opens("/marking/").reads("Sign in").looks("sign-in", other_width=True)
    signs_in(bob, "not the password")
    bob.sees("E-mail and password do not belong together.").looks("sign-in-refused")
    expect(bob.page.get_by_label("E-mail")).to_have_value(bob.email)
    signs_in(bob, factories.PASSWORD)
    bob.reads("Caseload")


def test_a_second_step_is_set_up_and_then_asked_for(arrive: Arrive, cast: Cast) -> None:
    """The code of the app counts once, so that the next sign-in here takes one of the spare codes."""
    carol = comes(arrive, cast.carol, phone=True)
    signs_in(carol, factories.PASSWORD)
    carol.reads("Hello, Carol").unfolds(carol.name).follows("Two-step sign-in").looks("two-step", other_width=True)
    carol.follows("Set up an app").reads("Confirm that it is you").looks("two-step-confirm")
    carol.types(password=factories.PASSWORD).submits("Go on").reads("Set up an app").looks("two-step-app")
    secret = carol.page.locator("#authenticator_secret").input_value()
    code = format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))
    carol.types(code=code).submits("Turn it on").reads("Spare codes").looks("two-step-spare")
    spare = carol.page.locator("ul.codes li").first.inner_text()
    carol.unfolds(carol.name).submits("Sign out").reads("Sign in")
    signs_in(carol, factories.PASSWORD)
    carol.types(code=spare).looks("two-step-asked").submits("Sign in").reads("Hello, Carol")


def test_somebody_elses_evidence_is_not_there(arrive: Arrive, cast: Cast) -> None:
    """The page and the file alike; their owner sees both."""
    item = factories.evidence(cast.other_registration, title="Dan's letter")
    carol, dan = comes(arrive, cast.carol, phone=True), comes(arrive, cast.dan, phone=True)
    for person in (carol, dan):
        signs_in(person, factories.PASSWORD)
        person.reads("Hello")
    carol.opens(f"/evidence/{item.pk}/").reads("There is nothing here for you").looks("not-there", other_width=True)
    assert carol.context.request.get(f"/evidence/{item.pk}/file/").status == 404
    dan.opens(f"/evidence/{item.pk}/").reads("Dan's letter").looks("evidence-own")
    assert dan.context.request.get(f"/evidence/{item.pk}/file/").status == 200
