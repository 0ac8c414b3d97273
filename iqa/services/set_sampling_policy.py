from django.db import transaction

from centres.audit import record
from centres.gates import Blocker, Refused
from centres.models import Centre, Membership, Role
from centres.permissions import require_role
from iqa.models import SamplingPolicy
from iqa.selectors.policy import policy_in_force


@transaction.atomic
def set_sampling_policy(*, actor: Membership, percent: int, trainee_percent: int) -> SamplingPolicy:
    """The percentages of every round drawn from now on. Earlier rounds keep theirs. The same again changes nothing."""
    require_role(actor, Role.IQA, Role.ADMIN)
    blockers = [*_objections(percent, "percent"), *_objections(trainee_percent, "trainee_percent")]
    if blockers:
        raise Refused(*blockers)
    Centre.objects.select_for_update(of=("self",), no_key=True).get(pk=actor.centre_id)
    current = policy_in_force(actor.centre_id)
    if current and (current.percent, current.trainee_percent) == (percent, trainee_percent):
        return current
    policy = SamplingPolicy.objects.create(
        centre_id=actor.centre_id, percent=percent, trainee_percent=trainee_percent, set_by=actor
    )
    before = f"{current.percent} % and {current.trainee_percent} %" if current else "none"
    record(actor, "sampling.policy_set", policy, percent=percent, trainee_percent=trainee_percent, before=before)
    return policy


def _objections(percent: int, field: str) -> list[Blocker]:
    if 1 <= percent <= 100:
        return []
    said = f"{percent} % is no sampling percentage."
    return [
        Blocker(
            field, said, "Enter a whole number from 1 to 100.", link=f"#id_{field}", link_text="Go to it", yours=True
        )
    ]
