"""What is filled in for an assessment plan and for a review."""

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone

from assessment.models import AssessmentPlan, PlannedTask
from assessment.plan_copies import WORDS
from centres.forms import AttestFormHelper, say_what_to_do
from portfolio.forms import DateInput, DayField
from portfolio.models import Registration

LONGEST = 4000
CONTRACT = (
    "The candidate works towards the units chosen, submits their own work by the days planned, reads the feedback, and "
    "says at once when something stands in the way. The assessor visits as planned, decides fairly on what is "
    "submitted, says what is missing, and keeps what they learn to themselves. The centre gives time, guidance and a "
    "way to appeal against a decision."
)


def _text(label: str, hint: str, rows: int = 2) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, help_text=hint, required=False, max_length=LONGEST, widget=area)


class PlanForm(forms.Form):
    """The texts of a plan, by the names of the model, and the ticks and the signature under them."""

    needs = _text("Training needs", "What they have to learn before they can show it.")
    prior = _text("What they have already", "Units achieved, credit, earlier experience that may count.")
    fit = _text("Why this qualification and level", "How their job gives them the chance to show it.")
    support = _text("Support and guidance", "Who helps them with what, and how you keep in touch.")
    arrangements = _text(
        "Adjustments in view",
        "What is to be arranged, never the health reason: both of you and quality assurance read this.",
    )
    contract = _text("Learning contract: what each side does", "You both sign this.", rows=4)
    signed = forms.BooleanField(required=False)
    suits = forms.MultipleChoiceField(required=False)

    def __init__(self, data: Any = None, *, newest: AssessmentPlan | None) -> None:
        words = {name: getattr(newest, name) for name in WORDS} if newest else {"contract": CONTRACT}
        super().__init__(data, initial=words)
        self.helper = AttestFormHelper(self, "", tag=False)
        ticked = data.getlist("suits") if data is not None else []
        self.fields["suits"].choices = [(code, code) for code in ticked]  # type: ignore[attr-defined]

    @property
    def words(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in WORDS}


class ChangeForm(forms.Form):
    comment = forms.CharField(
        label="What is to be different",
        max_length=2000,
        error_messages={"required": "Say what is to be different."},
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.helper = AttestFormHelper(self, "", tag=False)


class TemplateForm(forms.Form):
    name = forms.CharField(
        label="Name of the template", max_length=80, help_text="For example: Level 4, first three months."
    )

    def __init__(self, data: Any = None, *, action: str) -> None:
        super().__init__(data)
        self.helper = AttestFormHelper(self, "Keep it as a template", action=action)


NEW_ACTIONS = 3


class ReviewForm(forms.Form):
    held_on = DayField(label="When you met", widget=DateInput())
    progress = forms.CharField(
        label="Progress since the last review",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="What was done, what stands in the way, and what the candidate says about it.",
    )
    actions = forms.ModelMultipleChoiceField(
        label="Tasks that you agreed on",
        queryset=PlannedTask.objects.none(),
        required=False,
        error_messages={"invalid_choice": "A task that was ticked is not open any more. Look through the list."},
    )
    next_on = DayField(label="Next review", widget=DateInput())
    signed = forms.BooleanField(required=False)

    def __init__(self, data: Any = None, *, registration: Registration, next_on: dt.date) -> None:
        super().__init__(data, initial={"held_on": timezone.localdate(), "next_on": next_on})
        self.fields["actions"].queryset = PlannedTask.objects.to_do().filter(registration=registration)  # type: ignore[attr-defined]
        for number in range(1, NEW_ACTIONS + 1):
            self.fields[f"what_{number}"] = forms.CharField(label=f"New task {number}", max_length=200, required=False)
            self.fields[f"due_{number}"] = DayField(label="By when", widget=DateInput(), required=False)
        say_what_to_do(self)
        self.helper = AttestFormHelper(self, "", tag=False)

    def clean(self) -> dict[str, Any]:
        """A new task has words and a day, or neither."""
        said: dict[str, Any] = self.cleaned_data
        for number in range(1, NEW_ACTIONS + 1):
            what, due = said.get(f"what_{number}"), said.get(f"due_{number}")
            if what and not due and f"due_{number}" not in self.errors:
                self.add_error(f"due_{number}", "Enter by when.")
            if due and not what:
                self.add_error(f"what_{number}", "Say what is to be done by then.")
        return said

    @property
    def rows(self) -> list[tuple[Any, Any]]:
        return [(self[f"what_{number}"], self[f"due_{number}"]) for number in range(1, NEW_ACTIONS + 1)]

    @property
    def new(self) -> list[tuple[str, dt.date]]:
        pairs = [(self.cleaned_data[f"what_{n}"], self.cleaned_data[f"due_{n}"]) for n in range(1, NEW_ACTIONS + 1)]
        return [(what, due) for what, due in pairs if what]


class CommentForm(forms.Form):
    comment = forms.CharField(
        label="Your comment",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Where you see it otherwise. It stands beside the review.",
    )
    signed = forms.BooleanField(required=False)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.helper = AttestFormHelper(self, "", tag=False)
