"""Three witnesses: one who answered and was rung up, one who is a relative, one who has not answered yet."""

import datetime as dt
from uuid import uuid4

from django.utils import timezone

from demo.clock import moment
from demo.portfolios import Portfolio
from portfolio.gates import Asked
from portfolio.models import CriterionProgress, Testimony, WitnessRequest
from portfolio.selectors.witnesses import criteria_asked
from portfolio.services.ask_witness import ask_witness
from portfolio.services.check_witness import check_witness
from portfolio.services.give_testimony import give_testimony
from portfolio.services.open_witness_link import open_witness_link
from portfolio.services.share_witness_link import share_witness_link
from portfolio.testimony import Line, Origin, Said
from portfolio.witness_links import link_of


def asks(
    candidate: Portfolio, name: str, role: str, rows: list[CriterionProgress], *, days_ago: float, email: str = ""
) -> WitnessRequest:
    with moment(days_ago):
        about = Asked(
            name=name,
            role=role,
            email=email,
            phone="01422 555 0164",
            about="The refund that had got stuck, from the first call to the day it was paid.",
            seen_on=timezone.localdate() - dt.timedelta(days=3),
            criteria=rows,
        )
        return ask_witness(actor=candidate.person, registration=candidate.registration, key=uuid4(), asked=about)


def answers(request: WitnessRequest, *, words: str, days_ago: float, tie: str = "none", detail: str = "") -> Testimony:
    """By a link that the candidate handed over; no code, because there is nobody to read the mail."""
    with moment(days_ago):
        link = link_of(share_witness_link(actor=request.asked_by, request=request))
        assert link is not None
        open_witness_link(link=link)
        said = Said(
            name=request.name,
            job=request.role,
            employer="Northgate Energy",
            email="",
            phone=request.phone,
            relationship="colleague" if tie != "none" else "manager",
            tie=tie,
            tie_detail=detail,
            expertise="",
            seen_on=request.seen_on,
            words=words,
            lines=[_line(row) for row in criteria_asked(request)],
            signature=request.name,
        )
        return give_testimony(request=request, said=said, code="", without_code=True, origin=Origin())


def _line(row: CriterionProgress) -> Line:
    unit, criterion = row.enrolment.unit, row.criterion
    return Line(str(row.pk), f"{unit.code} {unit.title}", criterion.number, criterion.label, saw=True)


def is_rung_up(testimony: Testimony, by: Portfolio, *, days_ago: float) -> None:
    with moment(days_ago):
        note = "Rang the switchboard of Northgate Energy and was put through. She stands by every line."
        check_witness(
            actor=by.assessor,
            testimony=testimony,
            how="phone",
            on=timezone.localdate(),
            outcome="confirmed",
            note=note,
        )
