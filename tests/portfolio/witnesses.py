"""Short ways to ask a witness and to answer as one."""

import datetime as dt
from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from django.core import mail

from centres.models import Job
from portfolio.gates import Asked
from portfolio.models import CriterionProgress, Testimony, WitnessRequest
from portfolio.selectors.witnesses import criteria_asked
from portfolio.services.ask_witness import ask_witness
from portfolio.services.give_testimony import give_testimony
from portfolio.services.mail_witness_link import mail_witness_link
from portfolio.services.open_witness_link import open_witness_link
from portfolio.services.send_witness_code import mail_witness_code, send_witness_code
from portfolio.services.share_witness_link import share_witness_link
from portfolio.testimony import Line, Origin, Said
from portfolio.witness_links import link_of
from tests.cast import Cast

SAW = dt.date(2024, 5, 17)
WORDS = "She rang the customer back, found the refund that had got stuck, and stayed until it had been paid."


def words(criteria: Sequence[CriterionProgress], **more: Any) -> Asked:
    said = {"name": "Sam Lee", "role": "team leader", "email": "sam@northgate.example", "phone": "01422 555 0101"}
    return Asked(**(said | {"about": "The stuck refund.", "seen_on": SAW, "criteria": list(criteria)} | more))


def asked(cast: Cast, criteria: Sequence[CriterionProgress], **more: Any) -> WitnessRequest:
    return ask_witness(
        actor=cast.carol, registration=cast.registration, key=more.pop("key", uuid4()), asked=words(criteria, **more)
    )


def handed(cast: Cast, request: WitnessRequest) -> str:
    """The token of a link that Carol hands over."""
    return share_witness_link(actor=cast.carol, request=request)


def opened(cast: Cast, request: WitnessRequest) -> WitnessRequest:
    link = link_of(handed(cast, request))
    assert link is not None
    return open_witness_link(link=link)


def mailed_token(request: WitnessRequest) -> str:
    """What the job mails, read out of the mail."""
    mail_witness_link(Job.objects.filter(purpose="mail_witness_link").latest("queued_at"))
    address = next(word for word in str(mail.outbox[-1].body).split() if word.startswith("http"))
    return address.rstrip("/").rpartition("/")[2]


def code_of(request: WitnessRequest) -> str:
    code = send_witness_code(request=request)
    mail_witness_code(Job.objects.get(purpose="mail_witness_code", object_id=str(code.pk)))
    return mail.outbox[-1].subject[:6]


def said(request: WitnessRequest, *, unseen: Sequence[CriterionProgress] = (), **more: Any) -> Said:
    lines = [
        Line(str(row.pk), str(row.enrolment.unit), row.criterion.number, row.criterion.label, row not in unseen)
        for row in criteria_asked(request)
    ]
    given: dict[str, Any] = {
        "name": "Sam Lee",
        "job": "Team leader",
        "employer": "Northgate",
        "email": "sam@northgate.example",
        "phone": "",
        "relationship": "manager",
        "tie": "none",
        "tie_detail": "",
        "expertise": "",
        "seen_on": SAW,
        "words": WORDS,
        "lines": lines,
        "signature": "sam lee",
    }
    return Said(**(given | more))


def gives(request: WitnessRequest, *, code: str = "", without_code: bool = False, **more: Any) -> Testimony:
    origin = Origin("203.0.113.*", "Some phone")
    return give_testimony(
        request=request, said=said(request, **more), code=code, without_code=without_code, origin=origin
    )


def sealed(cast: Cast, criteria: Sequence[CriterionProgress], **more: Any) -> Testimony:
    """A confirmed statement, from the question to the seal; `confirmed=False` for one without the code."""
    confirmed = more.pop("confirmed", True)
    request = opened(cast, asked(cast, criteria))
    return gives(request, code=code_of(request) if confirmed else "", without_code=not confirmed, **more)
