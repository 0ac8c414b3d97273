from dataclasses import replace
from typing import Any

from django import forms

from units.draft_forms.base import DraftForm, level, line, whole, words
from units.forms import day
from units.interchange.values import UnitValues
from units.models import Unit

LISTS = ("standards", "key_skills")


class UnitForm(DraftForm):
    needed: tuple[str, ...] = ("number", "title", "level", "credit")
    number = line("Number", 20, help_text="The awarding organisation’s, such as 101; or the unit reference.")
    title = line("Title")
    level = level()
    credit = whole("Credits", most=999)
    reference = line("Unit reference", 10, help_text="The regulator’s, such as D/506/2153.")
    guided_hours = whole("Guided learning hours")
    method = forms.ChoiceField(label="Assessed by", choices=Unit.Method.choices, initial=Unit.Method.PORTFOLIO)
    minutes = whole(
        "Minutes",
        least=1,
        help_text="How long its test lasts or its assignment may take. Only where it is assessed by one.",
    )
    scheme = line("Scheme", 40, help_text="Only where it is another than the qualification’s.")
    sector_number = line("Sector body’s number", 20)
    available_from = day("Available from", required=False)
    expires_on = day("Expires on", required=False)
    suits = line("Not suited to", help_text="Who should not choose it, in your words.")
    standards = words("National Occupational Standards", 3, help_text="One a line.")
    key_skills = words("Key skills", 3, help_text="One a line.")
    aim = words("Aim", 3, help_text="In the awarding organisation’s words.")

    MAIN = ("number", "title", "level", "credit", "reference", "guided_hours", "method", "minutes")

    def __init__(self, data: Any = None, *, unit: UnitValues, scheme: str) -> None:
        """`scheme` is the qualification's, which a unit has unless it has its own."""
        initial = {name: getattr(unit, name) for name in self.base_fields}
        initial |= {name: "\n".join(getattr(unit, name)) for name in LISTS}
        super().__init__(data, initial=initial | {"scheme": "" if unit.scheme == scheme else unit.scheme})
        self.unit, self.common_scheme = unit, scheme

    @property
    def main(self) -> list[forms.BoundField]:
        return [self[name] for name in self.MAIN]

    @property
    def more(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name not in self.MAIN]

    @property
    def more_is_wrong(self) -> bool:
        return any(field.errors for field in self.more)

    def changed(self) -> UnitValues:
        """With the unit's own outcomes, and the qualification's scheme where none is written."""
        facts = dict(self.cleaned_data)
        for name in LISTS:
            facts[name] = tuple(dict.fromkeys(item for row in facts[name].splitlines() if (item := row.strip())))
        return replace(self.unit, **facts | {"scheme": facts["scheme"] or self.common_scheme})
