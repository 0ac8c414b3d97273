"""Celery's side of what runs by the clock."""

from celery import shared_task

from assessment.appeal_mails import remind_of_appeals as remind


@shared_task(name="assessment.tasks.remind_of_appeals")
def remind_of_appeals() -> int:
    return remind()
