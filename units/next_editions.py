"""The units of an edition that a centre opens: those it knows in just these words, and the next editions of the others."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from django.db.models import F
from django.utils import timezone

from centres.models import Centre, Membership
from units.interchange.values import OutcomeValues, UnitValues
from units.models import Competence, Qualification, Unit
from units.rows import create_units, unit_values


def units_for(centre: Centre, units: Sequence[UnitValues]) -> dict[str, Unit]:
    """By code."""
    known: dict[str, list[Unit]] = {}
    rows = Unit.objects.of_centre(centre).filter(code__in=[unit.code for unit in units])
    for row in rows.prefetch_related("outcomes__criteria").order_by("-edition", "-pk"):
        known.setdefault(row.code, []).append(row)
    same = {unit.code: _same(known.get(unit.code, []), unit) for unit in units}
    new = [unit for unit in units if same[unit.code] is None]
    made = create_units((unit, _columns(centre, known.get(unit.code, []))) for unit in new)
    found = {code: row for code, row in same.items() if row is not None}
    return found | {row.code: row for row in made}


def _columns(centre: Centre, known: Sequence[Unit]) -> dict[str, object]:
    return {"centre": centre, "edition": known[0].edition + 1 if known else 1}


def _same(known: Iterable[Unit], unit: UnitValues) -> Unit | None:
    """The row of exactly these facts, labels and words. Words that a file leaves out are no difference."""
    for row in known:
        mine = unit_values(row, group=unit.group, wording=True)
        if mine == replace(_worded(unit, mine), edition=row.edition):
            return row
    return None


def _worded(unit: UnitValues, other: UnitValues) -> UnitValues:
    """The unit with the other's words where it has none of its own."""
    outcomes = unit.outcomes
    if len(outcomes) == len(other.outcomes):
        outcomes = tuple(map(_outcome_worded, outcomes, other.outcomes))
    aim, information = unit.aim or other.aim, unit.information or other.information
    return replace(unit, aim=aim, information=information, outcomes=outcomes)


def _outcome_worded(outcome: OutcomeValues, theirs: OutcomeValues) -> OutcomeValues:
    criteria = outcome.criteria
    if len(criteria) == len(theirs.criteria):
        criteria = tuple(
            replace(
                criterion,
                text=criterion.text or their.text,
                printed=criterion.printed or their.printed,
                guidance=criterion.guidance or their.guidance,
            )
            for criterion, their in zip(criteria, theirs.criteria, strict=True)
        )
    return replace(outcome, text=outcome.text or theirs.text, criteria=criteria)


def units_before(centre: Centre, qualification: Qualification, codes: Collection[str]) -> dict[str, UUID]:
    """By code, until now: the unit of the edition in use; of a code that is new to the qualification the newest."""
    known = Unit.objects.of_centre(centre).filter(code__in=codes).order_by("edition", "pk")
    newest = dict(known.values_list("code", "pk"))
    current = qualification.specifications.of_centre(centre).order_by("published_on", "id").last()
    return newest | (dict(current.units.filter(code__in=codes).values_list("code", "pk")) if current else {})


def carry_competence(actor: Membership, before: Mapping[str, UUID], units: Mapping[str, Unit]) -> None:
    """Whoever is competent here for the unit before is so for the one that follows it, on the same basis.

    A finding for the one that follows stands as it is, be it ended: it was made with that one in view.
    """
    steps = {before[code]: unit for code, unit in units.items() if code in before and before[code] != unit.pk}
    here = Competence.objects.filter(membership__centre_id=actor.centre_id)
    there = set(here.filter(unit__in=steps.values()).values_list("membership", "qualification", "unit"))
    held = here.on().filter(unit__in=steps).order_by(F("valid_until").asc(nulls_last=True))
    longest = {(row.membership_id, row.qualification_id, steps[row.unit_id].pk): row for row in held}
    Competence.objects.bulk_create(
        Competence(
            membership_id=member,
            qualification_id=qualification,
            unit_id=unit,
            basis=row.basis,
            valid_from=timezone.localdate(),
            valid_until=row.valid_until,
            recorded_by=actor,
        )
        for (member, qualification, unit), row in longest.items()
        if (member, qualification, unit) not in there
    )
