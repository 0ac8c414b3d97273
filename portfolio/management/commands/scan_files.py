from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from centres.models import Centre
from centres.services.enqueue import enqueue
from portfolio import scanner
from portfolio.models import StoredFile
from portfolio.quarantine import centres_that_hold
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
        given = sum(map(_give, StoredFile.objects.filter(state__in=states).order_by("pk").iterator()))
        self.stdout.write(f"{given} files are given to the scanner.")


def _give(stored: StoredFile) -> bool:
    """Not what the program itself made, which nobody holds in this sense."""
    centre_id = min(centres_that_hold(stored), default=None)
    if centre_id is None:
        return False
    centre, today = Centre.objects.get(pk=centre_id), f"{timezone.now():%Y-%m-%d}"
    enqueue(purpose="scan_file", centre=centre, object_id=stored.sha256, version=today)
    return True
