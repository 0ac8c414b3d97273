"""What is entered about an arrangement or special consideration, and the answers to both."""

from typing import Any

from django import forms
from django.urls import reverse
from django.utils import timezone

from assessment.models import Adjustment, ArrangementKind, Consideration, PlannedTask, Remedy, UnitResult
from assessment.result_forms import ManyFilesField
from assessment.states import ConsiderationState
from centres.forms import AttestFormHelper, DateInput
from portfolio.models import Registration, UnitEnrolment

WHO_READS = "Only the candidate and those who decide read this and the files."
WORDS = forms.Textarea(attrs={"rows": 4})


class UnitsField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, row: UnitEnrolment) -> str:
        return row.unit.title


class AdjustmentForm(forms.Form):
    kind = forms.ChoiceField(label="Arrangement", choices=[("", "Choose one"), *ArrangementKind.choices])
    extra_percent = forms.IntegerField(
        label="How much more time, in per cent",
        min_value=1,
        max_value=200,
        required=False,
        help_text="For extra time, such as 25.",
    )
    particulars = forms.CharField(
        label="What exactly",
        max_length=120,
        required=False,
        help_text="What the assessor has to arrange. Nothing about health: the assessor reads it.",
    )
    units = UnitsField(
        label="For which units",
        queryset=UnitEnrolment.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Tick none for the whole qualification.",
    )
    need = forms.CharField(label="Why it is needed", max_length=4000, widget=WORDS, help_text=WHO_READS)
    attached = ManyFilesField(
        label="Evidence of the need", required=False, help_text="A letter or report, if there is one."
    )

    def __init__(self, *args: Any, registration: Registration, **kwargs: Any) -> None:
        super().__init__(*args, **{"prefix": "adjustment", **kwargs})
        units = registration.enrolments.select_related("unit").order_by("unit__code")
        self.fields["units"].queryset = units  # type: ignore[attr-defined]
        self.helper = AttestFormHelper(self, "Ask for it", action=reverse("ask_for_adjustment", args=[registration.pk]))

    def facts(self) -> dict[str, Any]:
        given = dict(self.cleaned_data)
        files = given.pop("attached")
        return {**given, "units": list(given["units"]), "files": files}


class ConsiderationForm(forms.Form):
    about = forms.ChoiceField(label="What it is about", choices=[])
    circumstances = forms.CharField(label="What happened", max_length=4000, widget=WORDS, help_text=WHO_READS)
    attached = ManyFilesField(label="Files", required=False)

    def __init__(self, *args: Any, registration: Registration, **kwargs: Any) -> None:
        super().__init__(*args, **{"prefix": "consideration", **kwargs})
        results = UnitResult.objects.filter(enrolment__registration=registration).standing()
        results = results.select_related("enrolment__unit").order_by("-taken_on")
        tasks = PlannedTask.objects.filter(registration=registration, closed_at=None).order_by("due_on")
        self.things: dict[str, Any] = {str(row.pk): row for row in (*results, *tasks)}
        choices = [(key, _about(row)) for key, row in self.things.items()]
        self.fields["about"].choices = [("", "Choose one"), *choices]  # type: ignore[attr-defined]
        self.helper = AttestFormHelper(
            self, "Ask for consideration", action=reverse("ask_for_consideration", args=[registration.pk])
        )

    def facts(self) -> dict[str, Any]:
        given = self.cleaned_data
        thing = self.things[given["about"]]
        return {"about": thing, "circumstances": given["circumstances"], "files": given["attached"]}


def _about(row: UnitResult | PlannedTask) -> str:
    if isinstance(row, UnitResult):
        return f"{row.enrolment.unit.title}, attempt {row.attempt}, {row.taken_on:%-d %B %Y}"
    return f"{row.what}, due {row.due_on:%-d %B %Y}"


class AnswerAdjustmentForm(forms.Form):
    agreed = forms.ChoiceField(label="Answer", choices=[("yes", "Agreed"), ("no", "Refused")], widget=forms.RadioSelect)
    valid_from = forms.DateField(label="From", widget=DateInput(), required=False, initial=timezone.localdate)
    valid_until = forms.DateField(label="Until", widget=DateInput(), required=False)
    reference = forms.CharField(
        label="Reference of the awarding organisation",
        max_length=60,
        required=False,
        help_text="Where it has to approve.",
    )
    answer = forms.CharField(
        label="A word to the candidate",
        max_length=2000,
        required=False,
        widget=WORDS,
        help_text="Needed where it is refused.",
    )

    def __init__(self, *args: Any, adjustment: Adjustment, **kwargs: Any) -> None:
        super().__init__(*args, **{"prefix": f"a{adjustment.pk.hex}", **kwargs})
        self.helper = AttestFormHelper(self, "Answer", action=reverse("answer_adjustment", args=[adjustment.pk]))

    def facts(self) -> dict[str, Any]:
        return {**self.cleaned_data, "agreed": self.cleaned_data["agreed"] == "yes"}


class AnswerConsiderationForm(forms.Form):
    remedy = forms.ChoiceField(label="What follows", required=False)
    new_day = forms.DateField(label="New day", widget=DateInput(), required=False)
    reference = forms.CharField(label="Reference of the awarding organisation", max_length=60, required=False)
    answer = forms.CharField(label="The answer, to the candidate", max_length=2000, widget=WORDS)
    of_the_body = forms.BooleanField(required=False, widget=forms.HiddenInput())

    def __init__(self, *args: Any, consideration: Consideration, **kwargs: Any) -> None:
        super().__init__(*args, **{"prefix": f"c{consideration.pk.hex}", **kwargs})
        task = consideration.task_id is not None
        offered = (Remedy.ANOTHER_DAY,) if task else (Remedy.ANOTHER_ATTEMPT, Remedy.FORWARDED)
        choices = [("", "Nothing: it is refused"), *((row.value, row.label) for row in offered)]
        self.fields["remedy"].choices = choices  # type: ignore[attr-defined]
        del self.fields["reference" if task else "new_day"]
        self.initial["of_the_body"] = consideration.state == ConsiderationState.FORWARDED
        if self["of_the_body"].value() in (True, "True"):  # as the page was when it was filled in
            del self.fields["remedy"], self.fields["reference" if not task else "new_day"]
            self.fields["answer"].label = "What the awarding organisation answered"
        action = reverse("answer_consideration", args=[consideration.pk])
        self.helper = AttestFormHelper(self, "Answer", action=action)

    def facts(self) -> dict[str, Any]:
        return self.cleaned_data
