"""The sentences of a verdict, in plain English. Each is built from the tally alone, so it cannot disagree with it."""

from collections.abc import Sequence
from itertools import accumulate

from units.combination.model import Clause, Group, UnitFact
from units.combination.tally import Tally
from units.combination.words import either, named, noun, plural


def explain(clause: Clause, tally: Tally, *, have: int, short: int) -> str:
    """Where the clause stands: what is short, what is surplus, or that it is met."""
    if clause.kind in ("maximum_from_group", "barred_together"):
        return _explain_limit(clause, tally, have=have)
    if clause.kind in ("all_of_group", "at_least_one_from_each", "exactly_one_from_each"):
        stand = _explain_set(clause, tally)
    elif short:
        stand = f"{plural(short, clause.measure).capitalize()} short: {have} of {clause.amount} count."
    else:
        stand = (
            f"Met: {plural(have, clause.measure)} of {clause.amount}." if have == clause.amount else _over(clause, have)
        )
    return " ".join(filter(None, [stand, _explain_level(clause, tally), _explain_surplus(clause, tally)]))


def _over(clause: Clause, have: int) -> str:
    return f"Met: {plural(have, clause.measure)}, {have - clause.amount} more than needed."


def _explain_limit(clause: Clause, tally: Tally, *, have: int) -> str:
    if not any(count.credits_counted < count.credit or not count.counted for count in tally.units_in(clause.scope)):
        return "Met."
    if clause.measure == "units":
        over = (tally.achieved & clause.scope).bit_count() - have
        return (
            f"{plural(have, 'units').capitalize()} count{'s' * (have == 1)}; {over} surplus, still on the unit listing."
        )
    surplus = tally.surplus_in(clause.scope)
    whole = " Only whole units count." if have < clause.amount and not tally.reading.part_units else ""
    return (
        f"{plural(have, 'credits').capitalize()} count{'s' * (have == 1)}; {surplus} "
        f"{'is' if surplus == 1 else 'are'} surplus, still on the unit listing.{whole}"
    )


def _explain_set(clause: Clause, tally: Tally) -> str:
    if tally.met(clause):
        return "Met."
    if clause.kind == "all_of_group":
        missing = either([named(unit) for unit in tally.open_in(clause.scope)], "and")
        return f"Not achieved: {missing}." if missing else "All are achieved, but they cannot all count together."
    return " ".join(f"No unit from {_place(clause, group)}." for group in _missing(clause, tally))


def _explain_level(clause: Clause, tally: Tally) -> str:
    """Says which counted units are above the level, where the strict reading leaves them out."""
    if clause.level is None or clause.at_or_above:
        return ""
    above = [
        unit
        for count in tally.units_in(tally.chosen & ~clause.scope)
        if (unit := tally.rule.facts[count.code]).level > clause.level
        and any(unit.code in group.units for group in clause.groups or (Group("", "", (unit.code,)),))
    ]
    if not above:
        return ""
    names = either([f"“{unit.title}” (Level {unit.level})" for unit in above], "and")
    return f"{names} {'does' if len(above) == 1 else 'do'} not count here: Level {clause.level} alone does."


def _explain_surplus(clause: Clause, tally: Tally) -> str:
    surplus = tally.surplus_in(clause.scope)
    return f"{plural(surplus, 'credits').capitalize()} achieved but surplus." if surplus else ""


def fix(clause: Clause, tally: Tally, *, short: int) -> str:
    """The smallest step that meets this clause; it is called for a clause that is not met."""
    if clause.kind == "all_of_group":
        missing = either([named(unit) for unit in tally.open_in(clause.scope)], "and")
        return f"Achieve {missing}." if missing else "Achieve a unit that may count beside these."
    if clause.kind == "at_least_one_from_each":
        return " ".join(_fix_group(clause, group, tally) for group in _missing(clause, tally))
    if clause.kind == "exactly_one_from_each":
        return " ".join(_fix_pair(clause, group, tally) for group in _missing(clause, tally))
    return _fix_minimum(clause, tally, short=short)


def _missing(clause: Clause, tally: Tally) -> list[Group]:
    pairs = zip(clause.groups, clause.bounds, strict=True)
    return [group for group, bound in pairs if tally.load(bound) < bound.minimum]


def _place(clause: Clause, group: Group) -> str:
    return either(group.units) if clause.kind == "exactly_one_from_each" else group.title


def _fix_group(clause: Clause, group: Group, tally: Tally) -> str:
    return f"Achieve one unit from {group.title}{_example(clause, group, tally)}."


def _example(clause: Clause, group: Group, tally: Tally) -> str:
    unit = tally.first_fitting(clause.bounds[clause.groups.index(group)].members)
    return f", the smallest being {named(unit)}" if unit else ""


def _fix_pair(clause: Clause, group: Group, tally: Tally) -> str:
    """Names the pair of which both are achieved too: that is the usual cause."""
    twice = [
        f"{either(other.units, 'and')} are alternatives, of which one counts"
        for other, bound in zip(clause.groups, clause.bounds, strict=True)
        if (tally.achieved & bound.members).bit_count() > 1
    ]
    return "; ".join([f"Achieve {either(group.units)}", *twice]) + "."


def _fix_minimum(clause: Clause, tally: Tally, *, short: int) -> str:
    step = f"Achieve {short} more {noun(short, clause.measure)} {_where(clause)}"
    if clause.measure == "credits" or short == 1:
        unit = tally.first_fitting(clause.scope, credits=short if clause.measure == "credits" else 0)
        if unit:
            return f"{step}: {named(unit)} is enough."
    fewest = _fewest(tally.open_in(clause.scope), short) if clause.measure == "credits" else 0
    return f"{step}: at least {fewest} more units." if fewest > 1 else f"{step}."


def _where(clause: Clause) -> str:
    level = f"at Level {clause.level}{' or above' if clause.at_or_above else ''}" if clause.level is not None else ""
    group = f"from {clause.groups[0].title}" if clause.groups else ""
    return " ".join(filter(None, [level, group])) or "in all"


def _fewest(units: Sequence[UnitFact], short: int) -> int:
    """How many units it takes at the very least, the largest first; 0 if all of them are too few."""
    sums = accumulate(unit.credit for unit in reversed(units))
    return next((number for number, total in enumerate(sums, 1) if total >= short), 0)
