"""Rules of combination: whether a set of achieved units earns the qualification, and why.

Pure Python: no Django, clock, database or log.
"""

from units.combination.evaluation import evaluate
from units.combination.files import load_rule, load_units
from units.combination.language import parse_rule
from units.combination.model import Rule, RuleError, UnitFact
from units.combination.outcome import ClauseOutcome, Outcome, Reading, UnitCount
from units.combination.planning import Obstacle, Option, Plan, plan

__all__ = [
    "ClauseOutcome",
    "Obstacle",
    "Option",
    "Outcome",
    "Plan",
    "Reading",
    "Rule",
    "RuleError",
    "UnitCount",
    "UnitFact",
    "evaluate",
    "load_rule",
    "load_units",
    "parse_rule",
    "plan",
]
