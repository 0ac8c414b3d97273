from uuid import UUID

from django.db import transaction

from centres.audit import record
from centres.gates import Blocker, Refused
from centres.models import Membership, Role
from centres.permissions import require_role
from units.handbook_copies import Document, HandbookCopy, facts_of, read_copy
from units.models import HandbookImport, Unit
from units.wording import fill, keep_issues


@transaction.atomic
def import_handbook(*, actor: Membership, document: Document) -> HandbookImport:
    """Gives the units the wording of the centre's own copy, and keeps a row for everything a person should know.

    The same bytes again are the same import. A unit that contradicts the catalogue keeps what it has, and so does a
    criterion that an earlier handbook worded: decisions may rest on it.
    """
    require_role(actor, Role.ADMIN, Role.SYSTEM)
    copy = _read_behind_lock(document, actor.centre_id)
    handbook, created = HandbookImport.objects.get_or_create(
        centre=actor.centre,
        sha256=copy.sha256,
        defaults={**facts_of(copy), "file_name": document.name, "imported_by": actor},
    )
    if created:
        _keep(handbook, copy)
        facts = {"units": handbook.units_read, "criteria": handbook.criteria_read, "sha256": copy.sha256}
        record(actor, "handbook.imported", handbook, title=handbook.title, **facts)
    return handbook


@transaction.atomic
def import_for_installation(*, document: Document) -> HandbookImport:
    """The same before any centre is opened: for the installer, who acts for no centre, so there is no act to record.

    No centre reads these words until it imports its own copy (ADR 8).
    """
    copy = _read_behind_lock(document, None)
    handbook, created = HandbookImport.objects.get_or_create(
        centre=None, sha256=copy.sha256, defaults={**facts_of(copy), "file_name": document.name}
    )
    if created:
        _keep(handbook, copy)
    return handbook


def _read_behind_lock(document: Document, centre: UUID | None) -> HandbookCopy:
    """Read twice: what another import writes meanwhile counts as earlier, whatever edition its units are read for."""
    keys = [row.pk for row in read_copy(document, centre=centre).rows.values()]
    list(Unit.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=keys).order_by("pk"))
    copy = read_copy(document, centre=centre)
    if copy.other_edition:
        raise Refused(_other_edition(copy))
    return copy


def _other_edition(copy: HandbookCopy) -> Blocker:
    return Blocker(
        "other_edition",
        f"The document is edition {copy.read.edition}, and the centre has another: "
        f"{', '.join(dict.fromkeys(row.version for row in copy.specifications))}.",
        "Its words belong to an edition of their own. Describe it as printed, and open that edition.",
    )


def _keep(handbook: HandbookImport, copy: HandbookCopy) -> None:
    handbook.units.set(copy.agreeing)
    fill(copy)
    keep_issues(handbook, copy)
