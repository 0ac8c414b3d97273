import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Exists, OuterRef, Q

from centres.models import Centre
from claims.check_records import record
from claims.models import Claim
from claims.models.claim import Kind
from claims.selectors.centre_check import check
from claims.selectors.stored_verdicts import stored_verdicts_hold
from portfolio.models import Registration
from portfolio.states import RegistrationState


class Command(BaseCommand):
    help = (
        "Checks the rule of combination for everybody who is registered or has a full claim, and prints one line of JSON a "
        "candidate. Ends with 1 if the rule says something else today of a claim than what was stored with it."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--centre", metavar="NUMBER", help="this centre alone")

    def handle(self, *args: Any, **options: Any) -> None:
        differ = sum(self._check(centre) for centre in _centres(options["centre"]))
        if differ:
            self.stderr.write(
                f"{differ} stored {'verdict differs' if differ == 1 else 'verdicts differ'} from today's."
            )
            sys.exit(1)

    def _check(self, centre: Centre) -> int:
        """How many stored verdicts are not the rule's any more."""
        claimed = Claim.objects.live().filter(registration=OuterRef("pk"), kind=Kind.FULL)
        asked = Registration.objects.filter(Q(Exists(claimed)) | Q(state=RegistrationState.ACTIVE), centre=centre)
        hold = stored_verdicts_hold(asked)
        for one in check(asked.order_by("number")):
            line = {"centre": centre.number, **record(one), "stored_verdict_holds": hold.get(one.registration)}
            self.stdout.write(json.dumps(line, ensure_ascii=False))
        return sum(not holds for holds in hold.values())


def _centres(number: str | None) -> list[Centre]:
    found = list(Centre.objects.filter(number=number) if number else Centre.objects.order_by("number"))
    if number and not found:
        raise CommandError(f"There is no centre with the number {number}.", returncode=2)
    return found
