"""Measures the rule engine: verdicts a second on the real rules, the worst portfolio, and plans.

A general solver is the baseline for plans: the answers have to be the same.
"""

import random
import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import highspy

from bench.measure import Line, seconds
from units.combination import Rule, UnitFact, evaluate, load_rule, parse_rule, plan
from units.combination.files import CATALOGUE
from units.combination.model import bits

SETS, ROUNDS = 300, 5


def combination() -> Iterator[Line]:
    yield from _verdicts()
    yield from _worst()
    yield from _plans()


def _verdicts() -> Iterator[Line]:
    """Random sets of units, from hopeless to surplus: the verdict alone, with numbers by clause, and every word."""
    for name in sorted(path.stem for path in (CATALOGUE / "rules").glob("*.toml")):
        rule, chance = load_rule(name), random.Random(1)
        codes = sorted(rule.facts)
        sets = [chance.sample(codes, chance.randint(1, len(codes))) for _ in range(SETS)]
        sums = _rate(sets, partial(_credits, rule))
        for what, ask in ASKED.items():
            yield Line(f"{what}, {name}", _rate(sets, partial(ask, rule)), sums, "a second", "adding up the credits")


ASKED: dict[str, Callable[[Rule, list[str]], object]] = {
    "verdicts": evaluate,
    "with clauses": lambda rule, achieved: evaluate(rule, achieved).clauses,
    "whole trees": lambda rule, achieved: evaluate(rule, achieved).to_dict(),
}


def _credits(rule: Rule, achieved: list[str]) -> int:
    return sum(rule.facts[code].credit for code in achieved)


def _rate(sets: list[list[str]], act: Callable[[list[str]], object]) -> float:
    return len(sets) / min(seconds(lambda: [act(achieved) for achieved in sets]) for _ in range(ROUNDS))


def _worst() -> Iterator[Line]:
    """Sixty achieved units in three capped groups, levels to reach: the slowest of twenty portfolios."""
    for levels in (1, 2, 3):
        slowest = 0.0
        for seed in range(20):
            rule = generated(groups=3, units=20, cap=35, seed=seed, levels=levels)
            slowest = max(slowest, seconds(lambda rule=rule: evaluate(rule, rule.position).clauses))  # type: ignore[misc]
        clauses = f"{levels} level clause{'s' * (levels > 1)}"
        yield Line(f"worst verdict, 60 achieved, {clauses}", slowest * 1000, 50, "ms", "what it may take")


def generated(*, groups: int, units: int, cap: int, seed: int, levels: int = 1) -> Rule:
    chance = random.Random(seed)
    facts, structure = {}, {}
    for group in range(groups):
        codes = [f"{group}{number:02}" for number in range(units)]
        structure[f"G{group}"] = {"title": f"Group {group}", "units": codes}
        for code in codes:
            credit, level = chance.randint(3, 10), chance.choice((3, 4, 5))
            facts[code] = UnitFact(code, code, credit, level, chance.randint(5, 30), chance.randint(10, 80))
    clauses: list[dict[str, Any]] = [{"kind": "maximum_from_group", "group": key, "credits": cap} for key in structure]
    clauses.append({"kind": "minimum_credits", "credits": groups * cap * 2 // 3})
    at_level = {"kind": "minimum_at_level", "scope": "exactly", "credits": groups * cap * 3 // 10}
    clauses += [{**at_level, "level": level} for level in (4, 3, 5)[:levels]]
    data = {"rule": "generated", "version": "1", "title": "Generated", "source": "-", "groups": structure}
    return parse_rule({**data, "clauses": [{**clause, "source": "-"} for clause in clauses]}, facts)


def _plans() -> Iterator[Line]:
    rules = [load_rule("proqual-l4-cs"), load_rule("cg-4430-4")]
    for rule in [*rules, generated(groups=6, units=20, cap=25, seed=2)]:
        for by in ("credits", "criteria", "hours"):
            if any(getattr(unit, AMOUNTS[by]) for unit in rule.units):
                ours = min(seconds(lambda rule=rule, by=by: plan(rule, [], by=by)) for _ in range(3))  # type: ignore[misc]
                theirs, than = _solver(rule, by)
                yield Line(f"plan by {by}, {rule.id}", ours * 1000, theirs, "ms", than)


AMOUNTS = {"credits": "credit", "criteria": "criteria", "hours": "hours"}  # of a unit, by what a plan is to save


def _solver(rule: Rule, by: str) -> tuple[float, str]:
    """The same question put to HiGHS as an integer programme; a wrong answer of either is an error."""
    best = plan(rule, [], by=by).best  # type: ignore[arg-type]
    costs = [getattr(unit, AMOUNTS[by]) for unit in rule.units]
    model, started = highspy.Highs(), time.perf_counter()
    model.silent()
    taken = model.addBinaries(len(costs))
    for bound in rule.interpretations[0].bounds:
        load = sum(taken[i] * (rule.units[i].credit if bound.in_credits else 1) for i in bits(bound.members))
        model.addConstr(load >= bound.minimum)
        if bound.maximum is not None:
            model.addConstr(load <= bound.maximum)
    model.minimize(sum(variable * cost for variable, cost in zip(taken, costs, strict=True)))
    milliseconds = (time.perf_counter() - started) * 1000
    if best is None or not best.optimal or round(model.getObjectiveValue()) != getattr(best, by):
        raise SystemExit(f"{rule.id} by {by}: HiGHS finds {model.getObjectiveValue()}, the plan is {best}")
    return milliseconds, "HiGHS, the best one alone"
