import datetime as dt
from collections.abc import Iterator, Sequence

from django.db import transaction
from django.utils import timezone

from centres.audit import record
from centres.gates import Blocker, Refused
from centres.models import Membership, Role
from centres.permissions import require_role
from units.models import Competence, Qualification, Specification, Unit


@transaction.atomic
def record_competence(
    *,
    actor: Membership,
    membership: Membership,
    qualification: Qualification,
    units: Sequence[Unit],
    basis: str,
    valid_from: dt.date,
    valid_until: dt.date | None = None,
) -> list[Competence]:
    """The centre's finding that this person may assess (or quality assure) these units of the qualification.

    Returns one row a unit. A unit for which they are competent in that time already keeps its row, so that a second
    submit changes nothing.
    """
    require_role(actor, Role.ADMIN)
    membership = (
        Membership.objects.select_for_update(of=("self",), no_key=True).select_related("user").get(pk=membership.pk)
    )
    blockers = [
        *_about_person(actor, membership),
        *_about_units(actor, qualification, units),
        *_about_words(membership, basis, valid_from, valid_until),
    ]
    if blockers:
        raise Refused(*blockers)
    there = _covering(membership, qualification, valid_from, valid_until)
    missing = [unit for unit in units if unit.pk not in there]
    made = [
        Competence(
            membership=membership,
            qualification=qualification,
            unit=unit,
            basis=basis.strip(),
            valid_from=valid_from,
            valid_until=valid_until,
            recorded_by=actor,
        )
        for unit in missing
    ]
    Competence.objects.bulk_create(made)
    if made:
        facts = {"units": [unit.code for unit in missing], "basis": basis.strip(), "from": valid_from}
        record(actor, "competence.recorded", membership, qualification=qualification, **facts, until=valid_until)
    new = {row.unit_id: row for row in made}
    return [there.get(unit.pk) or new[unit.pk] for unit in units]


def _about_person(actor: Membership, membership: Membership) -> Iterator[Blocker]:
    if membership.centre_id != actor.centre_id:
        yield Blocker("elsewhere", "This person is not in your centre.", "Open them in your centre's list of people.")
        return
    if membership.ended_at is not None:
        yield Blocker(
            "member_ended", f"{membership.name}'s role here has ended.", "Invite them again before you record more."
        )
    if membership.role not in (Role.ASSESSOR, Role.IQA):
        yield Blocker(
            "not_assessing",
            f"{membership.name} is a {membership.role_name} here; competence is recorded for assessors and IQAs.",
            "Give them the role of assessor or IQA first.",
        )


def _about_units(actor: Membership, qualification: Qualification, units: Sequence[Unit]) -> Iterator[Blocker]:
    """Units of any edition that the centre knows: candidates may be on an earlier one."""
    if not units:
        yield Blocker("no_units", "No unit is chosen.", "Choose at least one unit, or all of them.")
    editions = Specification.objects.of_centre(actor.centre_id).filter(qualification=qualification)
    inside = set(Unit.objects.filter(places__specification__in=editions).values_list("pk", flat=True))
    outside = [unit.code for unit in units if unit.pk not in inside]
    if outside:
        yield Blocker(
            "outside", f"{', '.join(outside)} does not belong to {qualification}.", "Choose units of its list."
        )


def _about_words(
    membership: Membership, basis: str, valid_from: dt.date, valid_until: dt.date | None
) -> Iterator[Blocker]:
    if not basis.strip():
        yield Blocker("no_basis", "The basis is missing.", "Name the award, or the experience and who confirmed it.")
    if valid_from > timezone.localdate():
        yield Blocker(
            "future",
            f"{valid_from:%-d %B %Y} is in the future: {membership.name} could decide nothing until then.",
            "Enter the day from which they were found competent, today at the latest.",
        )
    if valid_until is not None and valid_until < valid_from:
        yield Blocker(
            "backwards",
            f"The last day, {valid_until:%-d %B %Y}, is before the first, {valid_from:%-d %B %Y}.",
            "Enter a later last day, or none.",
        )


def _covering(
    membership: Membership, qualification: Qualification, valid_from: dt.date, valid_until: dt.date | None
) -> dict[object, Competence]:
    """By unit: what is open, or ends no earlier than what is to be recorded. It began at whatever day."""
    rows = Competence.objects.filter(membership=membership, qualification=qualification).order_by("valid_from")
    return {
        row.unit_id: row
        for row in rows
        if row.valid_until is None
        or (
            valid_until is not None
            and row.valid_from <= valid_until <= row.valid_until
            and valid_from >= row.valid_from
        )
    }
