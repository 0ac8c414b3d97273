from centres.models.audit import AuditEvent
from centres.models.base import AppendOnly, Row
from centres.models.centre import Centre, Site
from centres.models.invitation import Invitation
from centres.models.job import Job
from centres.models.membership import Membership, Role
from centres.models.policy import PolicyValue
from centres.models.text_draft import TextDraft
from centres.models.user import User

__all__ = [
    "AppendOnly",
    "AuditEvent",
    "Centre",
    "Invitation",
    "Job",
    "Membership",
    "PolicyValue",
    "Role",
    "Row",
    "Site",
    "TextDraft",
    "User",
]
