"""Thirteen candidates, each at another point of the way, so that every page of the demo has something true to show."""

import datetime as dt
from dataclasses import replace

from django.utils import timezone

from claims.services.make_claim import make_claim
from demo import disagreements
from demo.clock import moment
from demo.documents import call_log, film
from demo.kinds import other_kinds
from demo.mapping import mapping
from demo.messages import messages
from demo.people import Staff
from demo.portfolios import Portfolio
from demo.results import by_results
from demo.sufficiency import demands
from demo.witnesses import answers, asks, is_rung_up
from iqa.models import Action, Sample
from iqa.services.add_sample import add_sample
from iqa.services.answer_action import answer_action
from iqa.services.close_round import close_round
from iqa.services.draw_round import draw_round
from iqa.services.record_finding import record_finding
from iqa.services.set_sampling_policy import set_sampling_policy
from portfolio.services.declare_conflict import declare_conflict
from units.interchange.data import from_data
from units.models import Qualification
from units.services.begin_edition import begin_edition
from units.services.keep_draft import keep_draft

MANDATORY = ("D/506/2153", "T/506/2952", "M/506/2898")
GROUP_B = ("F/506/2176", "R/506/2179", "L/506/2181", "R/506/2960")
CHANGE, PROJECT, RISK, LEARNING = "T/506/1980", "R/506/1999", "L/506/2004", "M/506/1962"
COMPLAINTS, PROBLEMS, FEEDBACK = "R/506/2151", "K/506/2169", "D/506/2170"
ENOUGH = (*MANDATORY, *GROUP_B, PROJECT, RISK, LEARNING)  # 50 credits, 47 of them at Level 4


def tell(staff: Staff) -> None:
    with moment(400):
        set_sampling_policy(actor=staff.tom, percent=25, trainee_percent=100)
    finished(staff)
    quality_assure(staff)
    claim(staff)
    signed_off(staff)
    sampled(staff)
    under_way(staff)
    by_results(staff)
    describes(staff)
    declares(staff)
    demands(staff, COMPLAINTS)


def finished(staff: Staff) -> None:
    """Three whole diplomas. Stefan's Group C has 17 credits of whole units: a question for the body."""
    marcus = Portfolio(staff, "Marcus Bell", staff.priya, born=dt.date(1988, 3, 9), days_ago=300)
    marcus.chooses(*ENOUGH, days_ago=296).completes(*ENOUGH, days_ago=280)
    ewa = Portfolio(staff, "Ewa Wiśniewska", staff.anil, born=dt.date(1991, 11, 2), days_ago=310)
    ewa.chooses(*ENOUGH, days_ago=305).completes(*ENOUGH, days_ago=290)
    stefan = Portfolio(staff, "Stefan Ionescu", staff.priya, born=dt.date(1984, 6, 21), days_ago=290)
    seventeen = (*MANDATORY, *GROUP_B, PROJECT, RISK, CHANGE)
    stefan.chooses(*seventeen, days_ago=285).completes(*seventeen, days_ago=270)


def quality_assure(staff: Staff) -> None:
    """Tom draws a round over all that is signed off, looks at the picks and closes it."""
    with moment(190):
        drawn = draw_round(actor=staff.tom, qualification=staff.specification.qualification)
    with moment(186):
        for number, sample in enumerate(drawn.samples.all()):
            agrees(
                staff, sample, advice="" if number % 4 else "Say in the feedback which part of the record showed it."
            )
        close_round(actor=staff.tom, round=drawn)


def agrees(staff: Staff, sample: Sample, *, advice: str = "") -> None:
    record_finding(
        actor=staff.tom,
        sample=sample,
        outcome="advice" if advice else "agreed",
        competent=True,
        fair=True,
        recorded=True,
        comment=advice,
    )


def claim(staff: Staff) -> None:
    """Ewa has her certificate; Stefan's claim waits for the body; Marcus is ready and nobody has pressed the button."""
    registrations = {row.candidate.name: row for row in staff.maureen.centre.registrations.select_related("candidate")}
    for name, days_ago in (("Ewa Wiśniewska", 180), ("Stefan Ionescu", 12)):
        with moment(days_ago):
            make_claim(actor=staff.maureen, registration=registrations[name], kind="full")


