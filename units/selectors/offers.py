"""What a centre may deliver, for its pages: each qualification with approval, registration window and handbook."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from centres.models import Membership, Role
from units.models import (
    Criterion,
    ExternalAccess,
    HandbookImport,
    Qualification,
    QualificationApproval,
    RegistrationExtension,
    Specification,
)
from units.models.handbook import Severity

SOON = 90  # days before the last one on which a page warns


@dataclass(frozen=True)
class Window:
    """Until when this centre may register: the body's last day, or the latest extension that reaches beyond it."""

    last: dt.date | None
    extension: RegistrationExtension | None
    today: dt.date

    @property
    def closes(self) -> dt.date | None:
        return self.extension.until if self.extension else self.last

    @property
    def days_left(self) -> int | None:
        """Negative once it is closed."""
        return (self.closes - self.today).days if self.closes else None

    @property
    def kind(self) -> str:
        """The colour of its tag."""
        if self.days_left is None or self.days_left > SOON:
            return "met"
        return "notyet" if self.days_left >= 0 else "stop"

    @property
    def words(self) -> str:
        if self.closes is None:
            return "Registration open, last day not stated"
        if self.closes < self.today:
            return f"Registration closed on {self.closes:%-d %b %Y}"
        return f"Registration open until {self.closes:%-d %b %Y}"


@dataclass(frozen=True)
class Offer:
    """A qualification in its current edition, as one centre sees it."""

    qualification: Qualification
    specification: Any  # with `units_count` and `criteria_count`
    approval: QualificationApproval | None
    window: Window
    handbook: HandbookImport | None
    open_issues: int


def qualifications_of(actor: Membership) -> QuerySet[Qualification]:
    """Staff see the whole catalogue, an EQA what the centre opened to them, a candidate none of it here."""
    everything = (
        Qualification.objects.of_centre(actor.centre_id).select_related("awarding_organisation").order_by("title")
    )
    if actor.role == Role.EQA:
        opened = ExternalAccess.objects.current().filter(membership=actor)
        return everything.filter(pk__in=opened.values("qualification"))
    return everything.none() if actor.role == Role.CANDIDATE else everything


def offers_of(actor: Membership, *qualifications: Qualification) -> list[Offer]:
    """All that `actor` sees, or these; approved ones first. The queries do not grow with their number."""
    rows = list(qualifications or qualifications_of(actor))
    specifications = _current(actor, rows)
    approvals = {
        approval.qualification_id: approval
        for approval in QualificationApproval.objects.filter(centre_id=actor.centre_id, qualification__in=rows)
    }
    extensions = _latest_extensions(approvals.values())
    handbooks = _newest_handbooks(actor, specifications.values())
    today = timezone.localdate()
    offers = []
    for row in rows:
        specification, approval = specifications[row.pk], approvals.get(row.pk)
        extension = extensions.get(approval.pk) if approval else None
        handbook = handbooks.get(specification.pk)
        window = _window(specification.registration_until, extension, today)
        issues = handbook.open_issues if handbook else 0
        offers.append(Offer(row, specification, approval, window, handbook, issues))
    return sorted(offers, key=lambda offer: offer.approval is None)


def _window(last: dt.date | None, extension: RegistrationExtension | None, today: dt.date) -> Window:
    """An extension for units that have expired may end earlier than the edition: it closes nothing."""
    reaches_beyond = extension is not None and last is not None and last < extension.until
    return Window(last, extension if reaches_beyond else None, today)


def _current(actor: Membership, qualifications: Iterable[Qualification]) -> dict[object, Any]:
    """By qualification: the newest edition that the actor's centre knows."""
    criteria = (
        Criterion.objects.filter(outcome__unit__places__specification=OuterRef("pk"))
        .order_by()
        .values("outcome__unit__places__specification")
        .annotate(number=Count("pk"))
    )
    rows = (
        Specification.objects.of_centre(actor.centre_id)
        .filter(qualification__in=qualifications)
        .annotate(units_count=Count("structure"), criteria_count=Subquery(criteria.values("number")))
        .order_by("published_on", "id")
    )
    return {row.qualification_id: row for row in rows}


def _latest_extensions(approvals: Iterable[QualificationApproval]) -> dict[object, RegistrationExtension]:
    """By approval: the one that reaches furthest."""
    rows = RegistrationExtension.objects.filter(approval__in=approvals).order_by("until", "recorded_at")
    return {row.approval_id: row for row in rows}


def _newest_handbooks(actor: Membership, specifications: Iterable[Specification]) -> dict[object, Any]:
    """By specification: the centre's newest copy that words its units, with `open_issues`: more than information."""
    worth_a_look = Count("issues", filter=Q(issues__accepted_at=None) & ~Q(issues__severity=Severity.INFO))
    rows = (
        HandbookImport.objects.filter(centre_id=actor.centre_id, criteria_read__gt=0)
        .select_related("imported_by__user")
        .annotate(open_issues=worth_a_look)
        .in_bulk()
    )
    worded = HandbookImport.units.through.objects.filter(
        handbookimport__in=rows, unit__places__specification__in=specifications
    )
    pairs = worded.order_by("handbookimport__imported_at").values_list("unit__places__specification", "handbookimport")
    return {specification: rows[handbook] for specification, handbook in pairs.distinct()}
