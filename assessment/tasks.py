"""Celery's side of what runs by the clock."""

from celery import shared_task

from assessment.appeal_mails import remind_of_appeals as remind
from assessment.services.dispose_of_need import dispose_of_needs as dispose


@shared_task(name="assessment.tasks.dispose_of_needs")
def dispose_of_needs() -> int:
    return dispose()


@shared_task(name="assessment.tasks.remind_of_appeals")
def remind_of_appeals() -> int:
    return remind()
