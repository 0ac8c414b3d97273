"""Words that are never lost: two windows, a reload, a lost connection, and signing in again."""

import pytest
from django.test import Client
from playwright.sync_api import expect

from centres.models import TextDraft
from portfolio.models import Evidence
from tests import factories
from tests.cast import Cast
from tests.fixtures import sign_in
from tests.journeys.conftest import Arrive

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def item(cast: Cast) -> Evidence:
    enrolment = factories.enrolment(cast.registration, cast.specification.units.order_by("code")[0])
    return factories.evidence(cast.registration, progress=list(enrolment.criteria.all()))


def test_words_are_kept(cast: Cast, item: Evidence, arrive: Arrive, live_server: object) -> None:
    carol = arrive("Carol Cole", phone=True)
    session = sign_in(Client(), cast.carol).cookies["attest_session"].value
    url = str(live_server)
    carol.context.add_cookies([{"name": "attest_session", "value": session, "url": url}])
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
    carol.context.add_cookies([{"name": "attest_session", "value": session, "url": url}])
    carol.opens(path)
    expect(reason).to_have_value("Typed after the session had ended")
    carol.submits("Withdraw it").sees("is withdrawn.")
    item.refresh_from_db()
    assert item.withdrawn_reason == "Typed after the session had ended"
    assert not TextDraft.objects.at(f"withdraw:{item.pk}").exists()
