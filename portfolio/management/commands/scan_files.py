from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from centres.services.enqueue import enqueue
from portfolio import scanner
from portfolio.models import Evidence, StoredFile
from portfolio.states import FileState


class Command(BaseCommand):
    help = "Has the virus scanner look at evidence that it has not seen, or (--again) at everything, with today's signatures."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--again", action="store_true", help="Also what was found clean before.")

    def handle(self, *, again: bool, **_: Any) -> None:
        """Each as a job. What is clean stays open meanwhile; what is found is locked away from that moment."""
        if not scanner.is_configured():
            raise CommandError("No virus scanner is configured. Set CLAMD_ADDRESS.")
        states = [FileState.UNCHECKED, FileState.WAITING, *([FileState.CLEAN] if again else [])]
        files = StoredFile.objects.filter(state__in=states, evidence__isnull=False).order_by("pk").distinct()
        for stored in files.iterator():
            first = Evidence.objects.filter(file=stored).select_related("registration__centre").earliest("arrived_at")
            version = f"{timezone.now():%Y-%m-%d}"
            enqueue(purpose="scan_file", centre=first.registration.centre, object_id=stored.sha256, version=version)
        self.stdout.write(f"{files.count()} files are given to the scanner.")
