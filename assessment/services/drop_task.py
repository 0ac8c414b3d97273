from django.db import transaction

from assessment.ending_tasks import end_task
from assessment.models import Ending, PlannedTask
from centres.models import Membership


@transaction.atomic
def drop_task(*, actor: Membership, task: PlannedTask, reason: str) -> PlannedTask:
    """Not to be done after all. The row stays, with the reason."""
    return end_task(actor, task, Ending.DROPPED, reason)
