from django.db import transaction

from centres.audit import record
from centres.models import Membership, Role
from centres.permissions import require_role
from units.handbook_copies import HandbookCopy, read_copy, rows_of
from units.models import Criterion, HandbookImport, Outcome, QualityIssue, Specification


@transaction.atomic
def import_handbook(*, actor: Membership, file_name: str, content: bytes) -> HandbookImport:
    """Gives the units the wording of the centre's own copy, and keeps a row for everything a person should know.

    The same bytes again are the same import. A unit that contradicts the catalogue keeps what it has, and so does a
    criterion that an earlier handbook worded: decisions may rest on it.
    """
    require_role(actor, Role.ADMIN, Role.SYSTEM)
    specification = read_copy(content).specification
    Specification.objects.select_for_update(of=("self",)).get(pk=specification.pk)
    copy = read_copy(content)  # again behind the lock: what another import wrote meanwhile counts as earlier
    handbook, created = _row(actor, file_name, copy)
    if created:
        _fill(copy)
        _keep_issues(handbook, copy)
        facts = {"units": handbook.units_read, "criteria": handbook.criteria_read, "sha256": copy.sha256}
        record(actor, "handbook.imported", handbook, specification=specification, **facts)
    return handbook


def _row(actor: Membership, file_name: str, copy: HandbookCopy) -> tuple[HandbookImport, bool]:
    facts = {
        "specification": copy.specification,
        "file_name": file_name[:200],
        "layout": copy.read.layout,
        "units_read": len(copy.units),
        "outcomes_read": copy.outcomes_read,
        "criteria_read": copy.criteria_read,
        "imported_by": actor,
    }
    created: tuple[HandbookImport, bool] = HandbookImport.objects.get_or_create(
        centre=actor.centre, sha256=copy.sha256, defaults=facts
    )
    return created


def _fill(copy: HandbookCopy) -> None:
    """Only what is empty."""
    printed = {
        (unit.code, criterion.number): criterion.printed
        for unit in copy.units
        for outcome in unit.outcomes
        for criterion in outcome.criteria
    }
    outcomes: list[Outcome] = []
    criteria: list[Criterion] = []
    for unit, places in rows_of(copy.specification, copy.units):
        for number, (row, text) in places.items():
            if row.text:
                continue
            row.text = text
            if isinstance(row, Criterion):
                row.printed = printed[unit.code, number][:12]
                criteria.append(row)
            else:
                outcomes.append(row)
    Outcome.objects.bulk_update(outcomes, ["text"])
    Criterion.objects.bulk_update(criteria, ["text", "printed"], batch_size=200)


def _keep_issues(handbook: HandbookImport, copy: HandbookCopy) -> None:
    QualityIssue.objects.bulk_create(
        QualityIssue(
            handbook=handbook,
            severity=issue.severity,
            line=issue.line,
            place=issue.place[:40],
            subject=issue.subject[:60],
            printed=issue.printed,
            stored=issue.stored,
            reason=issue.reason,
        )
        for issue in copy.issues
    )