def signed_off(staff: Staff) -> None:
    rosie = Portfolio(staff, "Rosie Fairhurst", staff.priya, born=dt.date(1995, 1, 30), days_ago=120)
    rosie.chooses(*MANDATORY, *GROUP_B[:2], days_ago=116).completes(*MANDATORY[:2], days_ago=40)
    rosie.plans(*ENOUGH[2:], days_ago=30).shows(GROUP_B[0], days_ago=2)
    other_kinds(rosie, GROUP_B[1])
    mapping(rosie, GROUP_B[0], GROUP_B[1])
    messages(rosie)
    day = timezone.localdate() - dt.timedelta(days=1)
    rosie.is_to("Ask two colleagues for feedback on your work", *rosie.criteria(GROUP_B[1])[2:4], by=day, days_ago=28)
    rosie.has_a_plan(days_ago=28, agrees=27)
    disagreements.arranged(staff, rosie)
    gareth = Portfolio(staff, "Gareth Lowe", staff.jodie, born=dt.date(1979, 9, 12), days_ago=90)
    gareth.chooses(*MANDATORY, COMPLAINTS, days_ago=88)
    gareth.shows(MANDATORY[1], days_ago=20).is_judged(MANDATORY[1], days_ago=8).is_signed_off(MANDATORY[1], days_ago=7)
    gareth.shows(COMPLAINTS, days_ago=60).is_judged(COMPLAINTS, days_ago=55).is_signed_off(COMPLAINTS, days_ago=54)
    gareth.is_countersigned(COMPLAINTS, days_ago=50)


def sampled(staff: Staff) -> None:
    """Tariq's unit is on hold with an open action; Naomi's assessor has answered one and Tom is to look again."""
    tariq = Portfolio(staff, "Tariq Aziz", staff.anil, born=dt.date(1990, 4, 4), days_ago=150)
    tariq.chooses(*MANDATORY, PROBLEMS, days_ago=148).completes(PROBLEMS, days_ago=60)
    demand(staff, tariq, PROBLEMS, days_ago=9)
    naomi = Portfolio(staff, "Naomi Clegg", staff.priya, born=dt.date(1986, 12, 19), days_ago=140)
    naomi.chooses(*MANDATORY, FEEDBACK, days_ago=139).completes(FEEDBACK, days_ago=55)
    action = demand(staff, naomi, FEEDBACK, days_ago=15)
    with moment(3):
        answer_action(
            actor=staff.priya,
            action=action,
            text="The discussion was on 14 October. I have added the date to my note of it.",
        )


def demand(staff: Staff, portfolio: Portfolio, code: str, *, days_ago: float) -> Action:
    with moment(days_ago) as day:
        sample = add_sample(
            actor=staff.tom, sign_off=portfolio.sign_offs(code)[0], reason="First time this unit is assessed here"
        )
        finding = record_finding(
            actor=staff.tom,
            sample=sample,
            outcome="action",
            competent=True,
            fair=True,
            recorded=False,
            comment="The record of the discussion has no date, so nobody can see when it took place.",
            asks="Add the date of the discussion, or point to where it stands.",
            due_on=(day + dt.timedelta(days=14)).date(),
        )
    return finding.action


def under_way(staff: Staff) -> None:
    dawn = Portfolio(staff, "Dawn Hartley", staff.priya, born=dt.date(1993, 7, 8), days_ago=200)
    dawn.chooses(*MANDATORY, COMPLAINTS, *GROUP_B[:2], PROJECT, days_ago=196).completes(
        *MANDATORY[:2], GROUP_B[0], days_ago=110
    )
    dawn.shows(COMPLAINTS, days_ago=30, first=6).is_judged(COMPLAINTS, days_ago=26, first=6, not_yet=["1.4"])
    dawn.shows(GROUP_B[1], MANDATORY[2], days_ago=4, first=6)
    dawn.submits(
        dawn.uploads("Call log of the week", call_log(), days_ago=3),
        dawn.criteria(GROUP_B[1], first=3),
        days_ago=3,
    )
    dawn.uploads("Call recording, refund agreed", film(), days_ago=2)
    planned(dawn)
    imran = Portfolio(staff, "Imran Yousaf", staff.priya, born=dt.date(1998, 2, 14), days_ago=80)
    imran.chooses(*MANDATORY, COMPLAINTS, PROBLEMS, days_ago=77).shows(PROBLEMS, days_ago=30)
    imran.is_judged(PROBLEMS, days_ago=10, not_yet=["1.2", "1.4", "2.3", "2.6"])
    witnessed(dawn, imran)
    disagreements.upheld(staff, dawn, COMPLAINTS, "1.4")
    disagreements.under_way(staff, imran, PROBLEMS)
    stuck(staff)
    waiting(staff)


