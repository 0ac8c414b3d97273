from collections.abc import Mapping
from typing import Any

from django import forms

from units.draft_forms.base import SCOPES, DraftForm, level, line
from units.drafting.edits import groups_of, homes_in
from units.interchange.values import QualificationValues


class GroupForm(DraftForm):
    """One group; its key is ours, and no page shows it."""

    needed: tuple[str, ...] = ("title",)
    key = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)
    title = line("Name", help_text="As in the document: Group A, Mandatory units.")
    groups = forms.MultipleChoiceField(
        label="Made up of these groups", required=False, widget=forms.CheckboxSelectMultiple
    )
    outside = forms.BooleanField(
        label="It stands for every unit that no group lists",
        required=False,
        help_text="A clause then has to say how much of it counts at most.",
    )
    level = level("At which level", "At any level")
    scope = forms.ChoiceField(label="Where a level is chosen", choices=SCOPES, required=False)
    remove = forms.BooleanField(label="Remove this group", required=False)

    def __init__(self, data: Any = None, *, index: int, key: str, groups: Mapping[str, Mapping[str, Any]]) -> None:
        group = groups.get(key, {"title": ""})
        own = {word: group.get(word) for word in ("title", "outside", "level", "scope")}
        initial = {"key": key, "groups": list(group.get("groups", ()))} | own
        super().__init__(data, prefix=f"g{index}", initial=initial)
        self.is_new = not key
        others = [(name, one["title"]) for name, one in groups.items() if name != key]
        self.fields["groups"].choices = others  # type: ignore[attr-defined]
        if self.is_new:
            del self.fields["remove"]
            self.fields["title"].required = False
        if not others or "outside" in group:
            del self.fields["groups"]
        if "outside" not in group and (key or any("outside" in one for one in groups.values())):
            for name in ("outside", "level", "scope"):
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        facts: dict[str, Any] = super().clean() or {}
        if facts.get("outside") and facts.get("groups"):
            self.add_error("outside", "Untick this, or the groups that it is made up of.")
        if facts.get("level") is not None and not facts.get("outside"):
            self.add_error(
                "level", "Choose At any level, or tick the box above: only units that no group lists have one."
            )
        return facts

    @property
    def is_left_out(self) -> bool:
        return bool(self.cleaned_data.get("remove")) or (self.is_new and not self.cleaned_data["title"])

    def changed(self) -> dict[str, Any]:
        facts = self.cleaned_data
        made = {"key": facts["key"], "title": facts["title"], "groups": facts.get("groups", [])}
        return made | ({"outside": self._outside()} if facts.get("outside") else {})

    def _outside(self) -> dict[str, Any]:
        """As the rule language has it."""
        level = self.cleaned_data.get("level")
        scope = self.cleaned_data.get("scope") or SCOPES[0][0]
        return {"outside": True} | ({} if level is None else {"level": level, "scope": scope})


class HomesForm(forms.Form):
    """Which group each unit is in."""

    def __init__(self, data: Any = None, *, values: QualificationValues) -> None:
        super().__init__(data, prefix="unit")
        groups = groups_of(values)
        choices = [("", "No group"), *((key, groups[key]["title"]) for key in homes_in(values))]
        for unit in values.units:
            label = f"{unit.number} {unit.title}".strip() or "A unit without number and title"
            self.fields[unit.code] = forms.ChoiceField(
                label=label, choices=choices, required=False, initial=unit.group if unit.group in groups else ""
            )
            self.fields[unit.code].error_messages["invalid_choice"] = "This group is gone. Choose another."
