"""The grid of candidates by units: the glyph is the unit's state, the frame the sample's."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from assessment.models import UnitSignOff
from centres.models import Membership
from iqa.models import Sample
from iqa.sign_offs import standing
from iqa.states import UPHOLDING, SampleState
from portfolio.models import Registration, UnitEnrolment
from portfolio.states import UnitState
from units.models import Qualification, Specification, StructureUnit, Unit

ROWS = 40
GLYPHS = {
    UnitState.PROGRESS: "circle-half",
    UnitState.AWAITING: "hourglass-split",
    UnitState.SIGNED: "patch-check-fill",
    UnitState.HOLD: "pause-circle-fill",
}
FRAMES = {
    SampleState.PLANNED: "planned",
    SampleState.AGREED: "agreed",
    SampleState.ADVICE: "advice",
    SampleState.ACTION: "action",
    SampleState.NOT_UPHELD: "action",
}
FOUND = {
    SampleState.AGREED: "check-lg",
    SampleState.ADVICE: "chat-left-text-fill",
    SampleState.ACTION: "flag-fill",
    SampleState.NOT_UPHELD: "x-octagon-fill",
}


@dataclass(frozen=True)
class Column:
    unit: Unit
    group: str

    @property
    def short(self) -> str:
        """The part of the code that tells units of one qualification apart: 2153 of D/506/2153."""
        return self.unit.code.rpartition("/")[2]


@dataclass(frozen=True)
class Cell:
    """`sample`: the frame ("off" where the unit is not chosen); `title` says both in words."""

    icon: str
    sample: str
    title: str
    url: str = ""
    cleared: bool = False


@dataclass
class Row:
    registration: Registration
    cells: list[Cell] = field(default_factory=list)
    sampled: int = 0
    planned: int = 0


@dataclass(frozen=True)
class Grid:
    columns: list[Column]
    rows: list[Row]
    page: "Page[Registration]"
    counts: dict[str, int]


def _registrations(actor: Membership, qualification: Qualification) -> "QuerySet[Registration]":
    enrolled = UnitEnrolment.objects.filter(registration=OuterRef("pk"))
    rows: QuerySet[Registration] = Registration.objects.visible_to(actor).filter(
        Exists(enrolled), specification__qualification=qualification
    )
    return rows.select_related("candidate", "assessor__user")


def _views() -> dict[str, Q]:
    """Saved questions about candidates."""
    sign_offs = standing().filter(enrolment__registration=OuterRef("pk"))
    planned = Sample.objects.filter(sign_off__enrolment__registration=OuterRef("pk"), state=SampleState.PLANNED)
    held = UnitEnrolment.objects.filter(registration=OuterRef("pk"), state=UnitState.HOLD)
    return {
        "all": Q(),
        "planned": Q(Exists(planned)),
        "unsampled": Q(Exists(sign_offs.filter(samples=None, clearance=None))),
        "hold": Q(Exists(held)),
    }


def grid_of(actor: Membership, qualification: Qualification, view: str = "all", number: str | None = None) -> Grid:
    views, everybody = _views(), _registrations(actor, qualification)
    counts = everybody.order_by().aggregate(**{name: Count("pk", filter=q or None) for name, q in views.items()})
    found = everybody.filter(views.get(view, Q())).order_by("candidate__name", "pk")
    paginator = Paginator(found, ROWS)
    paginator.count = counts.get(view, counts["all"])
    page = paginator.get_page(number)
    enrolments = list(UnitEnrolment.objects.filter(registration__in=list(page)).select_related("unit"))
    columns = _columns(actor, qualification, {row.unit_id for row in enrolments})
    newest = _newest(enrolments)
    rows = [_row(registration, columns, enrolments, newest) for registration in page]
    return Grid(columns, rows, page, counts)


def _columns(actor: Membership, qualification: Qualification, chosen: set[UUID]) -> list[Column]:
    """The units that these candidates have, once each, in the order of the structure."""
    editions = Specification.objects.of_centre(actor.centre_id).filter(qualification=qualification)
    places = StructureUnit.objects.filter(specification__in=editions, unit__in=chosen)
    ordered = places.select_related("unit").order_by("-specification__published_on", "position")
    columns: dict[UUID, Column] = {}
    for place in ordered:
        columns.setdefault(place.unit_id, Column(place.unit, place.group))
    return list(columns.values())


def _newest(enrolments: Iterable[UnitEnrolment]) -> dict[UUID, tuple[UnitSignOff, Sample | None]]:
    """The newest sign-off of each unit with its sample, if there is one."""
    later = UnitSignOff.objects.filter(enrolment=OuterRef("enrolment"), round__gt=OuterRef("round"))
    rows = UnitSignOff.objects.filter(~Exists(later), enrolment__in=list(enrolments))
    sign_offs = {row.pk: row for row in rows.select_related("clearance", "assessor__user")}
    found = Sample.objects.filter(sign_off__in=list(sign_offs)).select_related("iqa__user")
    samples = {row.sign_off_id: row for row in found}
    return {row.enrolment_id: (row, samples.get(row.pk)) for row in sign_offs.values()}


def _row(
    registration: Registration,
    columns: list[Column],
    enrolments: list[UnitEnrolment],
    newest: dict[UUID, tuple[UnitSignOff, Sample | None]],
) -> Row:
    own = {row.unit_id: row for row in enrolments if row.registration_id == registration.pk}
    row = Row(registration)
    for column in columns:
        enrolment = own.get(column.unit.pk)
        sign_off, sample = newest.get(enrolment.pk, (None, None)) if enrolment else (None, None)
        row.cells.append(_cell(enrolment, sign_off, sample))
        row.planned += sample is not None and sample.state == SampleState.PLANNED
        row.sampled += sample is not None and sample.state != SampleState.PLANNED
    return row


def _cell(enrolment: UnitEnrolment | None, sign_off: UnitSignOff | None, sample: Sample | None) -> Cell:
    if enrolment is None:
        return Cell("dash", "off", "Not chosen")
    state = UnitState(enrolment.state)
    cleared = state == UnitState.SIGNED and getattr(sign_off, "clearance", None) is not None
    said = f"{enrolment.unit}: {state.label.lower()}"
    if sample is not None and not (state == UnitState.PROGRESS and sample.state in UPHOLDING):
        return _sampled(said, state, sample, cleared)
    if sign_off is None or state not in (UnitState.SIGNED, UnitState.HOLD):
        return Cell(GLYPHS[state], "", said, reverse("unit", args=[enrolment.pk]))
    clearance = ", cleared: in the population of a round and not picked" if cleared else ", not sampled, not cleared"
    return Cell(GLYPHS[state], "", said + clearance, reverse("signed_unit", args=[sign_off.pk]), cleared)


def _sampled(said: str, state: UnitState, sample: Sample, cleared: bool) -> Cell:
    found = SampleState(sample.state)
    words = f"{said}; sample {found.label.lower()}, {sample.iqa.name}"
    icon = FOUND.get(found, GLYPHS[state]) if state in (UnitState.SIGNED, UnitState.HOLD) else GLYPHS[state]
    return Cell(icon, FRAMES[found], words, reverse("sample", args=[sample.pk]), cleared)


def totals(actor: Membership, qualification: Qualification) -> dict[str, int]:
    """Units in this qualification by where they stand; one query."""
    rows: Any = UnitEnrolment.objects.visible_to(actor).filter(registration__specification__qualification=qualification)
    sample = Sample.objects.filter(sign_off__enrolment=OuterRef("pk"), state=SampleState.PLANNED)
    cleared = standing().filter(enrolment=OuterRef("pk"), clearance__isnull=False)
    counts: dict[str, int] = rows.order_by().aggregate(
        signed=Count("pk", filter=Q(state=UnitState.SIGNED)),
        hold=Count("pk", filter=Q(state=UnitState.HOLD)),
        planned=Count("pk", filter=Q(Exists(sample))),
        cleared=Count("pk", filter=Q(Exists(cleared))),
    )
    return counts
