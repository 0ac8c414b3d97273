"""The witnesses' statements that decisions rest on, each under its own seal."""

from collections.abc import Iterator
from uuid import UUID

from assessment.verifying.record import Record, Sealed
from portfolio.models import Testimony
from portfolio.testimony import seal_holds


def statement_differences(record: Record) -> Iterator[tuple[Sealed, str, str]]:
    """One line a statement and unit, at the first act that rests on it."""
    seen: set[tuple[UUID, UUID]] = set()
    for one in record.sealed:
        for row in _statements(record, one):
            key = (one.seal.enrolment_id, row.pk)
            if key not in seen and not seal_holds(row):
                yield (
                    one,
                    "statement_changed",
                    f"the statement of {row.name} ({row.evidence.receipt}) is not the one that was signed",
                )
            seen.add(key)


def _statements(record: Record, one: Sealed) -> list[Testimony]:
    items = [bound.evidence for bound in record.evidence.get(one.seal.act, [])]
    return [item.testimony for item in items if hasattr(item, "testimony")]
