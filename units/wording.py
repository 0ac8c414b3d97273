"""The body's words of a copy, put beside our labels. Only what is empty is filled: decisions may rest on the rest."""

from collections.abc import Iterator

from centres.canonical import digest_of
from units.handbook_copies import HandbookCopy, rows_of
from units.models import Comparison, Criterion, HandbookImport, Outcome, QualityIssue, Unit


def fill(copy: HandbookCopy) -> None:
    _fill_units(copy)
    _fill_criteria(copy)
    _fill_comparisons(copy)


def _fill_units(copy: HandbookCopy) -> None:
    rows: list[Unit] = []
    for unit in copy.units:
        row = copy.rows[unit.code]
        row.aim = row.aim or unit.aim
        row.information = row.information or dict(unit.information)
        rows.append(row)
    Unit.objects.bulk_update(rows, ["aim", "information"], batch_size=100)


def _fill_criteria(copy: HandbookCopy) -> None:
    outcomes: list[Outcome] = []
    criteria: list[Criterion] = []
    for unit, places in rows_of(copy):
        read = {criterion.number: criterion for outcome in unit.outcomes for criterion in outcome.criteria}
        for number, (row, text) in places.items():
            if row.text:
                continue
            row.text = text
            if isinstance(row, Criterion):
                row.printed, row.guidance = read[number].printed[:12], read[number].guidance
                criteria.append(row)
            else:
                outcomes.append(row)
    Outcome.objects.bulk_update(outcomes, ["text"], batch_size=200)
    Criterion.objects.bulk_update(criteria, ["text", "printed", "guidance"], batch_size=200)


def _fill_comparisons(copy: HandbookCopy) -> None:
    said = {row.code: row.detail for row in copy.read.comparisons}
    rows = list(Comparison.objects.filter(unit__in=copy.agreeing, detail="").select_related("unit"))
    for row in rows:
        row.detail = said.get(row.unit.code, "")
    Comparison.objects.bulk_update(rows, ["detail"])


def keep_issues(handbook: HandbookImport, copy: HandbookCopy) -> None:
    QualityIssue.objects.bulk_create(_issues(handbook, copy), batch_size=200)


def _issues(handbook: HandbookImport, copy: HandbookCopy) -> Iterator[QualityIssue]:
    for issue in copy.issues:
        yield QualityIssue(
            handbook=handbook,
            severity=issue.severity,
            line=issue.line,
            place=issue.place[:40],
            subject=issue.subject[:60],
            printed=issue.printed,
            stored=issue.stored,
            reason=issue.reason,
        )


def wording_digest(criterion: Criterion, *, worded: bool) -> str:
    """Which wording somebody had before them: number, our label and, where their centre has imported it, the body's text."""
    return digest_of([criterion.number, criterion.label, criterion.text if worded else ""])
