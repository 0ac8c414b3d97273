"""Requests to witnesses, their statements and the centre's register of them, as pages show them."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.db.models import Count, Prefetch, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from centres.models import Job, Membership
from centres.models.job import JobState
from portfolio.models import CriterionProgress, Registration, Testimony, TestimonyCheck, WitnessRequest
from portfolio.models.witness import CheckOutcome, Relationship, Tie
from portfolio.next_steps import Home, NextStep, Rank
from portfolio.selectors.drafting import ticks
from portfolio.selectors.evidence import by_unit
from portfolio.witness_forms import AskForm

REQUEST_PARTS = (
    "registration__candidate__membership__user",
    "registration__centre",
    "registration__specification__qualification",
    "registration__assessor__user",
    "asked_by__user",
    "expert_by__user",
    "testimony__evidence",
)
CONFLICTED = ~Q(tie=Tie.NONE) | Q(relationship=Relationship.PRIVATE)
UNCONFIRMED = Q(checked=None, confirmed=False)
VIEWS = {
    "": ("All", Q()),
    "unconfirmed": ("To be confirmed", UNCONFIRMED),
    "conflict": ("With a conflict of interest", CONFLICTED),
    "denied": ("Not confirmed", Q(checked=CheckOutcome.DENIED)),
}


def requests_of(registration: Registration) -> list[WitnessRequest]:
    """Those that still wait first, then the newest."""
    rows = registration.witness_requests.select_related("asked_by__user", "testimony").annotate(
        number=Count("criteria")
    )
    return sorted(rows, key=lambda row: not row.is_open)


def visible_requests(actor: Membership) -> Any:
    return WitnessRequest.objects.visible_to(actor).select_related(*REQUEST_PARTS)


def criteria_asked(request: WitnessRequest) -> list[CriterionProgress]:
    """In the order of units and criteria."""
    rows = request.criteria.select_related("enrolment__unit", "criterion__outcome")
    return list(rows.order_by("enrolment__unit__code", "criterion__outcome__number", "criterion__position"))


def request_page(request: WitnessRequest) -> dict[str, Any]:
    mail = request.links.filter(by_mail=True).first()
    return {
        "asked": request,
        "units": by_unit(criteria_asked(request)),
        "mail": mail,
        "mail_job": Job.objects.filter(purpose="mail_witness_link", object_id=str(mail.pk)).first() if mail else None,
        "failed": JobState.FAILED,
        "handed": request.links.filter(by_mail=False).count(),
    }


def asking_page(registration: Registration, form: AskForm, opened: str = "") -> dict[str, Any]:
    """`opened`: the unit whose criteria are shown at once."""
    ticked = {str(value) for value in form["criteria"].value() or []}
    return {"registration": registration, "form": form, "opened": opened, **ticks(registration, ticked)}


def asked_before(registration: Registration, key: str) -> dict[str, Any]:
    """What a form begins with that asks again: the words of an earlier request."""
    before = registration.witness_requests.filter(pk=key).first() if _is_key(key) else None
    if before is None:
        return {}
    said = {name: getattr(before, name) for name in ("name", "role", "email", "phone", "about", "seen_on")}
    return {**said, "criteria": list(before.criteria.values_list("pk", flat=True))}


def _is_key(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def testimonies(actor: Membership) -> Any:
    checks = Prefetch("checks", TestimonyCheck.objects.select_related("checked_by__user"))
    parts = [f"request__{part}" for part in REQUEST_PARTS if not part.startswith("testimony")]
    return (
        Testimony.objects.visible_to(actor)
        .with_identity()
        .select_related("evidence__file", *parts)
        .prefetch_related(checks)
    )


def register(actor: Membership, words: str) -> "QuerySet[Testimony]":
    """The centre's list of witnesses: name, signature, relationship, and whether they were confirmed (domain.md 2.1)."""
    found = Q(name__icontains=words) | Q(employer__icontains=words)
    rows: QuerySet[Testimony] = testimonies(actor).filter(
        found | Q(request__registration__candidate__name__icontains=words)
    )
    return rows.order_by("-signed_at", "-pk")


def register_counts(rows: "QuerySet[Testimony]") -> dict[str, int]:
    counts: dict[str, int] = rows.order_by().aggregate(
        **{name or "all": Count("pk", filter=q) for name, (_, q) in VIEWS.items()}
    )
    return counts


def witness_panel(actor: Membership, registration: Registration) -> dict[str, Any] | None:
    """On a candidate's page, for staff: whom they asked, and what became of it."""
    rows = requests_of(registration)
    return {"template": "portfolio/witness/_panel.html", "rows": rows} if rows else None


def unanswered(home: Home) -> Iterator[NextStep]:
    """What a candidate does about a witness whose link has become too old."""
    late = home.registration.witness_requests.open().filter(expires_at__lte=timezone.now())
    for request in late:
        yield NextStep(
            Rank.CHASE,
            f"{request.name} has not answered, and the link is too old",
            "Speak to them and send another, or ask somebody else.",
            reverse("witness_request", args=[request.pk]),
            "Open the request",
            since=request.expires_at,
        )
