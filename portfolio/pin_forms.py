"""The fields of a pinpoint, as far as the item has such places. Everything can be typed; a script only fills it in."""

import re
from collections.abc import Sequence
from typing import Any

from django import forms

from centres.forms import say_what_to_do
from portfolio.models import Evidence, EvidenceLink, PinKind
from portfolio.pinpoints import Place, kinds_for

SIDES = ("left", "top", "width", "height")
CLOCK = re.compile(r"(?:(\d{1,2}):)?(\d{1,3}):([0-5]?\d)")
SMALL = {"class": "form-control form-control-sm"}


class ClockField(forms.CharField):
    """ "1:20", "1:02:05" or whole seconds; cleaned to seconds."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs=SMALL | {"placeholder": "1:20", "size": "7", "autocomplete": "off"})
        super().__init__(required=False, max_length=10, widget=widget, **kwargs)

    def clean(self, value: Any) -> Any:
        text = super().clean(value).strip()
        if not text or text.isdecimal():
            return int(text) if text else None
        found = CLOCK.fullmatch(text)
        if not found:
            raise forms.ValidationError(f"“{text}” is no time. Enter minutes and seconds, such as 1:20.")
        hours, minutes, seconds = (int(part or 0) for part in found.groups())
        return hours * 3600 + minutes * 60 + seconds


class PercentField(forms.DecimalField):
    """0 to 100, with one decimal or two; cleaned to ten-thousandths."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.NumberInput(attrs=SMALL | {"step": "0.1", "min": "0", "max": "100"})
        super().__init__(
            required=False, min_value=0, max_value=100, max_digits=5, decimal_places=2, widget=widget, **kwargs
        )

    def clean(self, value: Any) -> Any:
        found = super().clean(value)
        return None if found is None else int(found * 100)


class PageField(forms.IntegerField):
    def __init__(self, **kwargs: Any) -> None:
        widget = forms.NumberInput(attrs=SMALL | {"min": "1", "size": "4"})
        super().__init__(required=False, min_value=1, max_value=100_000, widget=widget, **kwargs)


class PinForm(forms.Form):
    """For which of the item's links; where; and a few words."""

    start = ClockField(label="From")
    until = ClockField(label="To, optional")
    page = PageField(label="Page")
    last_page = PageField(label="To page, optional")
    left = PercentField(label="From the left, %")
    top = PercentField(label="From the top, %")
    width = PercentField(label="Width, %")
    height = PercentField(label="Height, %")
    label = forms.CharField(
        label="In a few words, optional", required=False, max_length=120, widget=forms.TextInput(attrs=SMALL)
    )
    link = forms.MultipleChoiceField(label="What it shows", required=False)

    def __init__(self, data: Any = None, *, item: Evidence, links: Sequence[EvidenceLink]) -> None:
        super().__init__(data)
        self.item, self.links, self.kinds = item, list(links), kinds_for(item)
        self.fields["link"].choices = [(str(row.pk), str(row.progress)) for row in self.links]  # type: ignore[attr-defined]
        self.fields["link"].error_messages["invalid_choice"] = "A criterion is closed by now. Choose from the list."
        for name in self._foreign():
            del self.fields[name]
        say_what_to_do(self)

    def _foreign(self) -> set[str]:
        """Fields of places that the item does not have."""
        time = set() if PinKind.TIME in self.kinds else {"start", "until"}
        page = set() if PinKind.PAGE in self.kinds else {"page", "last_page"}
        return time | page | (set() if PinKind.REGION in self.kinds else set(SIDES))

    @property
    def has_time(self) -> bool:
        return PinKind.TIME in self.kinds

    @property
    def has_pages(self) -> bool:
        return PinKind.PAGE in self.kinds

    @property
    def sides(self) -> list[forms.BoundField]:
        return [self[name] for name in SIDES if name in self.fields]

    @property
    def chosen(self) -> list[str]:
        """The one that there is, or what was posted."""
        return self["link"].value() or ([str(self.links[0].pk)] if len(self.links) == 1 else [])

    def wanted(self) -> list[EvidenceLink]:
        return [row for row in self.links if str(row.pk) in self.cleaned_data["link"]]

    def place(self) -> Place:
        """A page with an area drawn on it is a region; a picture is its own page 1."""
        said = self.cleaned_data
        label = said["label"].strip()
        if self.has_time:
            return Place("time", start=said["start"], until=said["until"], label=label)
        sides = {name: said[name] for name in SIDES if name in said}
        page = said["page"] if self.has_pages else 1
        if not self.has_pages or any(value is not None for value in sides.values()):
            return Place("region", page=page, label=label, **sides)
        return Place("page", page=page, last_page=said["last_page"], label=label)
