"""Criteria written one a line, put back beside the wording that belongs to them."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from units.interchange.values import CriterionValues, UnitValues

NUMBERED = re.compile(r"^(?:\d{1,2}\.\d{1,3}[.)]?|[-•*–])\s+")  # pasted along with the line


def lines_of(criteria: Iterable[CriterionValues]) -> str:
    return "\n".join(criterion.label for criterion in criteria)


def labels_in(text: str) -> list[str]:
    return [label for line in text.splitlines() if (label := NUMBERED.sub("", line.strip()).strip())]


def relabelled(before: Sequence[CriterionValues], labels: Sequence[str], unit: UnitValues) -> list[CriterionValues]:
    """Each label with the wording, printed number and guidance of the criterion that had it, or that stood there.

    One that comes from another outcome of the unit brings its own along. Where lines were both added and changed, so
    that nobody can tell which is which, a changed line begins without wording.
    """
    made: list[CriterionValues | None] = [None] * len(labels)
    matcher = SequenceMatcher(a=[row.label for row in before], b=[*labels], autojunk=False)
    for tag, start, end, first, last in matcher.get_opcodes():
        if tag == "equal" or (tag == "replace" and end - start == last - first):
            for offset in range(end - start):
                made[first + offset] = replace(before[start + offset], label=labels[first + offset])
    kept = {row.label.casefold() for row in made if row is not None}
    others = {row.label.casefold(): row for outcome in unit.outcomes for row in outcome.criteria}
    return [row or replace(_other(label, others, kept), label=label) for row, label in zip(made, labels, strict=True)]


def _other(label: str, others: dict[str, CriterionValues], kept: set[str]) -> CriterionValues:
    found = others.get(label.casefold())
    return found if found and label.casefold() not in kept else CriterionValues(label)


def lost_wording(before: UnitValues, after: UnitValues) -> int:
    """How many criteria had wording that stands nowhere in the unit any more."""
    there = {row.text for outcome in after.outcomes for row in outcome.criteria}
    return sum(bool(row.text) and row.text not in there for outcome in before.outcomes for row in outcome.criteria)
