from django.db import transaction

from centres.audit import record
from centres.models import Membership
from centres.permissions import require_role
from units.draft_gates import approving_gate
from units.drafting.edits import at_home
from units.interchange.data import from_data
from units.models import Draft, RuleCheck, RuleDecision
from units.models.rule_check import CHECKERS
from units.selectors.rule_checks import about, standing_of


@transaction.atomic
def approve_rule(*, actor: Membership, draft: Draft, digest: str) -> RuleCheck:
    """A second person has compared each clause with its source. Any later change of what they compared asks again.

    `digest` is of what the actor has seen: what somebody has changed since is not approved unread.
    """
    require_role(actor, *CHECKERS)
    draft = Draft.objects.checkable_by(actor).select_for_update(of=("self",), no_key=True).get(pk=draft.pk)
    values = at_home(from_data(draft.values))
    standing = standing_of(draft, values)
    approving_gate.require(actor=actor, draft=draft, values=values, standing=standing, seen=digest)
    facts = about(draft, values, standing, actor)
    made: RuleCheck = RuleCheck.objects.create(**facts, decision=RuleDecision.APPROVED)
    record(actor, "rule.approved", draft, digest=digest)
    return made
