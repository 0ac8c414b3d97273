import json
import sys
from argparse import ArgumentParser
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError
from django.db.models import QuerySet

from assessment.verifying import Result, verify
from centres.models import Centre
from centres.templatetags._words import counted
from portfolio.models import UnitEnrolment


class Command(BaseCommand):
    help = (
        "Compares every decision, sign-off, countersignature and reopening with its seal, hashes the files that they rest "
        "on again, and names what differs. Ends with 0 if nothing does, with 1 if something does, with 2 if it was asked "
        "for what is not there."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--centre", metavar="NUMBER", help="this centre alone")
        parser.add_argument("--candidate", metavar="NUMBER", help="the registration with this number alone")
        parser.add_argument("--unit", metavar="KEY", help="one unit of one candidate: the key in its page's address")
        parser.add_argument("--no-files", action="store_true", help="leave the stored files unread")
        parser.add_argument("--json", action="store_true", help="print one JSON document")

    def handle(self, *args: Any, **options: Any) -> None:
        rows = _asked(options["centre"], options["candidate"], options["unit"])
        result = verify(rows.iterator(chunk_size=200), files=not options["no_files"])
        self.stdout.write(_as_json(result) if options["json"] else _as_text(result))
        if result.differences:
            sys.exit(1)


def _asked(centre: str | None, candidate: str | None, unit: str | None) -> "QuerySet[UnitEnrolment]":
    rows: QuerySet[UnitEnrolment] = UnitEnrolment.objects.select_related("unit", "registration__candidate")
    if centre:
        if not Centre.objects.filter(number=centre).exists():
            raise CommandError(f"There is no centre with the number {centre}.", returncode=2)
        rows = rows.filter(registration__centre__number=centre)
    if candidate:
        rows = rows.filter(registration__number=candidate)
    if unit:
        rows = rows.filter(pk=_key(unit))
    if (candidate or unit) and not rows.exists():
        raise CommandError("There is no such unit, or the candidate has none.", returncode=2)
    return rows.order_by("registration__number", "unit__code", "pk")


def _key(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise CommandError(f"{text} is no key of a unit: it stands in the address of its page.", returncode=2) from None


def _as_json(result: Result) -> str:
    figures = {"units": result.units, "acts": result.acts, "files": result.files, "bytes": result.bytes}
    lines = [one.record() for one in result.differences]
    return json.dumps({**figures, "differences": lines}, ensure_ascii=False, indent=1)


def _as_text(result: Result) -> str:
    looked = (
        f"{counted(result.acts, 'act')} on {counted(result.units, 'unit')}, {counted(result.files, 'file')} looked at."
    )
    said = f"{counted(len(result.differences), 'difference')}:" if result.differences else "All is as it was sealed."
    return "\n".join([f"{looked} {said}", *map(str, result.differences)])
