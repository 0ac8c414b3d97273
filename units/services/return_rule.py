from django.db import transaction

from centres.audit import record
from centres.models import Membership
from centres.permissions import require_role
from units.draft_gates import returning_gate
from units.drafting.edits import at_home
from units.interchange.data import from_data
from units.models import Draft, RuleCheck, RuleDecision
from units.models.rule_check import CHECKERS
from units.selectors.rule_checks import about, standing_of


@transaction.atomic
def return_rule(*, actor: Membership, draft: Draft, digest: str, reason: str) -> RuleCheck:
    """A second person has found something to mend. Until the draft is opened an approval can be taken back so, too."""
    require_role(actor, *CHECKERS)
    draft = Draft.objects.checkable_by(actor).select_for_update(of=("self",), no_key=True).get(pk=draft.pk)
    values = at_home(from_data(draft.values))
    standing, reason = standing_of(draft, values), reason.strip()
    returning_gate.require(actor=actor, draft=draft, values=values, standing=standing, seen=digest, reason=reason)
    facts = about(draft, values, standing, actor)
    made: RuleCheck = RuleCheck.objects.create(**facts, decision=RuleDecision.RETURNED, reason=reason)
    record(actor, "rule.returned", draft, digest=digest, reason=reason)
    return made
