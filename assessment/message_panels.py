"""Messages on a candidate's page, for their assessor, and on the candidate's home while something is unread."""

from assessment.selectors.messages import unread_messages
from centres.models import Membership
from portfolio.models import Registration
from portfolio.panels import Panel

TEMPLATE = "assessment/_messages_panel.html"


def registration_panel(actor: Membership, registration: Registration) -> Panel | None:
    if actor.pk != registration.assessor_id:
        return None
    return _panel(actor, registration, registration.candidate.name)


def home_panel(actor: Membership, registration: Registration) -> Panel | None:
    panel = _panel(actor, registration, registration.assessor.name)
    return panel if panel["unread"] else None


def _panel(actor: Membership, registration: Registration, other: str) -> Panel:
    unread = unread_messages(actor, registration)
    return {"template": TEMPLATE, "registration": registration, "other": other, "unread": unread}
