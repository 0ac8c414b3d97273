import datetime as dt
from collections.abc import Sequence

from django.db import transaction

from assessment.locks import lock_registration
from assessment.models import PlannedTask, Review, ReviewAction
from assessment.plan_gates import review_gate
from assessment.review_figures import figures_of
from assessment.services.plan_task import plan_task
from centres.audit import record
from centres.models import Membership, Role
from centres.permissions import require_role
from centres.services.close_text_drafts import close_text_drafts
from portfolio.models import Registration


@transaction.atomic
def record_review(
    *,
    actor: Membership,
    registration: Registration,
    held_on: dt.date,
    progress: str,
    next_on: dt.date,
    actions: Sequence[PlannedTask] = (),
    new: Sequence[tuple[str, dt.date]] = (),
    draft_mark: str = "",
) -> Review:
    """The assessor writes down a review and signs it; the candidate signs after. A second press finds the first.

    `actions`: planned tasks that were agreed on; `new`: further ones, (what, by when), planned with it.
    """
    require_role(actor, Role.ASSESSOR)
    registration = lock_registration(registration)
    last = Review.objects.filter(registration=registration).first()
    said = {"held_on": held_on, "progress": progress.strip(), "next_on": next_on}
    if last and last.made_by_id == actor.pk and all(getattr(last, name) == value for name, value in said.items()):
        return last
    review_gate.require(actor=actor, registration=registration, **said)
    tasks = [task for task in actions if task.registration_id == registration.pk]
    tasks += [plan_task(actor=actor, registration=registration, what=what, due_on=day) for what, day in new]
    review = Review.objects.create(
        registration=registration,
        number=last.number + 1 if last else 1,
        made_by=actor,
        figures=figures_of(registration),
        **said,
    )
    ReviewAction.objects.bulk_create(ReviewAction(review=review, task=task) for task in dict.fromkeys(tasks))
    close_text_drafts(actor=actor, place=f"review:{registration.pk}", mark=draft_mark)
    record(actor, "review.signed", review, held_on=held_on, next_on=next_on, actions=[str(task) for task in tasks])
    return review
