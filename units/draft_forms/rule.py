from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.text import slugify

from units.draft_forms.base import SCOPES, DraftForm, level, line, whole
from units.drafting.clauses import words_of_kind
from units.drafting.edits import groups_of
from units.interchange.values import QualificationValues

MEASURES = (("credits", "credits"), ("units", "units"))


class SourceForm(DraftForm):
    needed: tuple[str, ...] = ("source",)
    source = line("Where the rule is printed", help_text="So that anybody can check it: handbook, page 7.")


class ClauseForm(DraftForm):
    """Has the fields that a clause of this kind takes, and no other."""

    credits = whole("How many credits", least=1)
    amount = whole("How many", least=1)
    measure = forms.ChoiceField(label="Of what", choices=MEASURES)
    group = forms.ChoiceField(label="From which group")
    groups = forms.MultipleChoiceField(label="From each of which groups", widget=forms.CheckboxSelectMultiple)
    level = level()
    scope = forms.ChoiceField(label="Which units count", choices=SCOPES)
    units = forms.MultipleChoiceField(label="Which units", widget=forms.CheckboxSelectMultiple)
    source = line("Where this is printed", help_text="Such as: handbook, page 7.")

    def __init__(self, data: Any = None, *, kind: str, clause: Mapping[str, Any], values: QualificationValues) -> None:
        self.kind = kind
        self.in_units = "units" in clause and kind != "barred_together"
        initial = dict(clause)
        if _counts(kind):
            measure = "units" if self.in_units else "credits"
            initial |= {"measure": measure, "amount": clause.get(measure)}
        super().__init__(data, initial=initial)
        self._choose_fields(values)

    def _choose_fields(self, values: QualificationValues) -> None:
        wanted = {*words_of_kind(self.kind), "source"}
        if _counts(self.kind):
            wanted = {"amount", "measure", "group", "source"}
        for name in [*self.fields]:
            if name not in wanted:
                del self.fields[name]
            else:
                self.fields[name].required = not (name == "group" and self.kind == "minimum_at_level")
        groups = [(key, group["title"]) for key, group in groups_of(values).items() if self._takes(group)]
        if "group" in self.fields:
            first = ("", "Choose" if self.fields["group"].required else "Any unit of the qualification")
            self.fields["group"].choices = [first, *groups]  # type: ignore[attr-defined]
        if "groups" in self.fields:
            self.fields["groups"].choices = groups  # type: ignore[attr-defined]
        if "units" in self.fields:
            units = [(unit.code, f"{unit.number} {unit.title}") for unit in values.units if unit.number]
            self.fields["units"].choices = units  # type: ignore[attr-defined]

    def _takes(self, group: Mapping[str, Any]) -> bool:
        """Of units that nobody can list nothing can be asked but that they are not too many."""
        return "outside" not in group or self.kind == "maximum_from_group"

    def changed(self) -> dict[str, Any]:
        facts = {name: value for name, value in self.cleaned_data.items() if value not in ("", None)}
        if "measure" in facts:
            facts[facts.pop("measure")] = facts.pop("amount")
        return {"kind": self.kind} | facts


def _counts(kind: str) -> bool:
    return {"credits", "units"} <= {*words_of_kind(kind)}


class ReadingForm(DraftForm):
    """Another way to read an unclear rule: where it would decide differently, the body is asked."""

    label = forms.CharField(
        label="What it says", max_length=200, help_text="In your words, as the claim will quote it."
    )
    caps = forms.BooleanField(label="A limit on credits counts a part of a unit", required=False)
    levels = forms.BooleanField(label="“At a level” means at it or above", required=False)

    def clean(self) -> dict[str, Any]:
        facts: dict[str, Any] = super().clean() or {}
        if not facts.get("caps") and not facts.get("levels"):
            raise forms.ValidationError("This reads the rule as the clauses do. Tick what it reads otherwise.")
        return facts

    def changed(self) -> dict[str, Any]:
        facts = self.cleaned_data
        read = ({"caps": "part_units"} if facts["caps"] else {}) | (
            {"levels": "at_or_above"} if facts["levels"] else {}
        )
        return {"name": slugify(facts["label"])[:60] or "reading", "label": facts["label"]} | read
