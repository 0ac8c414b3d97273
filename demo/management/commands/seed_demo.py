from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from centres.models import Centre, Job
from centres.services.run_job import run_job
from demo.people import PASSWORD, engage
from demo.stories import tell


def run_jobs() -> None:
    """All but the previews, which the installation's worker makes while somebody looks around."""
    while job := Job.objects.due().exclude(purpose="make_previews").order_by("run_after").first():
        run_job(job_id=str(job.pk))


class Command(BaseCommand):
    help = (
        "A demo centre of thirteen candidates, made through the same use cases as real use. For an empty installation."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("The demo's password is public: it is not for production.")
        if Centre.objects.exists():
            raise CommandError("There is a centre already. The demo is made in an empty installation only.")
        with transaction.atomic():
            tell(engage())
        run_jobs()
        self.stdout.write(f"Demo centre made. Everybody's password is {PASSWORD}")