def witnessed(dawn: Portfolio, imran: Portfolio) -> None:
    """Dawn's manager was rung up after she answered; Imran's brother works with him; Imran's customer has not answered."""
    rows = dawn.criteria(COMPLAINTS)[6:9]
    halina = asks(dawn, "Halina Nowak", "Contact centre manager", rows, days_ago=6)
    words = (
        "I listened in on two of Dawn's calls that week. She let the customer finish, read back what she had understood, "
        "and rang again on the Thursday to make sure that the refund was there. It was."
    )
    is_rung_up(answers(halina, words=words, days_ago=3), dawn, days_ago=2)
    sajid = asks(imran, "Sajid Yousaf", "Team leader, evening shift", imran.criteria(PROBLEMS)[:2], days_ago=5)
    words = "Imran stayed after his shift to sort out the double booking, and told both customers himself what had happened."
    answers(sajid, words=words, days_ago=4, tie="relative", detail="We are brothers")
    email = "g.whitaker@millroyd.example"
    asks(imran, "Gill Whitaker", "Customer, Millroyd Lettings", imran.criteria(COMPLAINTS)[:3], days_ago=1, email=email)


def planned(dawn: Portfolio) -> None:
    """A review that both signed, two tasks, and a plan that waits for her to agree."""
    dawn.is_reviewed(
        "Three units signed off. Complaints come next; the busy months make visits hard.", days_ago=33, signs=31
    )
    today = timezone.localdate()
    rest = [row for row in dawn.criteria(COMPLAINTS) if row.state == "none"]
    dawn.is_to(
        "Be observed on a complaint from start to end",
        *rest[:5],
        by=today + dt.timedelta(days=9),
        kind="observation",
        place="At her desk",
        days_ago=3,
    )
    dawn.is_to(
        "Talk through what the complaints changed",
        *rest[5:9],
        by=today + dt.timedelta(days=23),
        kind="discussion",
        days_ago=3,
    )
    dawn.has_a_plan(days_ago=1)


def stuck(staff: Staff) -> None:
    """Kofi began two days ago; Lowri chose units in September and has a draft that she never submitted."""
    Portfolio(staff, "Kofi Mensah", staff.anil, born=dt.date(2001, 10, 25), days_ago=2)
    lowri = Portfolio(staff, "Lowri Bevan", staff.anil, born=dt.date(1982, 8, 16), days_ago=100)
    lowri.chooses(*MANDATORY, FEEDBACK, days_ago=75)
    title, upload = lowri.next_document(FEEDBACK)
    lowri.uploads(title, upload, days_ago=62)


def waiting(staff: Staff) -> None:
    """Mei-Ling waits for her assessor and is one unit short of Group B."""
    units = (*MANDATORY, *GROUP_B[:2], PROJECT, RISK)
    mei = Portfolio(staff, "Mei-Ling Tan", staff.anil, born=dt.date(1996, 5, 3), days_ago=240)
    mei.chooses(*units, GROUP_B[3], days_ago=235).completes(*units, days_ago=130)
    mei.shows(GROUP_B[3], days_ago=6)


def declares(staff: Staff) -> None:
    """Grace is a friend of Lowri's, so Tom looks at her units; Priya's cousin Kofi has Anil for an assessor."""
    people = {row.name: row for row in staff.maureen.centre.candidates.all()}
    for person, name, relationship, detail, days_ago in (
        (staff.grace, "Lowri Bevan", "friend", "", 99),
        (staff.priya, "Kofi Mensah", "family", "Cousins", 2),
    ):
        with moment(days_ago) as day:
            declare_conflict(
                actor=person,
                person=person,
                candidate=people[name],
                relationship=relationship,
                detail=detail,
                since=day.date(),
            )


def describes(staff: Staff) -> None:
    """Maureen has begun the next edition of another qualification; its rule waits for a second person, Tom or Grace."""
    with moment(4):
        draft = begin_edition(actor=staff.maureen, qualification=Qualification.objects.get(code="cg-4430-4"))
        values = replace(from_data(draft.values), version="2026-09")
        keep_draft(actor=staff.maureen, draft=draft, turn=draft.turn, values=values)
