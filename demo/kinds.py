"""Evidence of other kinds than a file: a journal, something seen in place, an assessor's record, and a new version."""

import datetime as dt
from typing import Any
from uuid import uuid4

from django.utils import timezone

from assessment.record import Said
from assessment.services.make_record import make_record
from demo.clock import moment
from demo.portfolios import Portfolio
from portfolio.models import CriterionProgress, Evidence
from portfolio.services.answer_record import answer_record
from portfolio.services.save_drafts import Description
from portfolio.services.set_replaced import set_replaced
from portfolio.services.submit_evidence import submit_evidence
from portfolio.services.write_evidence import write_evidence

WATCHED = {
    "where": "The contact centre, second floor",
    "seen": "Rosie took a call about a lost parcel. She read the reference back, said what she would do and by when, and rang "
    "back after twenty minutes with the depot's answer.",
    "present": "The duty manager",
}
CABINET = {
    "what": "The complaints register of the third quarter, eleven entries in the candidate's hand.",
    "where": "Locked cabinet 2, complaints office, Halifax",
    "why": "It names customers.",
}


def other_kinds(rosie: Portfolio, code: str) -> None:
    """Rosie wrote in her journal, and again; Priya watched her on the telephone and saw the register."""
    rows = rosie.criteria(code, first=2)
    first = writes(rosie, "A week of call-backs", rows, days_ago=5, entry="I rang every customer back on the day.")
    writes(
        rosie, "A week of call-backs", rows, days_ago=4, older=first, entry="I rang 14 of 15 customers back on the day."
    )
    watched = records(rosie, "observation", WATCHED, rows, days_ago=3)
    with moment(2):
        answer_record(actor=rosie.person, evidence=watched, confirms=True, comment="")
    day = timezone.localdate() - dt.timedelta(days=3)
    records(
        rosie,
        "seen",
        CABINET | {"seen_by": rosie.assessor.name, "seen_on": day.isoformat()},
        rows[:1],
        days_ago=3,
        confidential=True,
    )


def writes(
    portfolio: Portfolio,
    title: str,
    rows: list[CriterionProgress],
    *,
    days_ago: float,
    older: Evidence | None = None,
    **said: Any,
) -> Evidence:
    with moment(days_ago):
        words = Description({}, "journal", "", timezone.localdate(), rows, details=said)
        draft = write_evidence(
            actor=portfolio.person, registration=portfolio.registration, batch=uuid4(), title=title, said=words
        )
        if older:
            draft = set_replaced(actor=portfolio.person, evidence=draft, older=older)
        return submit_evidence(actor=portfolio.person, evidence=draft, declared=True)


def records(
    portfolio: Portfolio,
    kind: str,
    details: dict[str, Any],
    rows: list[CriterionProgress],
    *,
    days_ago: float,
    **more: Any,
) -> Evidence:
    with moment(days_ago):
        facts: dict[str, Any] = {"context": "real", "confidential": False, "signed": True} | more
        said = Said(kind=kind, title="", done_on=timezone.localdate(), details=details, **facts)
        return make_record(
            actor=portfolio.assessor, registration=portfolio.registration, key=uuid4(), said=said, progress=rows
        )
