"""Two appeals, an arrangement, and two requests that wait for an answer."""

from typing import Any

from django.utils import timezone

from assessment.models import Appeal, CriterionDecision, PlannedTask, StepKind
from assessment.services.acknowledge_appeal import acknowledge_appeal
from assessment.services.answer_adjustment import answer_adjustment
from assessment.services.ask_for_adjustment import ask_for_adjustment
from assessment.services.ask_for_consideration import ask_for_consideration
from assessment.services.decide_appeal import Finding, decide_appeal
from assessment.services.lodge_appeal import lodge_appeal
from assessment.services.take_appeal_step import take_appeal_step
from centres.models import Membership
from demo.clock import moment
from demo.people import Staff
from demo.portfolios import Portfolio

K = StepKind


def appeals(portfolio: Portfolio, code: str, *numbers: str, words: str, days_ago: float, formal: bool) -> Appeal:
    decisions = CriterionDecision.objects.on_unit(portfolio.unit(code)).newest()
    about = list(
        decisions.filter(progress__criterion__number__in=numbers).select_related(
            "progress__criterion", "progress__enrolment", "assessor__user"
        )
    )
    with moment(days_ago):
        return lodge_appeal(
            actor=portfolio.person, enrolment=portfolio.unit(code), about=about, text=words, formal=formal
        )


def takes(actor: Membership, appeal: Appeal, kind: StepKind, words: str, *, days_ago: float) -> None:
    with moment(days_ago):
        take_appeal_step(actor=actor, appeal=appeal, kind=kind, text=words)


def acknowledges(staff: Staff, appeal: Appeal, decider: Membership, *, days_ago: float) -> None:
    words = f"Your appeal is here. {decider.name} had no part in this unit and decides it."
    with moment(days_ago):
        acknowledge_appeal(actor=staff.maureen, appeal=appeal, decider=decider, text=words)


def under_way(staff: Staff, imran: Portfolio, code: str) -> None:
    """Grace has looked into it and is to decide."""
    words = "For both of these the e-mails are in the file, from page 2 on. The feedback only mentions page 1."
    appeal = appeals(imran, code, "1.2", "1.4", words=words, days_ago=8, formal=True)
    acknowledges(staff, appeal, staff.grace, days_ago=6)
    looked = "I have read the whole file and Priya's feedback, and asked her which pages she had in front of her."
    takes(staff.grace, appeal, K.INVESTIGATED, looked, days_ago=2)


def upheld(staff: Staff, dawn: Portfolio, code: str, number: str) -> None:
    """Explained first, then appealed in writing; Tom upheld it, and Anil has it to decide anew."""
    words = "The customer thanked me in writing, and that is how I knew."
    appeal = appeals(dawn, code, number, words=words, days_ago=24, formal=False)
    takes(dawn.assessor, appeal, K.EXPLAINED, "I need your own words on how you checked it.", days_ago=22)
    takes(dawn.person, appeal, K.LODGED, "The letter says it better than I can. It is with the item.", days_ago=20)
    acknowledges(staff, appeal, staff.tom, days_ago=18)
    takes(staff.tom, appeal, K.INVESTIGATED, "The item, its letter, and what the criterion asks for.", days_ago=12)
    reasons = "The criterion asks that the candidate checked. The letter shows it; it need not be in her own words."
    point = appeal.points.get()
    with moment(5):
        decide_appeal(actor=staff.tom, appeal=appeal, finding=Finding({point.pk: True}, reasons, staff.anil))


def arranged(staff: Staff, rosie: Portfolio) -> None:
    """Extra time is agreed; a reader and a later day have been asked for."""
    with moment(60):
        extra = asks(
            rosie, "extra_time", "I read more slowly than others; the report says by how much.", extra_percent=25
        )
    with moment(55):
        answer_adjustment(
            actor=staff.maureen, adjustment=extra, agreed=True, valid_from=timezone.localdate(), answer="Agreed."
        )
    with moment(1):
        asks(rosie, "reader", "Long texts on a screen give me a headache. The optician's letter follows.")
    task = PlannedTask.objects.filter(registration=rosie.registration).order_by("due_on").first()
    if task:
        with moment(0.1):
            words = "I was off sick for the whole week before."
            ask_for_consideration(actor=rosie.person, registration=rosie.registration, about=task, circumstances=words)


def asks(portfolio: Portfolio, kind: str, need: str, **more: Any) -> Any:
    return ask_for_adjustment(actor=portfolio.person, registration=portfolio.registration, kind=kind, need=need, **more)
