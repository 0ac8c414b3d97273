"""Evidence as pages show it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse

from centres.models import Job
from centres.models.job import JobState
from portfolio.kinds import Kind
from portfolio.models import (
    CriterionProgress,
    Evidence,
    EvidenceLink,
    Pinpoint,
    RecordAnswer,
    Registration,
    Testimony,
    UnitEnrolment,
)
from portfolio.quarantine import why_closed
from portfolio.selectors.pinpoints import with_pins
from portfolio.states import EvidenceState, LinkState, UnitState

VIEWS = {
    "": ("All", ~Q(state__in=[EvidenceState.WITHDRAWN, EvidenceState.SUPERSEDED])),
    "draft": ("Drafts", Q(state=EvidenceState.DRAFT)),
    "sent": ("Submitted", Q(state=EvidenceState.SENT)),
    "superseded": ("Older versions", Q(state=EvidenceState.SUPERSEDED)),
    "withdrawn": ("Withdrawn", Q(state=EvidenceState.WITHDRAWN)),
}


def evidence_list(registration: Registration, view: str) -> Any:
    """Newest first, each with the number of its criteria, and whether it is a record that the candidate has not answered."""
    rows: Any = registration.evidence.filter(VIEWS[view][1]).select_related("file")
    return rows.annotate(
        criteria=Count("links", filter=~Q(links__state=LinkState.REFUSED)), unread=is_unread()
    ).order_by("-arrived_at", "-pk")


def is_unread() -> Q:
    """Whether an item is an assessor's record that the candidate has not answered."""
    answered = Exists(RecordAnswer.objects.filter(evidence=OuterRef("pk")))
    return Q(~answered, made_by__isnull=False, state=EvidenceState.SENT)


def evidence_counts(registration: Registration) -> dict[str, int]:
    rows: Any = registration.evidence.order_by()
    counts: dict[str, int] = rows.aggregate(**{name or "all": Count("pk", filter=q) for name, (_, q) in VIEWS.items()})
    return counts


def drafting_url(item: Evidence) -> str:
    """Where the candidate goes on with a draft."""
    if item.file_id is None:
        return reverse("write_batch", args=[item.kind, item.batch])
    return reverse("upload_batch", args=[item.batch])


def next_version_url(item: Evidence) -> str:
    """Where the candidate makes the next version: the page that made this one, which then knows what it replaces."""
    page = reverse("upload") if item.file_id else reverse("write", args=[item.kind])
    return f"{page}?replaces={item.pk}"


def versions(item: Evidence) -> list[Evidence]:
    """All versions of one item, the newest first, drafts aside; empty where there is only this one. Three queries at most."""
    chained = Evidence.objects.filter(registration=item.registration_id, replaces__isnull=False)
    pairs: list[set[Any]] = [set(pair) for pair in chained.exclude(state="draft").values_list("pk", "replaces")]
    found: set[Any] = {item.pk}
    while more := set().union(*(pair for pair in pairs if pair & found)) - found:
        found |= more
    if len(found) == 1:
        return []
    return list(Evidence.objects.filter(pk__in=found).select_related("file").order_by("-submitted_at"))


def links_by_unit(evidence: Evidence) -> list[tuple[UnitEnrolment, list[Any]]]:
    """Where the item is put forward: units in order of code, criteria in their own order, each with its `link`."""
    parts = ("enrolment__unit", "enrolment__registration", "criterion__outcome")
    links = EvidenceLink.objects.filter(evidence=evidence).select_related(
        "answered_by__user", *(f"progress__{part}" for part in parts)
    )
    in_order = ("progress__enrolment__unit__code", "progress__criterion__outcome__number")
    rows: list[Any] = []
    for link in with_pins(links.order_by(*in_order, "progress__criterion__position")):
        link.progress.link = link
        rows.append(link.progress)
    return by_unit(rows)


def by_unit(rows: Iterable[CriterionProgress]) -> list[tuple[UnitEnrolment, list[CriterionProgress]]]:
    found: dict[UnitEnrolment, list[CriterionProgress]] = defaultdict(list)
    for row in rows:
        found[row.enrolment].append(row)
    return list(found.items())


def open_criteria(registration: Registration) -> list[tuple[UnitEnrolment, list[CriterionProgress]]]:
    """What evidence can be put forward for: the criteria of every unit in progress."""
    rows = (
        CriterionProgress.objects.filter(enrolment__registration=registration, enrolment__state=UnitState.PROGRESS)
        .select_related("enrolment__unit", "criterion__outcome")
        .order_by("enrolment__unit__code", "criterion__outcome__number", "criterion__position")
    )
    return by_unit(rows)


def links_by_criterion(enrolment: UnitEnrolment) -> dict[UUID, list[Any]]:
    """Progress id -> the links to it with their items, withdrawn ones left out; the newest first."""
    links = (
        EvidenceLink.objects.filter(progress__enrolment=enrolment)
        .exclude(evidence__state=EvidenceState.WITHDRAWN)
        .select_related("evidence__file", "answered_by__user")
        .order_by("-evidence__arrived_at")
    )
    found: dict[UUID, list[Any]] = defaultdict(list)
    for link in with_pins(links):
        found[link.progress_id].append(link)
    return found


def viewer(evidence: Evidence, pins: Sequence[Pinpoint] = (), chosen: str = "") -> dict[str, Any]:
    """For templates/portfolio/_stage.html: the pages of an item, or how it is played, or why neither; `closed`: why nobody is given it.

    `pins`: the places in it that are drawn; `chosen`: the key of the one that it opens at.
    """
    media = evidence.media
    if evidence.file is None:
        return {"item": evidence, "media": media, "pages": [], "being_made": False, "failure": ""}
    opened = next((pin for pin in pins if str(pin.pk) == chosen), None)
    common = {"item": evidence, "media": media, "testimony": testimony_in(evidence), "pins": pins, "opened": opened}
    closed = why_closed(evidence.file, evidence.file_name)
    if closed:
        return {**common, "closed": closed, "pages": []}
    pages = list(evidence.file.previews.order_by("page")) if media.pages else []
    job = Job.objects.filter(purpose="make_previews", object_id=evidence.file_id).first() if media.pages else None
    return {
        **common,
        "pages": pages,
        "being_made": job is not None and job.state in (JobState.QUEUED, JobState.RUNNING),
        "more_pages": (evidence.file.pages or 0) > len(pages) > 0,
        "failure": job.error if job is not None and job.state == JobState.FAILED else "",
    }


def testimony_in(evidence: Evidence) -> Testimony | None:
    """The sealed statement that an item is; None for anything else, also for a letter that a candidate uploaded."""
    if evidence.kind != Kind.WITNESS:
        return None
    rows = Testimony.objects.with_identity().filter(evidence=evidence)
    found: Testimony | None = rows.select_related("request__expert_by__user").first()
    return found
