"""What the part about witnesses registers at start."""

from centres import jobs, navigation
from centres.audit import register_verbs
from centres.models import Role
from centres.navigation import Page
from portfolio import next_steps, panels
from portfolio.selectors.witnesses import unanswered, witness_panel
from portfolio.services.mail_witness_link import mail_witness_link
from portfolio.services.send_witness_code import mail_witness_code

VERBS = {
    "witness.asked": "asked for",
    "witness.expert_named": "named as an expert",
    "witness.reminded": "reminded",
    "witness.link_made": "made a link for",
    "witness.cancelled": "cancelled the request to",
    "witness.opened": "saw the link opened by",
    "witness.code_sent": "sent a code to",
    "witness.declined": "noted the refusal of",
    "witness.given": "sealed the statement of",
    "witness.checked": "checked",
}


def register() -> None:
    """Called from `AppConfig.ready()`: models and jobs are there."""
    register_verbs(VERBS)
    jobs.register("mail_witness_link", mail_witness_link)
    jobs.register("mail_witness_code", mail_witness_code)
    panels.REGISTRATION_PANELS.append(witness_panel)
    next_steps.PROVIDERS.append(unanswered)
    for role in (Role.ADMIN, Role.ASSESSOR, Role.IQA, Role.EQA):
        navigation.register(role, Page("Witnesses", "witnesses", "chat-quote", 55))
    navigation.register(Role.CANDIDATE, Page("Witnesses", "my_witnesses", "chat-quote", 60))
