from django.db import transaction
from django.utils import timezone

from centres.audit import record
from centres.models import Membership, Role
from centres.permissions import require_role
from units.models import QualityIssue


@transaction.atomic
def accept_issue(*, actor: Membership, issue: QualityIssue) -> QualityIssue:
    """A person has looked at the line and stands by what is stored. The first who does is kept."""
    require_role(actor, Role.ADMIN, Role.IQA)
    issue = QualityIssue.objects.visible_to(actor).select_for_update(of=("self",), no_key=True).get(pk=issue.pk)
    if issue.accepted_at is None:
        issue.accepted_at, issue.accepted_by = timezone.now(), actor
        issue.save(update_fields=["accepted_at", "accepted_by"])
        record(actor, "handbook.issue_accepted", issue.handbook, line=issue.line, about=issue.subject)
    return issue
