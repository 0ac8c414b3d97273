"""Refuses a rule that nobody could ever meet: clause by clause first, for the plainest reason, then as a whole."""

from units.combination.evaluation import evaluate
from units.combination.layout import is_too_intricate
from units.combination.model import Bound, Clause, Rule, RuleError, bits
from units.combination.selection import select
from units.combination.words import plural
from units.combination.work import TooMuchWork, Work

MOST_WORK = 3_000_000  # pairs of choices: a second or two


def refuse_what_cannot_be_met(rule: Rule) -> None:
    clauses = rule.interpretations[0].clauses
    for clause in clauses:
        for bound in clause.bounds:
            _refuse_too_much(rule, clause, bound)
            _refuse_contradiction(clause, bound, clauses)
    refuse_too_intricate(rule)
    _refuse_whole(rule)


def _refuse_too_much(rule: Rule, clause: Clause, bound: Bound) -> None:
    inside = [rule.units[i] for i in bits(bound.members)]
    most = sum(unit.credit for unit in inside) if bound.in_credits else len(inside)
    if bound.minimum > most:
        there = plural(most, "credits" if bound.in_credits else "units")
        raise RuleError(f"“{clause.title}” can never be met: there are {there}", clause.path)


def _refuse_contradiction(clause: Clause, bound: Bound, clauses: tuple[Clause, ...]) -> None:
    for other in clauses:
        for limit in other.bounds:
            within = limit.in_credits == bound.in_credits and not bound.members & ~limit.members
            if within and limit.maximum is not None and limit.maximum < bound.minimum:
                raise RuleError(f"“{clause.title}” contradicts “{other.title}” ({other.path})", clause.path)


def refuse_too_intricate(rule: Rule) -> None:
    """No published rule comes near; one that would hold a page for minutes is told before anybody waits."""
    if any(map(is_too_intricate, rule.interpretations)) or _takes_too_long(rule):
        raise RuleError(
            "these limits, barred combinations and levels are too many on the same units to be judged exactly. "
            "Divide the group, or leave out a limit that another one implies",
            "$.clauses",
        )


def _takes_too_long(rule: Rule) -> bool:
    """Tried with every unit achieved, in all readings together, and given up where it is too much."""
    work = Work(MOST_WORK)
    try:
        for reading in rule.interpretations:
            select(reading, (1 << len(rule.units)) - 1, work)
    except TooMuchWork:
        return True
    return False


def _refuse_whole(rule: Rule) -> None:
    """With every unit achieved every clause holds, or no portfolio could make it: achieving more never harms."""
    outcome = evaluate(rule, rule.position)
    for clause in outcome.clauses:
        if not clause.met:
            reason = f"“{clause.title}” can never be met together with the other clauses"
            raise RuleError(f"{reason}. With every unit achieved: {clause.explain}", clause.path)
