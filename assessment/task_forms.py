"""What is filled in to plan a task, to change it, and to end it by hand."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils import timezone

from assessment.models import PlannedTask
from assessment.selectors.tasks import open_criteria_of
from centres.forms import AttestFormHelper
from portfolio.forms import DateInput, DayField
from portfolio.models import CriterionProgress, Registration
from portfolio.models.evidence import Kind


class TaskForm(forms.Form):
    what = forms.CharField(
        label="What to do",
        max_length=200,
        help_text="In your own words, for example: “Record a call in which you put a complaint right.”",
    )
    due_on = DayField(label="By when", widget=DateInput())
    kind = forms.ChoiceField(
        label="How it is shown",
        required=False,
        choices=[("", "Any kind of evidence"), *Kind.choices],
        help_text="The task is done when evidence of this kind is submitted for each of its criteria.",
    )
    place = forms.CharField(label="Where", max_length=120, required=False)
    witness = forms.CharField(
        label="Expert witness",
        max_length=120,
        required=False,
        help_text="Name and job of somebody who knows the units and will see it.",
    )

    def __init__(self, *args: Any, button: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["due_on"].widget.attrs["min"] = timezone.localdate().isoformat()
        self.helper = AttestFormHelper(self, button)


class NewTaskForm(TaskForm):
    """With the criteria, which the page lays out unit by unit."""

    criteria = forms.ModelMultipleChoiceField(
        label="Which criteria it is to show",
        queryset=CriterionProgress.objects.none(),
        required=False,
        error_messages={"invalid_choice": "A criterion that was ticked is not open any more. Look through the list."},
    )

    def __init__(self, *args: Any, registration: Registration, **kwargs: Any) -> None:
        super().__init__(*args, button="", **kwargs)
        self.fields["criteria"].queryset = open_criteria_of(registration)  # type: ignore[attr-defined]
        self.helper = AttestFormHelper(self, "", tag=False)


class ChangeTaskForm(TaskForm):
    reason = forms.CharField(
        label="Why it changes",
        max_length=400,
        required=False,
        help_text="Needed for another day once the plan is agreed.",
    )

    def __init__(self, *args: Any, task: PlannedTask, **kwargs: Any) -> None:
        names = ("what", "due_on", "kind", "place", "witness")
        super().__init__(
            *args, initial={name: getattr(task, name) for name in names}, button="Save the change", **kwargs
        )
        del self.fields["due_on"].widget.attrs["min"]  # the day that passed may stay


class EndTaskForm(forms.Form):
    note = forms.CharField(max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, data: Any = None, *, label: str, button: str, action: str) -> None:
        super().__init__(data, auto_id=f"id_{button.split()[0].lower()}_%s")
        self.fields["note"].label = label
        self.helper = AttestFormHelper(self, button, action=action)


def listed(values: Iterable[str]) -> set[str]:
    """Keys as an address carries them: `?criteria=a,b` or `?criteria=a&criteria=b`."""
    return {key.strip() for value in values for key in value.split(",") if key.strip()}
