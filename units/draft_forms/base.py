from typing import Any

from django import forms

from centres.forms import say_what_to_do
from units.combination.groups import HIGHEST_LEVEL

SCOPES = (("exactly", "Only units at exactly this level"), ("at_or_above", "Units at this level or above"))


class DraftForm(forms.Form):
    """`needed` are the fields that opening asks for: they are not marked as optional, and may stay empty until then."""

    needed: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.use_required_attribute = False
        say_what_to_do(self)
        self._mark(True)

    def full_clean(self) -> None:
        self._mark(False)
        super().full_clean()
        self._mark(True)

    def _mark(self, required: bool) -> None:
        for name in self.needed:
            if name in self.fields:
                self.fields[name].required = required


def whole(
    label: str, *, least: int = 0, most: int = 9999, required: bool = False, **options: Any
) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=least, max_value=most, required=required, **options)


def line(label: str, most: int = 200, **options: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, required=False, **options)


def words(label: str, rows: int = 4, **options: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, max_length=32_000, required=False, widget=widget, **options)


def level(label: str = "Level", empty: str = "Choose") -> forms.TypedChoiceField:
    choices = [("", empty), (0, "Entry"), *((number, str(number)) for number in range(1, HIGHEST_LEVEL + 1))]
    return forms.TypedChoiceField(label=label, choices=choices, coerce=int, empty_value=None, required=False)
