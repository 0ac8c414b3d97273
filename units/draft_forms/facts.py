from typing import Any

from django import forms
from django.utils.text import slugify

from units.draft_forms.base import DraftForm, level, line, whole
from units.drafting.edits import put_facts
from units.forms import day
from units.interchange.values import QualificationValues


class EditionForm(DraftForm):
    """What belongs to one edition alone."""

    needed: tuple[str, ...] = ("version", "published_on")
    version = line("Edition", 40, help_text="As its document names it, such as 2026-02 or 1.3.")
    published_on = day("Published on", required=False)
    registration_from = day("Registration from", required=False, help_text="The awarding organisation’s own dates.")
    registration_until = day("Registration until", required=False)

    def __init__(self, data: Any = None, *, values: QualificationValues) -> None:
        initial = {name: getattr(values, name) for name in self.base_fields}
        super().__init__(data, initial=initial)

    def changed(self, values: QualificationValues) -> QualificationValues:
        return put_facts(values, self.cleaned_data)


class FactsForm(EditionForm):
    needed: tuple[str, ...] = ("awarding_organisation", "scheme", "level", "version", "published_on")
    title = forms.CharField(label="Title", max_length=200, help_text="In full, as on the certificate.")
    awarding_organisation = line("Awarding organisation", 120)
    scheme = line(
        "Scheme",
        40,
        help_text="The awarding organisation’s number or name for it: 7711. It begins the code of each unit.",
    )
    level = level()
    number = line("Qualification number", 12, help_text="The regulator’s, such as 601/4756/8.")
    guided_hours = whole("Guided learning hours")
    total_hours = whole("Total qualification time")
    minimum_age = whole("Minimum age", most=99)
    grading = line("Grading", 60, help_text="Such as: pass or fail.")
    code = forms.SlugField(
        label="Short name",
        max_length=56,
        required=False,
        help_text="For its address and files: letters, digits and hyphens. Left empty, it is made from the title.",
    )
    code.error_messages["invalid"] = (
        "There is a sign in it that an address cannot have. Use letters, digits and hyphens."
    )

    field_order = (
        *("title", "awarding_organisation", "scheme", "level", "number", "version", "published_on"),
        *("registration_from", "registration_until", "guided_hours", "total_hours", "minimum_age", "grading", "code"),
    )

    def clean_code(self) -> str:
        return self.cleaned_data["code"] or slugify(self.cleaned_data.get("title", ""))[:56]
