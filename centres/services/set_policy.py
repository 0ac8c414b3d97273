import datetime as dt
from collections.abc import Iterator

from django.db import transaction
from django.utils import timezone

from centres.audit import record
from centres.gates import Blocker, Refused
from centres.models import Centre, Membership, PolicyValue, Role
from centres.permissions import require_role
from centres.policy import Policy, PolicyHistory
from centres.templatetags._words import counted, day


@transaction.atomic
def set_policy(*, actor: Membership, policy: Policy, value: int, valid_from: dt.date, reason: str) -> PolicyValue:
    """The value from that day on, today or later; what was judged before stays judged by what held then.

    A second press is answered with the row that stands.
    """
    require_role(actor, Role.ADMIN)
    Centre.objects.select_for_update(of=("self",), no_key=True).get(pk=actor.centre_id)
    history, reason = PolicyHistory(actor.centre_id), reason.strip()
    standing = history.row_on(policy, valid_from)
    facts = {"value": value, "valid_from": valid_from, "reason": reason, "set_by_id": actor.pk}
    if standing and all(getattr(standing, name) == fact for name, fact in facts.items()):
        return standing
    blockers = list(_objections(policy, value, valid_from, reason, history.on(policy, valid_from)))
    if blockers:
        raise Refused(*blockers)
    row = PolicyValue.objects.create(centre_id=actor.centre_id, name=policy.name, **facts)
    before = history.on(policy, valid_from)
    record(actor, "policy.set", row, policy=policy.label, value=value, before=before, valid_from=valid_from)
    return row


def _objections(policy: Policy, value: int, valid_from: dt.date, reason: str, before: int) -> Iterator[Blocker]:
    if not policy.least <= value <= policy.most:
        limits = f"Enter a whole number from {policy.least} to {policy.most}."
        yield _objection("value", f"{counted(value, policy.unit)} is outside what this policy can be.", limits)
    elif value == before:
        said = f"It is {counted(value, policy.unit)} on {day(valid_from)} already."
        yield _objection("value", said, "Enter another figure, or leave it as it is.")
    if valid_from < timezone.localdate():
        said = f"{day(valid_from)} is in the past."
        yield _objection("valid_from", said, "What was done then keeps the policy of that day. Choose today or later.")
    if not reason:
        yield _objection("reason", "The reason is missing.", "Write why the centre changes it.")


def _objection(field: str, said: str, detail: str) -> Blocker:
    return Blocker(field, said, detail, link=f"#id_{field}", link_text="Go to it", yours=True)
