"""The register: every document that was issued."""

from typing import Any

from django.db.models import Q
from django.db.models.functions import ExtractYear

from centres.models import Membership
from claims.models import Document


def issued_to(actor: Membership) -> Any:
    """What the actor may see of it, newest first."""
    return (
        Document.objects.visible_to(actor)
        .exclude(issued_at=None)
        .select_related("claim__registration__candidate", "claim__registration__specification__qualification")
        .order_by("-issued_at", "kind")
    )


def register(actor: Membership, *, words: str = "", year: int | None = None) -> Any:
    rows = issued_to(actor)
    if words:
        name = Q(claim__snapshot__candidate__name__icontains=words)  # as printed, whatever the name is now
        rows = rows.filter(name | Q(number__icontains=words))
    return rows.filter(issued_at__year=year) if year else rows


def years(actor: Membership) -> list[int]:
    """In which something was issued, newest first."""
    rows = Document.objects.visible_to(actor).exclude(issued_at=None).order_by()
    return sorted(rows.values_list(ExtractYear("issued_at"), flat=True).distinct(), reverse=True)
