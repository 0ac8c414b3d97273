"""The verdict: does any set of the achieved units satisfy every clause, and if not, what is short."""

from collections.abc import Iterable

from units.combination.model import Clause, Interpretation, Rule
from units.combination.outcome import ClauseOutcome, Outcome, Reading
from units.combination.selection import select
from units.combination.tally import Tally
from units.combination.wording import explain, fix


def evaluate(rule: Rule, achieved: Iterable[str]) -> Outcome:
    """Judge the achieved unit codes, in any order; a code twice is one achievement.

    A code outside the structure is surplus. Exact, and the same on every machine.
    """
    codes = frozenset(achieved)
    mask = sum(1 << rule.position[code] for code in codes if code in rule.position)
    outside = [code for code in codes if code not in rule.position]
    judged: dict[int, ClauseOutcome] = {}
    readings = tuple(_read(rule, reading, mask, outside, judged) for reading in rule.interpretations)
    strict = readings[0]
    return Outcome(
        rule_id=rule.id,
        rule_version=rule.version,
        met=strict.met,
        held=any(reading.met != strict.met for reading in readings),
        clauses=strict.clauses,
        counted=strict.counted,
        surplus=strict.surplus,
        credits_counted=strict.credits_counted,
        credits_achieved=sum(rule.facts[code].credit for code in codes if code in rule.facts),
        readings=readings,
    )


def _read(
    rule: Rule, reading: Interpretation, achieved: int, outside: Iterable[str], judged: dict[int, ClauseOutcome]
) -> Reading:
    """Where every unit counts in full, readings differ by nothing but their clauses: `judged` spares the rest."""
    selection = select(rule, reading, achieved)
    tally = Tally(rule, reading, achieved, selection)
    if selection == (achieved, {}):
        clauses = tuple(judged.get(id(c)) or judged.setdefault(id(c), _judge(c, tally)) for c in reading.clauses)
    else:
        clauses = tuple(_judge(clause, tally) for clause in reading.clauses)
    counts = [count for _, count in tally.counts]
    return Reading(
        name=reading.name,
        label=reading.label,
        met=all(clause.met for clause in clauses),
        clauses=clauses,
        counted=tuple(count.code for count in counts if count.counted),
        surplus=tuple(sorted([*(count.code for count in counts if not count.counted), *outside])),
        credits_counted=sum(count.credits_counted for count in counts),
    )


def _judge(clause: Clause, tally: Tally) -> ClauseOutcome:
    have, need, limit = _numbers(clause, tally)
    met = tally.met(clause)
    short = 0 if met else max(0, need - have)
    return ClauseOutcome(
        path=clause.path,
        kind=clause.kind,
        title=clause.title,
        measure=clause.measure,
        have=have,
        need=need,
        limit=limit,
        met=met,
        short=short,
        units=tally.units_in(clause.scope),
        source=clause.source,
        explain=explain(clause, tally, have=have, short=short),
        fix="" if met else fix(clause, tally, short=short),
    )


def _numbers(clause: Clause, tally: Tally) -> tuple[int, int, int | None]:
    """Have, need and limit, in the clause's measure."""
    if clause.measure == "groups":
        return sum(tally.holds(bound) for bound in clause.bounds), clause.amount, None
    have = tally.credits_in(clause.scope) if clause.measure == "credits" else tally.load(clause.bounds[0])
    if clause.kind in ("maximum_from_group", "barred_together"):
        return have, 0, clause.amount
    return have, clause.amount, None
