from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from centres.gates import Blocker, Refused
from centres.models import Centre, Membership
from centres.selectors import system_of
from units.handbook_copies import Document, HandbookCopy, open_document, refuse_size
from units.interchange.data import from_data
from units.services.draft_from_handbook import draft_from_handbook
from units.services.import_handbook import import_for_installation, import_handbook
from units.services.preview_handbook import HandbookPreview, preview_handbook

SAYS = {"info": "corrected", "warning": "check", "error": "CONTRADICTION"}


class Command(BaseCommand):
    help = (
        "Imports the wording of the centre's own copies of handbooks (text or PDF) and prints every correction. "
        "Exit 0: all is imported. 1: imported, but a unit contradicts the catalogue. 2: a file cannot be used."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--dry-run", action="store_true", help="only say what would be stored")
        parser.add_argument("--centre", metavar="NUMBER", help="centre number; not needed where there is one centre")

    def handle(self, *args: Any, **options: Any) -> None:
        centre = _centre(options["centre"])
        actor = system_of(centre.pk) if centre else None
        unusable = contradictory = 0
        for path in options["files"]:
            try:
                preview = self._import(actor, path, dry_run=options["dry_run"], briefly=options["verbosity"] == 0)
            except Refused as error:
                self.stderr.write(f"{path}: {_sentence(error)}")
                unusable += 1
            else:
                contradictory += any(issue.severity == "error" for issue in preview.copy.issues)
        if unusable:
            raise CommandError(
                _count(unusable, "file could not be imported.", "files could not be imported."), returncode=2
            )
        if contradictory:
            raise CommandError("A unit contradicts the catalogue and kept what it had.", returncode=1)

    def _import(self, actor: Membership | None, path: Path, *, dry_run: bool, briefly: bool) -> HandbookPreview:
        document = open_document(path.name, _content_of(path))
        preview = preview_handbook(actor=actor, document=document)
        self._say(path, preview, briefly=briefly)
        if preview.earlier:
            self.stdout.write(f"Imported already, on {preview.earlier.imported_at:%-d %B %Y}. Nothing was changed.")
        elif dry_run:
            self.stdout.write("Dry run: nothing was changed.")
        elif preview.copy.other_edition and actor is not None:
            self._draft(actor, document, preview.copy)
        elif actor is None:
            import_for_installation(document=document)
            self.stdout.write("Imported. No centre is open yet; each reads these words once it imports its own copy.")
        else:
            import_handbook(actor=actor, document=document)
            self.stdout.write("Imported.")
        return preview

    def _draft(self, actor: Membership, document: Document, copy: HandbookCopy) -> None:
        codes = [unit.code for unit in copy.contradicting]
        for draft in draft_from_handbook(actor=actor, document=document, codes=codes):
            edition = from_data(draft.values).version
            self.stdout.write(f"Drafted: {draft.title}, edition {edition}. An admin opens it under Qualifications.")

    def _say(self, path: Path, preview: HandbookPreview, *, briefly: bool) -> None:
        copy = preview.copy
        about = [copy.read.title, copy.read.qualification_number, copy.read.edition]
        self.stdout.write(f"{path.name}: {', '.join(filter(None, about))}")
        self.stdout.write(f"{_contents(copy)}, {_count(len(copy.issues), 'correction')}")
        for issue in () if briefly else copy.issues:
            change = f"{issue.printed!r} -> {issue.stored!r}. " if issue.printed != issue.stored else ""
            self.stdout.write(f"  {SAYS[issue.severity]}: {issue.place}, {issue.subject}: {change}{issue.reason}")


def _centre(number: str | None) -> Centre | None:
    """The centre whose copy it is; None where none is open yet."""
    centres = list(Centre.objects.filter(number=number) if number else Centre.objects.all()[:2])
    if len(centres) == 1:
        return centres[0]
    if number:
        raise CommandError(f"There is no centre with the number {number}.", returncode=2)
    if centres:
        raise CommandError("There is more than one centre. Name one with --centre NUMBER.", returncode=2)
    return None


def _content_of(path: Path) -> bytes:
    try:
        refuse_size(path.stat().st_size)
        return path.read_bytes()
    except OSError as error:
        raise Refused(Blocker("unreadable", f"The file cannot be read ({error.strerror or error}).")) from error


def _sentence(error: Refused) -> str:
    said = " ".join(f"{blocker.message} {blocker.detail}".strip() for blocker in error.blockers)
    return said if said.endswith("Nothing was changed.") else f"{said} Nothing was changed."


def _contents(copy: HandbookCopy) -> str:
    if copy.read.places:
        return f"{_count(len(copy.read.places), 'unit')} in its structure"
    if copy.read.comparisons:
        return f"{_count(len(copy.read.comparisons), 'unit')} compared"
    criteria = _count(copy.criteria_read, "criterion", "criteria")
    return f"{_count(len(copy.units), 'unit')}, {_count(copy.outcomes_read, 'outcome')}, {criteria}"


def _count(number: int, thing: str, things: str = "") -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {things or thing + 's'}"
