"""What an IQA, an EQA or an assessor fills in. The use cases judge it, so that every reason is given at once."""

from typing import Any

from django import forms

from centres.forms import AttestFormHelper, say_what_to_do
from centres.gates import Blocker
from iqa.judgement import HEADINGS, Judgement
from iqa.models import Action
from iqa.services.add_sample import LONGEST
from iqa.states import HOLDING, UPHOLDING
from units.models import Qualification


def objections(form: forms.BaseForm) -> list[Blocker]:
    """What the fields themselves cannot take, each with its place."""
    return [
        Blocker(name, str(message), link=f"#{form[name].id_for_label}", link_text="Go to it", yours=True)
        for name, messages in form.errors.items()
        for message in messages
    ]


OUTCOMES = [(outcome.value, outcome.label) for outcome in (*UPHOLDING, *HOLDING)]
BOX = forms.CheckboxInput(attrs={"class": "form-check-input"})


class FindingForm(forms.Form):
    """The three headings and the outcome are laid out by the page; none is ticked beforehand."""

    outcome = forms.ChoiceField(
        label="Outcome",
        required=False,
        choices=OUTCOMES,
        widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
    )
    competent = forms.BooleanField(label="Made by a competent assessor", required=False, widget=BOX)
    fair = forms.BooleanField(label="Sound and fair", required=False, widget=BOX)
    recorded = forms.BooleanField(label="Recorded accurately", required=False, widget=BOX)
    comment = forms.CharField(
        label="What you looked at, and found",
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4, "class": "form-control"}),
        help_text="The assessor reads it. Only “Agreed” can stand without words.",
    )
    asks = forms.CharField(
        label="What the assessor has to do",
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3, "class": "form-control"}),
        help_text="What would settle it.",
    )
    due_on = forms.DateField(
        label="By",
        required=False,
        widget=forms.DateInput(attrs={"type": "date", "class": "form-control"}, format="%Y-%m-%d"),
        help_text="Today or later.",
        error_messages={"invalid": "This is no date. Enter it as day, month and year."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say_what_to_do(self)

    @property
    def headings(self) -> list[forms.BoundField]:
        return [self[name] for name in HEADINGS]

    def judgement(self) -> dict[str, Any]:
        """The arguments of `record_finding`, as far as the fields could be read."""
        given = self.cleaned_data
        texts = {name: given.get(name) or "" for name in ("outcome", "comment", "asks")}
        return {**texts, **{name: bool(given.get(name)) for name in HEADINGS}, "due_on": given.get("due_on")}

    def blockers(self) -> list[Blocker]:
        """All that is wrong with the form, where a field could not even be read."""
        unread = objections(self)
        said = {blocker.code for blocker in unread}
        return [*unread, *(one for one in Judgement(**self.judgement()).blockers() if one.code not in said)]


class SampleForm(forms.Form):
    reason = forms.CharField(
        label="Why this sign-off is sampled",
        error_messages={"required": "Say why this sign-off is sampled."},
        max_length=4000,
        help_text=f"In at most {LONGEST} characters. It stays with the sample.",
    )


class PolicyForm(forms.Form):
    percent = forms.IntegerField(label="Of sign-offs by qualified assessors, in per cent", min_value=1, max_value=100)
    trainee_percent = forms.IntegerField(
        label="Of sign-offs by assessors in training, in per cent",
        min_value=1,
        max_value=100,
        help_text="Also of those by assessors of whom an appeal was upheld in the last year.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = AttestFormHelper(self, "", tag=False)


class AnswerForm(forms.Form):
    """One of several on a page: the field's id carries the action's."""

    text = forms.CharField(
        label="Your answer",
        error_messages={"required": "Say what you did, or why nothing has to be done."},
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="What you did, or why nothing has to be done.",
    )

    def __init__(self, data: Any = None, *, action: Action) -> None:
        super().__init__(data, auto_id=f"id_%s_{action.pk}")
        self.action = action


class QualificationForm(forms.Form):
    """The filter over pages that show one qualification."""

    qualification = forms.ChoiceField(label="Qualification", required=False, widget=forms.Select)

    def __init__(self, data: Any = None, *, choices: list[Qualification]) -> None:
        super().__init__(data)
        self.fields["qualification"].choices = [(one.code, one.title) for one in choices]  # type: ignore[attr-defined]
        self.fields["qualification"].widget.attrs = {"class": "form-select"}
