"""Conflicts of interest on the pages of candidates and people, and what of them waits for the admin."""

from collections.abc import Iterator

from django.db.models import Exists, F, OuterRef
from django.urls import reverse

from centres.gates import Blocker
from centres.models import Membership, Role
from portfolio.models import ConflictMitigation, ConflictOfInterest, Registration
from portfolio.panels import Panel
from portfolio.states import RegistrationState

DECLARERS = (Role.ADMIN, Role.ASSESSOR, Role.IQA)


def of_candidate(actor: Membership, registration: Registration) -> Panel | None:
    rows = ConflictOfInterest.objects.visible_to(actor).on().filter(candidate=registration.candidate_id)
    found = list(rows.select_related("person__user", "candidate").prefetch_related("mitigations__iqa__user"))
    if not found and actor.role not in DECLARERS:
        return None
    declare = f"{reverse('declare_conflict')}?candidate={registration.number}" if actor.role in DECLARERS else ""
    return {"template": "portfolio/_conflicts_panel.html", "place": "foot", "conflicts": found, "declare": declare}


def of_person(actor: Membership, member: Membership) -> Panel | None:
    """Those of the person, in whatever role; only where there are any."""
    rows = ConflictOfInterest.objects.visible_to(actor).on().filter(person__user=member.user_id)
    found = list(rows.select_related("person__user", "candidate").prefetch_related("mitigations__iqa__user"))
    return {"template": "portfolio/_conflicts_panel.html", "conflicts": found, "declare": ""} if found else None


def waiting(actor: Membership) -> Iterator[Blocker]:
    """Candidates whose assessor has declared an interest in them: nothing goes on until the admin does something."""
    safe = ConflictMitigation.objects.filter(conflict=OuterRef("pk"))
    assesses = Registration.objects.filter(
        candidate=OuterRef("candidate"), assessor__user=OuterRef("person__user"), state=RegistrationState.ACTIVE
    )
    rows = ConflictOfInterest.objects.visible_to(actor).on().filter(~Exists(safe), Exists(assesses))
    registered = assesses.values("pk")[:1]
    for row in rows.annotate(registration=registered).select_related("person__user", "candidate").order_by(F("at")):
        yield Blocker(
            "conflict",
            f"{row.person.name} assesses {row.candidate.name}, and has declared a conflict of interest",
            "Nothing can be decided until another assessor is named, or it is recorded how this is made safe.",
            since=row.at,
            link=reverse("candidate", args=[row.registration]),
            link_text="Name another assessor",
        )
