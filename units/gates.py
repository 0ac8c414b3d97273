"""Reasons that the units and their people give to the gates of the apps above."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone

from centres.gates import Blocker
from centres.models import Membership
from units.models import Competence, Unit


def competence_blockers(membership: Membership, unit: Unit) -> Iterator[Blocker]:
    """Nothing where the centre found this person competent for the unit and the finding holds today."""
    rows = list(Competence.objects.filter(membership=membership, unit=unit).order_by("valid_from"))
    today = timezone.localdate()
    if any(row.valid_from <= today and (row.valid_until is None or today <= row.valid_until) for row in rows):
        return
    ended = [row.valid_until for row in rows if row.valid_until is not None and row.valid_until < today]
    said = f"{membership.name} is not recorded as competent for {unit}."
    if ended:
        said = f"{membership.name}'s competence for {unit} ended on {max(ended):%-d %B %Y}."
    yield Blocker(
        "competence",
        said,
        "A centre admin records what a person is competent for, and on what basis, on their page.",
        owner_role="centre admin",
        since=max(ended, default=None),
        link=reverse("person", args=[membership.pk]),
        link_text="Open the person",
    )
