"""A task that would close a gap: what the form to plan one begins with, when it is opened from a gap."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from uuid import UUID

from assessment.selectors.tasks import open_criteria_of
from assessment.sufficiency import unit_standing_of
from centres.recall import together
from portfolio.models import CriterionProgress, Evidence, EvidenceLink, Registration, UnitEnrolment
from portfolio.states import EvidenceState
from portfolio.sufficiency.words import CALLED
from portfolio.sufficiency_rules import PREFERRED, Standing, criterion_standing

LONGEST = 200  # of what is to be done
NAMED = 4  # criteria by their numbers, in one unit


def suggestion(registration: Registration, criteria: Collection[str], unit: str = "") -> dict[str, str]:
    """`criteria`: keys of those that were ticked; `unit`: of the unit that is short as a whole. Empty for neither."""
    if unit and not criteria:
        enrolment = _unit(registration, unit)
        return _for_unit(enrolment) if enrolment else {}
    rows = [row for row in open_criteria_of(registration) if str(row.pk) in criteria] if criteria else []
    if not rows:
        return {}
    standings = _standings(rows)
    kind = best_kind(standings, map(unit_standing_of, {row.enrolment_id: row.enrolment for row in rows}.values()))
    return {"what": _what(kind, rows), "kind": kind}


def _unit(registration: Registration, key: str) -> UnitEnrolment | None:
    rows = registration.enrolments.select_related("unit")
    return next((row for row in rows if str(row.pk) == key), None)


def _for_unit(enrolment: UnitEnrolment) -> dict[str, str]:
    standing = unit_standing_of(enrolment)
    if not standing.needs:
        return {}
    kind = best_kind([standing])
    return {"what": f"{enrolment.unit.title}, as a whole: {standing.words}"[:LONGEST], "kind": kind}


def best_kind(standings: Iterable[Standing], beside: Iterable[Standing] = ()) -> str:
    """The kind that helps most of them, of several the one that helps what stands `beside` them; empty where any will do."""
    wanted = Counter(kind for standing in standings for kind in standing.next_kinds if not _any_will_do(standing))
    most = max(wanted.values(), default=0)
    also = {kind for standing in beside for kind in standing.next_kinds}
    equal = [kind for kind in PREFERRED if most and wanted[kind] == most]
    return str(next((kind for kind in equal if kind in also), equal[0])) if equal else ""


def _any_will_do(standing: Standing) -> bool:
    return len(standing.next_kinds) == len(PREFERRED)


def _standings(rows: list[CriterionProgress]) -> list[Standing]:
    units: dict[UUID, UnitEnrolment] = {}
    for row in rows:
        row.enrolment = units.setdefault(row.enrolment_id, row.enrolment)
    together(units.values())
    links = EvidenceLink.objects.that_count().filter(progress__in=rows, evidence__state=EvidenceState.SENT)
    items: dict[UUID, list[Evidence]] = defaultdict(list)
    for link in links.select_related("evidence"):
        items[link.progress_id].append(link.evidence)
    return [criterion_standing(row.enrolment, row.criterion, items[row.pk]) for row in rows]


def _what(kind: str, rows: list[CriterionProgress]) -> str:
    """ "Observation record for 1.2 and 1.3, Deliver customer service"."""
    units: dict[UnitEnrolment, list[str]] = defaultdict(list)
    for row in rows:
        units[row.enrolment].append(row.criterion.number)
    named = "; ".join(f"{_listed(numbers)}, {unit.unit.title}" for unit, numbers in units.items())
    begins = CALLED[kind][0] if kind else "evidence"
    said = f"{begins[:1].upper()}{begins[1:]} for {named}"
    return said if len(said) <= LONGEST else f"{said[: LONGEST - 1]}…"


def _listed(numbers: list[str]) -> str:
    """ "1.1, 1.2 and 1.3", "1.1, 1.2, 1.3 and 5 more"."""
    if len(numbers) > NAMED:
        return f"{', '.join(numbers[: NAMED - 1])} and {len(numbers) - NAMED + 1} more"
    return " and ".join(filter(None, [", ".join(numbers[:-1]), *numbers[-1:]]))
