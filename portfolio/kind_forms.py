"""The short forms of the kinds of evidence, made from `portfolio/kinds.py`."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils import timezone

from portfolio import kinds
from portfolio.kinds import Detail, Kind

FIRST_PAIRS, MORE_PAIRS = 4, 2


def field_of(detail: Detail) -> forms.Field:
    """Never required here: a draft may be incomplete, and the gate names what is missing."""
    common: dict[str, Any] = {"label": detail.label, "required": False, "help_text": detail.hint}
    match detail.form:
        case "day":
            attrs = {"type": "date", "class": "form-control", "max": timezone.localdate().isoformat()}
            return forms.DateField(widget=forms.DateInput(format="%Y-%m-%d", attrs=attrs), **common)
        case "number":
            widget = forms.NumberInput(attrs={"class": "form-control", "inputmode": "numeric"})
            return forms.IntegerField(min_value=1, max_value=kinds.MOST_NUMBER, widget=widget, **common)
        case "choice":
            choices = [("", "Choose one"), *detail.choices]
            return forms.ChoiceField(choices=choices, widget=forms.Select(attrs={"class": "form-select"}), **common)
        case "text":
            area = forms.Textarea(attrs={"rows": 4, "class": "form-control"})
            return forms.CharField(max_length=kinds.LONGEST[kinds.TEXT], widget=area, **common)
    line = forms.TextInput(attrs={"class": "form-control"})
    return forms.CharField(max_length=kinds.LONGEST[kinds.LINE], widget=line, **common)


class KindFields(forms.Form):
    """Mixed into a form: the fields of every kind that it offers, each kind's by itself under "kind_name"."""

    context = forms.BooleanField(
        label="This was a simulation, not real work",
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
    )
    confidential = forms.BooleanField(
        label="It shows customers or others who can be recognised",
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
    )

    def offer(self, offered: Sequence[str], maker: str, saved: Mapping[str, Any]) -> None:
        self.offered, self.maker, self.left_out = list(offered), maker, set[str]()
        for kind in offered:
            for detail in kinds.details_of(kind, maker):
                self._add(f"{kind}_{detail.name}", detail, saved.get(detail.name))

    def _add(self, name: str, detail: Detail, value: Any) -> None:
        if detail.form == kinds.PAIRS:
            pairs = list(value or [])
            for number in range(max(FIRST_PAIRS, len(pairs) + MORE_PAIRS)):
                self._add_pair(name, number, pairs[number] if number < len(pairs) else {})
            return
        self.fields[name] = field_of(detail)
        self.initial.setdefault(name, value)
        if not detail.needed:
            self.left_out.add(name)

    def _add_pair(self, name: str, number: int, pair: Mapping[str, str]) -> None:
        for part in ("question", "answer"):
            detail = Detail(part, f"{part.capitalize()} {number + 1}", kinds.TEXT)
            field = field_of(detail)
            field.widget.attrs["rows"] = 2
            self.fields[f"{name}_{number}_{part}"] = field
            self.initial.setdefault(f"{name}_{number}_{part}", pair.get(part, ""))

    def groups(self) -> list[dict[str, Any]]:
        """For templates/portfolio/_kind_fields.html: each field, and whether it may stay empty."""
        return [
            {
                "kind": kind,
                "label": Kind(kind).label,
                "use": kinds.SHAPES[kind].use,
                "fields": [(self[name], name in self.left_out) for name in self.fields if name.startswith(f"{kind}_")],
            }
            for kind in self.offered
        ]

    def details(self, kind: str) -> dict[str, Any]:
        """What was answered to this kind, once the form is valid."""
        return {detail.name: self._answer(kind, detail) for detail in kinds.details_of(kind, self.maker)}

    def _answer(self, kind: str, detail: Detail) -> Any:
        name = f"{kind}_{detail.name}"
        if detail.form != kinds.PAIRS:
            value = self.cleaned_data.get(name)
            return value.isoformat() if isinstance(value, dt.date) else value
        said = self.cleaned_data
        numbers = [key.removesuffix("_question") for key in self.fields if key.startswith(f"{name}_")]
        found = dict.fromkeys(key for key in numbers if not key.endswith("_answer"))
        return [{part: said.get(f"{key}_{part}", "") for part in ("question", "answer")} for key in found]

    def where(self) -> str:
        return kinds.Context.SIMULATED if self.cleaned_data["context"] else kinds.Context.REAL
