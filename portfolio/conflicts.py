"""What a conflict of interest stops: every part in the assessment of that candidate (domain.md 2.9, 5.4 scenario 17)."""

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils import timezone

from centres.gates import Blocker
from centres.models import Membership
from centres.prepared import prepared
from portfolio.models import Candidate, ConflictMitigation, ConflictOfInterest


def conflicts_between(person: Membership, candidate: Candidate) -> "QuerySet[ConflictOfInterest]":
    """Of the person, in whatever role they have them."""
    found: QuerySet[ConflictOfInterest] = ConflictOfInterest.objects.filter(
        person__user=person.user_id, candidate=candidate
    )
    return found


def conflict_blockers(
    person: Membership, candidate: Candidate, *, assesses: bool = False, day: dt.date | None = None
) -> Iterator[Blocker]:
    """Why somebody may have no part in this. `assesses`: as the assessor, whom a recorded mitigation lets go on."""
    if person.user_id is None:
        return
    held = conflicts_between(person, candidate).on(day)  # type: ignore[attr-defined]
    if assesses:
        held = held.filter(~Exists(ConflictMitigation.objects.filter(conflict=OuterRef("pk"))))
    conflict = held.order_by("since", "pk").first()
    if conflict is not None:
        yield conflict_blocker(person, candidate, conflict)


def conflict_blocker(person: Membership, candidate: Candidate, conflict: ConflictOfInterest) -> Blocker:
    return Blocker(
        "conflict",
        f"{person.name} has declared a conflict of interest with {candidate.name}.",
        "Somebody without one does it. A centre admin can name another person.",
        owner_role="centre admin",
        since=conflict.since,
        link=reverse("conflict", args=[conflict.pk]),
        link_text="Open the conflict",
    )


def unasked(independent: bool) -> Iterator[Blocker]:
    """Whoever names an assessor has asked them first."""
    if not independent:
        yield Blocker(
            "not_asked",
            "It is not said that the assessor was asked about a conflict of interest.",
            "Ask the assessor and tick that there is none, or choose somebody else.",
            yours=True,
        )


def conflicts_of(candidates: Iterable[Any]) -> list[ConflictOfInterest]:
    """All that were ever declared of these (by their keys), with what `unsafe_on` reads."""
    return list(_declared(tuple(set(candidates))))


@prepared
def _declared(candidates: tuple[UUID, ...]) -> "QuerySet[ConflictOfInterest]":
    rows = ConflictOfInterest.objects.filter(candidate__in=candidates).select_related("person", "ending")
    return rows.prefetch_related("mitigations")


def unsafe_on(conflicts: "list[ConflictOfInterest]", person: Membership, at: dt.datetime) -> ConflictOfInterest | None:
    """Of a candidate's conflicts, with their endings and mitigations: the one that made an act of this person unsafe then."""
    day = timezone.localdate(at)
    theirs = (one for one in conflicts if one.person.user_id == person.user_id and one.holds_on(day))
    return next((one for one in theirs if not any(made.at <= at for made in one.mitigations.all())), None)
