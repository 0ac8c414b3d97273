from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from centres.models import Centre
from centres.tasks import sweep_jobs
from demo.people import PASSWORD, engage
from demo.stories import tell


class Command(BaseCommand):
    help = "A demo centre of twelve candidates, made through the same use cases as real use. For an empty installation."

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("The demo's password is public: it is not for production.")
        if Centre.objects.exists():
            raise CommandError("There is a centre already. The demo is made in an empty installation only.")
        with transaction.atomic():
            tell(engage())
        while sweep_jobs():
            pass
        self.stdout.write(f"Demo centre made. Everybody's password is {PASSWORD}")
