"""Puts appeals and arrangements into the places that the apps below keep for them."""

from assessment import (
    appeal_mails,
    appeal_panels,
    appeal_policies,
    appealing,
    arrangement_mails,
    arrangement_panels,
    needs,
    panels,
)
from assessment.again import concerned_by_appeals, evidence_decided_anew, units_decided_anew
from assessment.selectors.appeals import their_turn
from assessment.services import dispose_of_need
from centres import jobs, policy
from centres.audit import register_verbs
from centres.models import Role
from centres.navigation import Page, register
from centres.panels import TODAY_TILES, TODAY_WAITING
from portfolio import next_steps
from portfolio import panels as portfolio
from portfolio.models.enrolment import UNITS_FOR_ASSESSORS
from portfolio.models.evidence import EVIDENCE_FOR_ASSESSORS
from portfolio.models.registration import ALSO_FOR_ASSESSORS
from portfolio.quarantine import HOLDERS

VERBS = {
    "appeal.outcome": "decided an appeal about",
    "appeal.raised": "asked the assessor to explain decisions on",
    "appeal.explained": "explained decisions on",
    "appeal.lodged": "appealed in writing about",
    "appeal.acknowledged": "acknowledged the appeal about",
    "appeal.named": "named somebody else to decide the appeal about",
    "appeal.investigated": "looked into the appeal about",
    "appeal.decided": "gave the outcome of the appeal about",
    "appeal.review_asked": "asked for a review of the appeal about",
    "appeal.reviewer": "named who reviews the appeal about",
    "appeal.reviewed": "gave the outcome of the review of the appeal about",
    "appeal.escalated": "took to the awarding organisation the appeal about",
    "appeal.referred": "sent to the awarding organisation the appeal about",
    "appeal.answered": "recorded the awarding organisation's answer to the appeal about",
    "appeal.extended": "moved the last day of the appeal about",
    "appeal.accepted": "accepted the answer to the appeal about",
    "appeal.closed": "closed the appeal about",
    "appeal.withdrawn": "withdrew the appeal about",
    "adjustment.asked": "asked for:",
    "adjustment.agreed": "agreed to:",
    "adjustment.refused": "refused:",
    "adjustment.ended": "ended:",
    "need.disposed": "disposed of the reason for:",
    "consideration.asked": "asked for:",
    "consideration.granted": "granted:",
    "consideration.refused": "refused:",
    "consideration.forwarded": "sent to the awarding organisation:",
    "consideration.closed": "recorded the awarding organisation's answer to:",
}


def connect() -> None:
    jobs.register("mail_appeal", appeal_mails.mail_appeal)
    jobs.register("mail_appeal_due", appeal_mails.mail_appeal_due)
    jobs.register("mail_arrangement", arrangement_mails.mail_arrangement)
    jobs.register("dispose_of_need", dispose_of_need.run_disposal)
    register_verbs(VERBS)
    policy.register(*appeal_policies.ALL)
    HOLDERS.extend((appealing.HOLDER, *needs.HOLDERS))
    ALSO_FOR_ASSESSORS.append(concerned_by_appeals)
    UNITS_FOR_ASSESSORS.append(units_decided_anew)
    EVIDENCE_FOR_ASSESSORS.append(evidence_decided_anew)
    next_steps.PROVIDERS.append(appeal_panels.steps)
    next_steps.WAITING.append(appeal_panels.waits)
    panels.UNIT_PANELS.append(appeal_panels.of_unit)
    portfolio.UNIT_PANELS.append(appeal_panels.of_unit)
    portfolio.HOME_LINKS.append(("chat-square-quote", "Appeals", "my_appeals"))
    portfolio.HOME_LINKS.append(("universal-access", "Arrangements", "my_arrangements"))
    panels.UNIT_PANELS.append(arrangement_panels.of_unit)
    portfolio.REGISTRATION_PANELS.append(arrangement_panels.of_candidate)
    TODAY_TILES.append(appeal_panels.overdue_tile)
    TODAY_WAITING.extend((appeal_panels.waiting_for_admin, arrangement_panels.waiting_for_admin))
    for role in (Role.ASSESSOR, Role.IQA):
        register(role, Page("Appeals", "appeals", "chat-square-quote", 60, count=their_turn))
    # What waits for an admin stands on their first page.
    register(Role.ADMIN, Page("Appeals", "appeals", "chat-square-quote", 60, aside=True))
    register(Role.EQA, Page("Appeals", "appeals", "chat-square-quote", 60))
