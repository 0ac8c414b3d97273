"""What a person sees of the seals: of one unit every act, of a candidate one line a unit."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from django.utils.dateparse import parse_date, parse_datetime
from django.utils.timezone import localdate

from assessment.models import RecordCheck
from assessment.verifying import Difference
from assessment.verifying.record import Record, Sealed
from assessment.verifying.verification import differences_of
from centres.models import Membership
from portfolio.models import UnitEnrolment


@dataclass
class SealLine:
    """One act: its seal, what is not as it was sealed, and what a reader should know though nothing is wrong."""

    one: Sealed
    title: str
    differences: list[Difference] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def digest(self) -> str:
        """In groups, as it is read out."""
        text = self.one.seal.digest
        return " ".join(text[place : place + 8] for place in range(0, 32, 8))


class UnitSeals:
    """All acts on a unit, compared now with their seals; the files are a worker's to read."""

    def __init__(self, enrolment: UnitEnrolment) -> None:
        record = Record([enrolment])
        self.differences = differences_of(record)
        self.lines = [SealLine(one, record.title_of(one), notes=list(_notes(one))) for one in record.sealed]
        by_title = defaultdict(list)
        for difference in self.differences:
            by_title[difference.act].append(difference)
        for line in self.lines:
            line.differences = by_title.pop(line.title, [])
        self.rest = [one for found in by_title.values() for one in found]


def _notes(one: Sealed) -> list[str]:
    """Sealed later; and a competence that was recorded after its first day, which no decision before the record rests on."""
    notes = ["The act is older than the seals: it was sealed when they came in."] if one.seal.sealed_later else []
    held = one.facts.get("competence")
    first, recorded = (parse_date(held["valid_from"]), parse_datetime(held["recorded_at"])) if held else (None, None)
    if first and recorded and first < localdate(recorded):
        notes.append(
            f"The competence it rests on was recorded on {localdate(recorded):%-d %B %Y}, from {first:%-d %B %Y} on."
        )
    return notes


@dataclass(frozen=True)
class UnitSummary:
    enrolment: UnitEnrolment
    acts: int
    differences: list[Difference]


def unit_summaries(rows: Iterable[UnitEnrolment]) -> list[UnitSummary]:
    """Units of a candidate, compared now; the number of queries does not grow with them."""
    record = Record(rows)
    acts: dict[UUID, int] = defaultdict(int)
    for one in record.sealed:
        acts[one.seal.enrolment_id] += 1
    found = defaultdict(list)
    for difference in differences_of(record):
        found[difference.enrolment].append(difference)
    return [UnitSummary(row, acts[key], found[key]) for key, row in record.enrolments.items()]


def last_check(actor: Membership, **scope: object) -> RecordCheck | None:
    """The newest of exactly this unit or candidate that the actor may see."""
    rows = RecordCheck.objects.visible_to(actor).with_failure().filter(**scope).select_related("asked_by__user")
    found: RecordCheck | None = rows.first()
    return found
