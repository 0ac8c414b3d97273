"""A draft's rule tried out, for whoever checks it: what some units come to, and what all of them do."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from units.combination import Outcome, RuleError, evaluate
from units.drafting.checked import readable_rule
from units.drafting.edits import clauses_of, groups_of, rule_of
from units.interchange.values import QualificationValues, UnitValues


@dataclass(frozen=True, slots=True)
class Trial:
    """`everything` is the verdict on every unit achieved, `tried` that on those that were ticked."""

    everything: Outcome
    tried: Outcome


@dataclass(frozen=True, slots=True)
class GroupOfUnits:
    """`parts` are the titles of the groups inside. What is in no group has no title."""

    title: str
    units: Sequence[UnitValues]
    parts: Sequence[str] = ()

    @property
    def credits(self) -> int:
        return sum(unit.credit or 0 for unit in self.units)


def trial_of(values: QualificationValues, ticked: Collection[str]) -> Trial | None:
    """None while the rule cannot be read. A code that is no unit's is passed over."""
    try:
        rule = readable_rule(values)
    except RuleError:
        return None
    codes = [unit.code for unit in values.units]
    return Trial(evaluate(rule, codes), evaluate(rule, [code for code in codes if code in ticked]))


def sources_of(values: QualificationValues, trial: Trial | None) -> list[str]:
    """Where each clause is printed, in a reader's words."""
    return [_cited(clause.get("source", ""), trial) for clause in clauses_of(values)]


def source_of(values: QualificationValues, trial: Trial | None) -> str:
    """Where the whole rule is printed."""
    return _cited(rule_of(values).get("source", ""), trial)


def _cited(source: str, trial: Trial | None) -> str:
    """As the engine words the source of a clause; as it is written while the rule cannot be read."""
    return trial.everything.clauses[0]._replace(source=source).cited if trial else source


def groups_with_units(values: QualificationValues) -> list[GroupOfUnits]:
    """In the order of the rule; then the units that no group lists."""
    groups = groups_of(values)
    made = []
    for key, group in groups.items():
        parts = [groups[part]["title"] for part in group.get("groups", ()) if part in groups]
        units = [unit for unit in values.units if unit.group == key]
        made.append(GroupOfUnits(group["title"], units, parts))
    outside = [unit for unit in values.units if unit.group not in groups]
    return [*made, GroupOfUnits("", outside)] if outside else made
