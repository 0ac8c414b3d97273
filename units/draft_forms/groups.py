from collections.abc import Mapping
from typing import Any

from django import forms

from units.draft_forms.base import DraftForm, line
from units.drafting.edits import groups_of
from units.interchange.values import QualificationValues


class GroupForm(DraftForm):
    """One group; its key is ours, and no page shows it."""

    needed: tuple[str, ...] = ("title",)
    key = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)
    title = line("Name", help_text="As in the document: Group A, Mandatory units.")
    groups = forms.MultipleChoiceField(
        label="Made up of these groups", required=False, widget=forms.CheckboxSelectMultiple
    )
    remove = forms.BooleanField(label="Remove this group", required=False)

    def __init__(self, data: Any = None, *, index: int, key: str, groups: Mapping[str, Mapping[str, Any]]) -> None:
        group = groups.get(key, {"title": ""})
        initial = {"key": key, "title": group["title"], "groups": list(group.get("groups", ()))}
        super().__init__(data, prefix=f"g{index}", initial=initial)
        self.is_new = not key
        others = [(name, one["title"]) for name, one in groups.items() if name != key]
        self.fields["groups"].choices = others  # type: ignore[attr-defined]
        if self.is_new:
            del self.fields["remove"]
            self.fields["title"].required = False
        if not others:
            del self.fields["groups"]

    @property
    def is_left_out(self) -> bool:
        return bool(self.cleaned_data.get("remove")) or (self.is_new and not self.cleaned_data["title"])

    def changed(self) -> dict[str, Any]:
        facts = self.cleaned_data
        return {"key": facts["key"], "title": facts["title"], "groups": facts.get("groups", [])}


class HomesForm(forms.Form):
    """Which group each unit is in."""

    def __init__(self, data: Any = None, *, values: QualificationValues) -> None:
        super().__init__(data, prefix="unit")
        groups = groups_of(values)
        choices = [("", "No group"), *((k, g["title"]) for k, g in groups.items() if "groups" not in g)]
        for unit in values.units:
            label = f"{unit.number} {unit.title}".strip() or "A unit without number and title"
            self.fields[unit.code] = forms.ChoiceField(
                label=label, choices=choices, required=False, initial=unit.group if unit.group in groups else ""
            )
            self.fields[unit.code].error_messages["invalid_choice"] = "This group is gone. Choose another."
