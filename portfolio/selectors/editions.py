"""Editions of a qualification, as the staff's pages show them: who is on which, and what a move would do."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, OuterRef, Subquery

from centres.models import Membership
from portfolio.models import Registration
from portfolio.moving import Fate, UnitMove, unit_moves
from portfolio.selectors.units import Award, UnitLine, award_of, criteria_of, unit_lines
from portfolio.states import RegistrationState, UnitState
from units.combination import Rule
from units.models import Specification
from units.selectors import rule_of

WORDS = {  # by fate and whether it counts: of one unit, of several, and why
    (Fate.LEAVES, False): (
        "1 unit does not count any more",
        "{number} units do not count any more",
        "The new edition has no such unit. What was achieved stays on record.",
    ),
    (Fate.LEAVES, True): (
        "1 unit may count from outside the new edition",
        "{number} units may count from outside the new edition",
        "The new edition has no such unit, and its rule lets some units from elsewhere count.",
    ),
    (Fate.CHANGES, True): (
        "1 unit changes to edition {new}",
        "{number} units change to edition {new}",
        "Nothing was submitted yet, so the criteria of the new edition apply. Drafts lose their ticks there.",
    ),
    (Fate.STAYS, True): (
        "1 unit stays as it was begun",
        "{number} units stay as they were begun",
        "What was submitted and decided rests on the criteria of that day, and counts in the new edition too.",
    ),
    (Fate.SAME, True): (
        "1 unit is the same in both editions",
        "{number} units are the same in both editions",
        "Criteria and progress stay as they are.",
    ),
}


def other_editions(registration: Registration) -> list[Specification]:
    """Those that the centre knows beside the registration's own, newest first."""
    here = Specification.objects.of_centre(registration.centre_id)
    rows = here.filter(qualification=registration.specification.qualification_id)
    return list(rows.exclude(pk=registration.specification_id).order_by("-published_on", "-id"))


def on_an_earlier_edition(registrations: Any, actor: Membership) -> Any:
    """Those that run while the centre knows a newer edition, each with `newest`: its version."""
    newest = (
        Specification.objects.of_centre(actor.centre_id)
        .filter(qualification=OuterRef("specification__qualification"))
        .order_by("-published_on", "-id")
    )
    rows = registrations.filter(state=RegistrationState.ACTIVE).annotate(newest_id=Subquery(newest.values("pk")[:1]))
    return rows.exclude(specification=F("newest_id")).annotate(newest=Subquery(newest.values("version")[:1]))


@dataclass(frozen=True)
class Group:
    """Units with the same fate: each as its line on the candidate's page, and how many criteria it gets instead."""

    fate: Fate
    heading: str
    note: str
    rows: list[tuple[UnitLine, int]]


@dataclass(frozen=True)
class Preview:
    """What a move would do. `now` and `then`: how far the signed-off units reach; `reach`: with every chosen unit."""

    groups: list[Group]
    now: Award
    then: Award
    reach: Award


def preview(registration: Registration, specification: Specification) -> Preview:
    moves = unit_moves(registration, specification)
    units = [move.enrolment.unit for move in moves]
    old, new = rule_of(registration.specification, units), rule_of(specification, units)
    signed = [move.enrolment.unit for move in moves if move.enrolment.state == UnitState.SIGNED]
    return Preview(
        _groups(moves, unit_lines(registration), specification, new),
        award_of(old, signed),
        award_of(new, signed),
        award_of(new, units),
    )


def _groups(
    moves: Sequence[UnitMove], lines: Sequence[UnitLine], specification: Specification, rule: Rule | None
) -> list[Group]:
    fates = {move.enrolment.pk: move for move in moves}
    outside = rule.outside.units if rule and rule.outside else ()
    criteria = criteria_of([move.new for move in moves if move.new and move.fate == Fate.CHANGES])
    groups = []
    for (fate, counts), (one, several, note) in WORDS.items():
        of_it = [
            (line, move)
            for line in lines
            if (move := fates[line.enrolment.pk]).fate == fate
            and (fate != Fate.LEAVES or (line.enrolment.unit.code in outside) == counts)
        ]
        rows = [(line, criteria.get(move.new.pk, 0) if move.new else 0) for line, move in of_it]
        heading = (one if len(rows) == 1 else several).format(number=len(rows), new=specification.version)
        if rows:
            groups.append(Group(fate, heading, note, rows))
    return groups
