"""Words that are never lost, and evidence of other kinds than a file: a record made on the spot, a journal, its versions."""

import pytest
from django.test import Client
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from centres.models import Membership, TextDraft
from portfolio.models import Evidence
from tests import factories
from tests.cast import Cast
from tests.fixtures import sign_in
from tests.journeys.conftest import Arrive
from tests.journeys.person import Person

pytestmark = pytest.mark.django_db(transaction=True)


def comes_in(person: Person, member: Membership, live_server: LiveServer) -> dict[str, str]:
    """Signed in; the cookie, to be taken away and given back."""
    value = sign_in(Client(), member).cookies["attest_session"].value
    cookie = {"name": "attest_session", "value": value, "url": str(live_server)}
    person.context.add_cookies([cookie])  # type: ignore[list-item]
    return cookie


@pytest.fixture
def item(cast: Cast) -> Evidence:
    enrolment = factories.enrolment(cast.registration, cast.specification.units.order_by("code")[0])
    return factories.evidence(cast.registration, progress=list(enrolment.criteria.all()))


def test_words_are_kept(cast: Cast, item: Evidence, arrive: Arrive, live_server: LiveServer) -> None:
    carol = arrive("Carol Cole", phone=True)
    cookie = comes_in(carol, cast.carol, live_server)
    path = f"/evidence/{item.pk}/withdraw/"
    reason, said = carol.page.locator("#id_reason"), carol.page.locator("[data-draft-said]")

    carol.opens(path).types(reason="A customer")
    expect(said).to_contain_text("Saved ")
    reason.press_sequentially(" can be seen")
    carol.opens("/my/evidence/")  # leaving before the next save: the page sends the words as it goes
    carol.opens(path)
    expect(reason).to_have_value("A customer can be seen")
    expect(said).to_contain_text("What you typed is back, saved ")

    other = carol.context.new_page()
    other.goto(path)
    box = other.locator(".draft-other")
    expect(box).to_contain_text("In another window, ")
    expect(other.locator("#id_reason")).to_have_value("")
    other.locator("#id_reason").fill("Something else")
    expect(other.locator("[data-draft-said]")).to_contain_text("Saved ")
    assert TextDraft.objects.at(f"withdraw:{item.pk}").count() == 2
    box.locator("summary").tap()
    expect(box).to_contain_text("A customer can be seen")
    box.get_by_role("button", name="Use it").tap()
    expect(other.locator("#id_reason")).to_have_value("A customer can be seen")
    expect(other.locator(".draft-other")).to_contain_text("Something else")
    other.get_by_role("button", name="Discard it").tap()
    expect(other.locator(".draft-other")).to_have_count(0)
    other.close()

    carol.opens(path)
    carol.context.set_offline(True)
    reason.fill("Typed in a tunnel")
    expect(said).to_contain_text("No connection. What you type is kept on this device.")
    carol.presses("Withdraw it")
    expect(said).to_contain_text("Nothing is lost")
    carol.looks("words-kept")
    carol.context.set_offline(False)
    expect(said).to_contain_text("Saved ")

    carol.context.clear_cookies(name="attest_session")
    reason.fill("Typed after the session had ended")
    expect(said).to_contain_text("You are signed out.")
    carol.context.add_cookies([cookie])  # type: ignore[list-item]
    carol.opens(path)
    expect(reason).to_have_value("Typed after the session had ended")
    carol.submits("Withdraw it").sees("is withdrawn.")
    item.refresh_from_db()
    assert item.withdrawn_reason == "Typed after the session had ended"
    assert not TextDraft.objects.at(f"withdraw:{item.pk}").exists()


def test_a_record_made_in_a_cellar_is_confirmed_on_a_telephone(
    cast: Cast, item: Evidence, arrive: Arrive, live_server: LiveServer
) -> None:
    bob = arrive("Bob Brown")
    comes_in(bob, cast.bob, live_server)
    bob.opens(f"/candidates/{cast.registration.pk}/").follows("Record")
    bob.follows("Observation record").looks("record", other_width=True)
    bob.context.set_offline(True)
    bob.types(observation_where="The cellar", observation_seen="Carol counted the stock twice and found the error.")
    bob.page.get_by_role("checkbox", name="1.2").check()
    bob.sees("1 ticked").ticks("I sign this as Bob Brown").presses("Sign the record")
    expect(bob.page.locator("[data-draft-said]")).to_contain_text("Send it when the connection is back.")
    bob.context.set_offline(False)
    bob.submits("Sign the record").sees("is signed and in Carol Cole's evidence.", "found the error").looks(
        "record-made"
    )
    carol = arrive("Carol Cole", phone=True)
    comes_in(carol, cast.carol, live_server)
    carol.opens("/my/evidence/").follows("Observation record").sees("Bob Brown signed this record.").looks(
        "record-read"
    )
    carol.submits("It is right").sees("Carol Cole confirms it.")

    carol.opens("/my/add/").looks("kinds").follows("Journal").types(title="Week 3", done_on="2024-05-17")
    carol.types(journal_entry="I rang them all back.")
    carol.page.get_by_role("checkbox", name="1.1").check()
    carol.ticks("This is my own work").looks("journal").submits("Submit to Bob").sees("I rang them all back.")
    carol.follows("Make a new version").types(journal_entry="I rang 14 of 15 back.").ticks("This is my own work")
    carol.submits("Submit to Bob").sees("2 versions").looks("versions", other_width=True)
