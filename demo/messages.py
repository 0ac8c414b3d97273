"""What Priya and Rosie write to each other, and the words that Priya keeps for feedback."""

from uuid import uuid4

from assessment.services.keep_phrase import keep_phrase
from assessment.services.read_messages import read_messages
from assessment.services.send_message import send_message
from demo.clock import moment
from demo.portfolios import Portfolio

ASKS = "Thank you for having me. What I saw is on record. Which complaint can you show me next?"
ANSWERS = "The one about the late refund. I close it this week and write up how I did."
PHRASE = "Say what you did yourself, and what the others did."


def messages(rosie: Portfolio) -> None:
    """Priya has not read the answer yet."""
    registration = rosie.registration
    with moment(2):
        send_message(actor=rosie.assessor, registration=registration, words=ASKS, batch=uuid4())
    with moment(1):
        read_messages(actor=rosie.person, registration=registration)
        send_message(actor=rosie.person, registration=registration, words=ANSWERS, batch=uuid4())
        keep_phrase(actor=rosie.assessor, words=PHRASE)
