"""A candidate asks on a phone, the witness answers on theirs without an account, the assessor reads it at a desk."""

import pytest
from django.core import mail
from playwright.sync_api import expect

from centres.tasks import sweep_jobs
from portfolio.models import Evidence
from portfolio.models import Testimony as Statement
from tests import factories
from tests.cast import Cast, assemble
from tests.journeys.conftest import Arrive
from tests.journeys.opening import signs_in
from tests.journeys.person import Person
from tests.journeys.post import mails, worker_is_done
from tests.journeys.test_coming_in import comes

MAILBOX = "sam@northgate.example"
WORDS = "She rang the customer back, found the refund that had got stuck, and stayed until it had been paid."


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    cast = assemble()
    factories.enrolment(cast.registration, cast.specification.units.first())
    return cast


def test_a_witness_is_asked_answers_and_is_read(arrive: Arrive, cast: Cast) -> None:
    carol = comes(arrive, cast.carol, phone=True)
    signs_in(carol, factories.PASSWORD)
    sam = arrive("Sam Lee", phone=True)
    answers(sam, asks(carol))
    reads(comes(arrive, cast.bob))
    carol.opens("/my/witnesses/").sees("Sam Lee", "Given").looks("witnesses")
    assert (Statement.objects.get().words, Evidence.objects.get().state) == (WORDS, "sent")


def asks(carol: Person) -> str:
    """Carol's, and what she hands over: the address behind the code to scan."""
    carol.opens("/my/evidence/").follows("Witnesses").follows("Ask a witness").looks("ask-a-witness")
    carol.types(name="Sam Lee", role="Team leader", email=MAILBOX, seen_on="2024-05-17", about="The stuck refund.")
    carol.ticks("1.1 Show thing 1.1", "1.2 Show thing 1.2").sees("2 ticked").submits("Ask them").reads(
        "Waiting for Sam Lee"
    )
    carol.looks("witness-asked").submits("Share a link yourself").looks("witness-link")
    shown = carol.page.locator("#address").inner_text()
    return shown[shown.index("/witness/") :]


def answers(sam: Person, link: str) -> None:
    """What Sam typed is there again after the page was closed, also without a connection."""
    sam.opens(link).reads("What did you see of Carol Cole’s work?").looks("statement", other_width=True)
    sam.types(job="Team leader", employer="Northgate", words=WORDS, signature="Sam Lee").ticks("I declare this")
    sam.page.context.set_offline(True)
    sam.presses("Sign and send").sees("There is no connection.")
    sam.page.context.set_offline(False)
    sam.opens(link).sees("What you had typed is here again")
    expect(sam.page.locator("#id_words")).to_have_value(WORDS)
    expect(sam.page.locator("#id_signature")).to_have_value("")  # signed afresh
    expect(sam.page.locator("#id_declared")).not_to_be_checked()
    sam.ticks("Line manager or supervisor", "Nothing of the kind", "I was there and saw it myself", "I declare this")
    for question in sam.page.get_by_label("I saw this", exact=True).all():
        question.check()
    sam.types(signature="Sam Lee").submits("Send the code").sees("A code is on its way")
    sam.types(code=mailed_code()).submits("Sign and send").reads("Thank you, Sam Lee").looks("statement-given")
    assert sam.page.evaluate("Object.keys(localStorage).length") == 0
    sam.opens(link).reads("You have given your statement")


def mailed_code() -> str:
    """The worker's part, done here unless the worker of another journey was quicker: the mails that wait are sent."""
    sweep_jobs()
    worker_is_done()
    sent = [message.message() for message in mail.outbox] + mails()
    subjects = [message["Subject"] for message in sent if message["To"] == MAILBOX]
    (code,) = [subject[:6] for subject in subjects if subject.endswith("is your code")]
    return str(code)


def reads(bob: Person) -> None:
    signs_in(bob, factories.PASSWORD)
    bob.goes_to("Witnesses").looks("witness-register", other_width=True).follows("Sam Lee").looks("testimony")
    bob.sees("Witness confirmed", WORDS, "Unbroken", MAILBOX).goes_to("Marking").follows("What Sam Lee saw")
    bob.sees(WORDS).looks("marking-a-statement")
