"""How far sampling has reached: done, of what exists (domain.md 2.5). Only what the rows can say."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from assessment.models import UnitSignOff
from centres.models import Membership
from iqa.models import Sample
from iqa.states import SampleState
from portfolio.models.evidence import Kind
from units.models import Qualification

NAMED = 4


@dataclass(frozen=True)
class Coverage:
    label: str
    have: int
    need: int
    missing: str

    @property
    def kind(self) -> str:
        return "met" if self.have == self.need else ""


def coverage(actor: Membership, qualification: Qualification) -> list[Coverage]:
    """Of everything ever signed off in this qualification: what has a finding."""
    looked_at = Sample.objects.filter(sign_off=OuterRef("pk")).exclude(state=SampleState.PLANNED)
    rows: QuerySet[UnitSignOff] = UnitSignOff.objects.visible_to(actor).filter(
        enrolment__registration__specification__qualification=qualification
    )
    rows = rows.annotate(looked_at=Exists(looked_at)).order_by()
    registration = "enrolment__registration"
    return [
        _line("Candidates", rows, registration, f"{registration}__candidate__name"),
        _line("Assessors", rows, "assessor", "assessor__user__name"),
        _line("Units", rows, "enrolment__unit", "enrolment__unit__code"),
        _line("Kinds of evidence", rows, *[EVIDENCE_KIND] * 2, names=dict(Kind.choices)),
    ]


EVIDENCE_KIND = "enrolment__criteria__decisions__evidence__evidence__kind"


def _line(
    label: str, rows: "QuerySet[UnitSignOff]", key: str, name: str, *, names: dict[str, str] | None = None
) -> Coverage:
    known = rows.exclude(**{key: None})
    found = known.values_list(key, name).annotate(done=Count("pk", filter=Q(looked_at=True))).order_by(name)
    missing = [(names or {}).get(row[1], row[1]) for row in found if not row[2]]
    return Coverage(label, len(found) - len(missing), len(found), _listed(missing))


def _listed(names: Iterable[str]) -> str:
    every = list(names)
    more = f" and {len(every) - NAMED} more" if len(every) > NAMED else ""
    return ", ".join(every[:NAMED]) + more
