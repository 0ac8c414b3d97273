"""Celery's side of what runs by the clock."""

from celery import shared_task

from portfolio.services.expire_uploads import expire_uploads as run


@shared_task(name="portfolio.tasks.expire_uploads")
def expire_uploads() -> int:
    return run()
