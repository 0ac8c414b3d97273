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


def relabelled(
    before: Sequence[CriterionValues], labels: Sequence[str], given_up: Sequence[CriterionValues] = ()
) -> list[CriterionValues]:
    """Each label with the wording, printed number and guidance of the criterion that had it, or that stood there.

    `given_up` left other outcomes of the unit: one that comes from there brings its own along. Where lines were both
    added and changed, so that nobody can tell which is which, a changed line begins without wording.
    """
    made: list[CriterionValues | None] = [None] * len(labels)
    there = {row.label.casefold(): row for row in (*given_up, *before)}
    wanted = {label.casefold() for label in labels}
    matcher = SequenceMatcher(a=[row.label for row in before], b=[*labels], autojunk=False)
    for tag, start, end, first, last in matcher.get_opcodes():
        if tag == "equal" or (tag == "replace" and end - start == last - first):
            for row, place in zip(before[start:end], range(first, last), strict=True):
                label = labels[place]
                if tag == "equal" or (label.casefold() not in there and row.label.casefold() not in wanted):
                    made[place] = replace(row, label=label)
    for done in made:
        there.pop(done.label.casefold() if done else "", None)
    return [row or _of_that_name(label, there) for row, label in zip(made, labels, strict=True)]


def _of_that_name(label: str, there: dict[str, CriterionValues]) -> CriterionValues:
    found = there.pop(label.casefold(), None)
    return replace(found, label=label) if found else CriterionValues(label)


def lost_wording(before: UnitValues, after: UnitValues) -> int:
    """How many criteria had wording that stands nowhere in the unit any more."""
    there = {row.text for outcome in after.outcomes for row in outcome.criteria}
    return sum(bool(row.text) and row.text not in there for outcome in before.outcomes for row in outcome.criteria)
