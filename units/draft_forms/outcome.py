"""One outcome with its criteria, on the page of a unit."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms

from units.draft_forms.base import DraftForm, line, whole
from units.drafting.criteria import labels_in, lines_of, relabelled
from units.interchange.values import CriterionValues, OutcomeValues, UnitValues

MOST = 99
MOST_CRITERIA = 200


@dataclass(frozen=True, slots=True)
class Worded:
    """A criterion of the draft with its official wording; `field` is where its label is written, if line by line."""

    number: str
    wording: str
    field: forms.BoundField | None


class OutcomeForm(DraftForm):
    """Criteria are one a line. While one of them has wording and no label, each is a field beside its wording."""

    needed: tuple[str, ...] = ("label", "criteria")
    label = line("Outcome", 120, help_text="What the candidate will be able to do, in short.")
    criteria = forms.CharField(
        label="Criteria, one a line",
        required=False,
        max_length=32_000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="What the candidate shows, in a few words each: eight fit a phone. They are numbered by their order.",
    )
    questions = whole("Questions of the test about it", most=999)
    place = whole("Number", least=1, most=MOST)
    remove = forms.BooleanField(label="Remove this outcome with its criteria", required=False)

    def __init__(self, data: Any = None, *, index: int, unit: UnitValues) -> None:
        known = index < len(unit.outcomes)
        self.index, self.unit = index, unit
        self.outcome = unit.outcomes[index] if known else OutcomeValues("", ())
        self.is_new = not known
        before = self.outcome
        self.fields_shown = _fields(data, index, before)
        initial = {"label": before.label, "questions": before.questions, "place": index + 1}
        super().__init__(data, prefix=f"o{index}", initial=initial | {"criteria": lines_of(before.criteria)})
        self._choose_fields()

    def _choose_fields(self) -> None:
        if self.by_line:
            self.fields["criteria"].widget.attrs["rows"] = max(4, len(self.outcome.criteria) + 1)
        else:
            del self.fields["criteria"]
            for position, row in enumerate(self.rows):
                label = f"Label of {self.index + 1}.{position + 1}"
                self.fields[f"c{position}"] = line(label, 120, initial=row.label)
            self.needed = ("label", *(f"c{position}" for position in range(len(self.rows))))
        if self.unit.method != "test" and self.outcome.questions is None:
            del self.fields["questions"]
        self._mark(not self.is_new)
        if self.is_new:
            del self.fields["remove"], self.fields["place"]

    @property
    def by_line(self) -> bool:
        return not self.fields_shown

    @property
    def rows(self) -> list[CriterionValues]:
        """The criteria as the page had them: it may be older than the draft."""
        known = list(self.outcome.criteria)
        if self.by_line:
            return known
        return [known[i] if i < len(known) else CriterionValues("") for i in range(self.fields_shown)]

    @property
    def number(self) -> int:
        return self.index + 1

    @property
    def official(self) -> str:
        return self.outcome.text

    @property
    def worded(self) -> list[Worded]:
        return [
            Worded(f"{self.number}.{position + 1}", row.text, None if self.by_line else self[f"c{position}"])
            for position, row in enumerate(self.rows)
            if row.text or not self.by_line
        ]

    @property
    def is_left_out(self) -> bool:
        """Thrown away, or the empty one at the end."""
        if self.cleaned_data.get("remove"):
            return True
        return self.is_new and not self.cleaned_data["label"] and not labels_in(self.cleaned_data.get("criteria", ""))

    @property
    def given_up(self) -> list[CriterionValues]:
        """What stood here, and is written here no more."""
        if self.cleaned_data.get("remove"):
            return list(self.outcome.criteria)
        left = {label.casefold() for label in labels_in(self.cleaned_data["criteria"])} if self.by_line else None
        return [row for row in self.outcome.criteria if left is not None and row.label.casefold() not in left]

    def changed(self, given_up: Sequence[CriterionValues] = ()) -> OutcomeValues:
        """`given_up` left other outcomes of the unit, and may have come here. One without a criterion gets an empty one, so that it is not lost before somebody writes it."""
        facts = self.cleaned_data
        before = self.outcome
        if self.by_line:
            criteria = relabelled(before.criteria, labels_in(facts["criteria"]), given_up)
        else:
            criteria = [
                CriterionValues(facts[f"c{i}"], row.text, row.printed, row.guidance) for i, row in enumerate(self.rows)
            ]
        questions = facts.get("questions", before.questions)
        return OutcomeValues(facts["label"], tuple(criteria) or (CriterionValues(""),), before.text, questions)


def _fields(data: Any, index: int, outcome: OutcomeValues) -> int:
    """How many criteria have a field of their own, as the page had it or has to have it; 0 where they are lines."""
    if data is not None:
        return sum(f"o{index}-c{position}" in data for position in range(MOST_CRITERIA))
    return 0 if all(row.label or not row.text for row in outcome.criteria) else len(outcome.criteria)
