"""The form of a sufficiency rule: one question a line, in plain words."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils import timezone

from centres.forms import DateInput, say_what_to_do
from portfolio.kinds import Kind
from portfolio.sufficiency import DAYS, ITEMS, KINDS, NOTHING, Demand, DemandError, Demands
from portfolio.sufficiency.demands import MOST, MOST_MONTHS

OF_ONE_KIND = (1, 2, 3)  # lines of the form about one kind each
ANY = {"items": ITEMS, "kinds": KINDS, "days": DAYS}
COUNTED = ((ITEMS, "items"), (DAYS, "different days"))


def number(label: str, most: int = MOST) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=1, max_value=most, required=False)


def must() -> forms.BooleanField:
    return forms.BooleanField(label="Must", required=False)


class SufficiencyForm(forms.Form):
    nothing = forms.BooleanField(label="Nothing is demanded here, whatever the wider rule says", required=False)
    items, items_must = number("Items, at least"), must()
    kinds, kinds_must = number("Different kinds, at least"), must()
    days, days_must = number("Different days, at least"), must()
    alone = forms.MultipleChoiceField(
        label="Never these kinds alone", choices=Kind.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    alone_must = must()
    real = forms.BooleanField(label="Only real work counts, no simulation", required=False)
    months = number("Only what was done in so many months before it was submitted counts", MOST_MONTHS)
    valid_from = forms.DateField(
        label="From", widget=DateInput(), help_text="Today or later. What was decided before keeps the rule of its day."
    )
    reason = forms.CharField(
        label="Why the centre sets it",
        max_length=200,
        help_text="Kept with the rule; assessors, IQAs and EQAs read it.",
    )

    demands: Demands | None = None  # what was filled in, once it is valid; None takes the rule back

    def __init__(self, data: Any = None, *, standing: Demands | None, wider: bool) -> None:
        """`standing`: the rule that the place has. `wider`: whether a wider one could count instead."""
        initial = {"valid_from": timezone.localdate()} | (dict(_initial(standing)) if standing else {})
        super().__init__(data, initial=initial)
        for n in OF_ONE_KIND:
            self.fields[f"least_{n}"] = number("At least")
            self.fields[f"kind_{n}"] = forms.ChoiceField(
                label="Of the kind", choices=[("", "Choose a kind"), *Kind.choices], required=False
            )
            self.fields[f"by_{n}"] = forms.ChoiceField(label="Counted as", choices=COUNTED, required=False)
            self.fields[f"must_{n}"] = must()
        self.fields["reason"].required = data is None or "preview" not in data
        if not wider:
            del self.fields["nothing"]
        say_what_to_do(self)

    @property
    def any_lines(self) -> list[tuple[Any, Any]]:
        return [(self[name], self[f"{name}_must"]) for name in ANY]

    @property
    def kind_lines(self) -> list[tuple[Any, Any, Any, Any]]:
        return [(self[f"least_{n}"], self[f"kind_{n}"], self[f"by_{n}"], self[f"must_{n}"]) for n in OF_ONE_KIND]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if "take_back" in self.data:
            return given
        for n in OF_ONE_KIND:
            least, kind = given.get(f"least_{n}"), given.get(f"kind_{n}")
            if kind and not least and f"least_{n}" not in self.errors:
                self.add_error(f"least_{n}", "A kind is chosen, but not how many of it. Enter at least 1, or no kind.")
            if least and not kind:
                self.add_error(f"kind_{n}", f"At least {least} of what? Choose a kind, or use the lines above.")
        if not self.errors:
            self._read(given)
        return given

    def _read(self, given: dict[str, Any]) -> None:
        lines = tuple(self._lines(given))
        if not lines and not given.get("nothing"):
            self.add_error(None, "Nothing is demanded yet. Fill in at least one line.")
        elif lines and given.get("nothing"):
            self.add_error("nothing", "Lines are filled in as well. Empty them, or untick this.")
        else:
            try:
                self.demands = Demands(lines, given["real"], given["months"]) if lines else NOTHING
            except DemandError as error:
                self.add_error(None, str(error))

    def _lines(self, given: dict[str, Any]) -> Iterator[Demand]:
        for name, by in ANY.items():
            if given[name]:
                yield Demand(given[name], by, must=given[f"{name}_must"])
        for n in OF_ONE_KIND:
            if given[f"least_{n}"]:
                by = given[f"by_{n}"] or ITEMS
                yield Demand(given[f"least_{n}"], by, (given[f"kind_{n}"],), must=given[f"must_{n}"])
        if given["alone"]:
            yield Demand(1, kinds=tuple(given["alone"]), others=True, must=given["alone_must"])


def _initial(demands: Demands) -> Iterator[tuple[str, Any]]:
    """A rule back in the fields of the form that made it."""
    yield from (("nothing", not demands.lines), ("real", demands.real), ("months", demands.months))
    names, n = {by: name for name, by in ANY.items()}, 0
    for line in demands.lines:
        if line.others:
            yield from (("alone", list(line.kinds)), ("alone_must", line.must))
        elif not line.kinds:
            yield from ((names[line.by], line.least), (f"{names[line.by]}_must", line.must))
        else:
            n += 1
            facts = {"least": line.least, "kind": line.kinds[0], "by": line.by, "must": line.must}
            yield from ((f"{name}_{n}", value) for name, value in facts.items())
