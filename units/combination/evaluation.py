"""The verdict: does any set of the achieved units satisfy every clause, and if not, what is short."""

from collections.abc import Iterable, Sequence
from functools import partial

from units.combination.later import Later
from units.combination.model import Clause, Interpretation, Rule
from units.combination.outcome import Choice, ClauseOutcome, Outcome, Reading, Words
from units.combination.tally import Tally
from units.combination.wording import explain, fix


def evaluate(rule: Rule, achieved: Iterable[str]) -> Outcome:
    """Judge the achieved unit codes, in any order; a code twice is one achievement.

    A code outside the structure is surplus. Exact, and the same on every machine. Whether each reading is met is
    known at once; its clauses and its choice of units are worked out when they are first asked for.
    """
    mask, credits, outside = 0, 0, []
    facts, position = rule.facts, rule.position
    for code in frozenset(achieved):
        if code in position:
            mask |= 1 << position[code]
        else:
            outside.append(code)
        if code in facts:
            credits += facts[code].credit
    readings = _readings(rule, mask, outside)
    held = any(reading.met != readings[0].met for reading in readings)
    return Outcome(rule.id, rule.version, held, credits, readings)


def _readings(rule: Rule, achieved: int, outside: Sequence[str]) -> tuple[Reading, ...]:
    """What the strict reading accepts, all do: the others count no less of any unit, nor of any level."""
    readings: list[Reading] = []
    for interpretation in rule.interpretations:
        tally = Later(partial(Tally, rule, interpretation, achieved))
        met = bool(readings and readings[0].met) or (_within_reach(interpretation, achieved) and tally.value.met_all())
        choice = Later(partial(_choice, tally, outside))
        readings.append(Reading(interpretation.name, interpretation.label, met, choice))
    return tuple(readings)


def _within_reach(reading: Interpretation, achieved: int) -> bool:
    """Whether the achieved units would do if there were no limits; most portfolios need no search to fail."""
    return all(reading.load(bound, achieved) >= bound.minimum for bound in reading.needs)


def _choice(later: Later[Tally], outside: Iterable[str]) -> Choice:
    tally = later.value
    counts = [count for _, count in tally.counts]
    return Choice(
        clauses=tuple([_judge(clause, tally) for clause in tally.reading.clauses]),
        counted=tuple([count.code for count in counts if count.counted]),
        surplus=tuple(sorted([*(count.code for count in counts if not count.counted), *outside])),
        credits_counted=sum([count.credits_counted for count in counts]),
    )


def _judge(clause: Clause, tally: Tally) -> ClauseOutcome:
    have, need, limit = _numbers(clause, tally)
    met = tally.met(clause)
    short = 0 if met else need - have
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
        source=clause.source,
        words=Later(partial(_words, clause, tally, have, short, met)),
    )


def _numbers(clause: Clause, tally: Tally) -> tuple[int, int, int | None]:
    """Have, need and limit, in the clause's measure."""
    if clause.measure == "groups":
        return sum(tally.holds(bound) for bound in clause.bounds), clause.amount, None
    have = tally.credits_in(clause.scope) if clause.measure == "credits" else tally.load(clause.bounds[0])
    if clause.kind in ("maximum_from_group", "barred_together"):
        return have, 0, clause.amount
    return have, clause.amount, None


def _words(clause: Clause, tally: Tally, have: int, short: int, met: bool) -> Words:
    return Words(
        units=tally.units_in(clause.scope),
        explain=explain(clause, tally, have=have, short=short),
        fix="" if met else fix(clause, tally, short=short),
    )
