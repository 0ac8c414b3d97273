"""What is entered about an attempt, a correction of it, and the answers to both. The use cases judge it."""

from collections.abc import Iterable
from typing import Any

from django import forms

from assessment.arrangements import ever_agreed
from assessment.models import Adjustment, QueryCode, UnitResult
from assessment.sitting import Sitting
from centres.forms import AttestFormHelper, say_what_to_do
from centres.gates import Blocker
from portfolio.forms import DateInput
from portfolio.models import UnitEnrolment
from units.models import Outcome, Unit

PASS, FAIL = "Pass", "Fail"
LARGEST_FILE = 1024 * 1024
PASSED = {"pass": True, "fail": False}
FIELDS = {  # under which field an objection stands; `marks_…` stand under the first of them
    **dict.fromkeys(("in_the_future", "before_registration", "not_open_yet", "out_of_order"), "taken_on"),
    "version_unreadable": "version",
    "same_version": "version_reason",
    "own_invigilator": "invigilator",
}


class ArrangementField(forms.ModelChoiceField):
    def label_from_instance(self, row: Adjustment) -> str:
        return row.what


class ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """None or several; cleaned, a list."""

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        several = data if isinstance(data, list) else [data]
        return [kept for one in several if (kept := super(ManyFilesField, self).clean(one, initial))]


class ResultForm(forms.Form):
    taken_on = forms.DateField(label="Taken on", widget=DateInput(), required=False)
    version = forms.CharField(label="Version", max_length=10, required=False)
    version_reason = forms.CharField(
        label="Why this version was used before",
        max_length=500,
        required=False,
        help_text="Only where an earlier attempt took the same version. By centre policy a re-sit takes another.",
    )
    minutes = forms.IntegerField(label="Minutes taken", min_value=1, max_value=9999, required=False)
    invigilator = forms.CharField(label="Invigilated by", max_length=120, required=False)
    result = forms.ChoiceField(
        label="Result", choices=[("pass", PASS), ("fail", FAIL)], widget=forms.RadioSelect, required=False
    )
    adjustment = ArrangementField(
        label="Arrangement used", queryset=Adjustment.objects.none(), required=False, empty_label="None"
    )
    words = forms.CharField(label="Grade or words of the result", max_length=60, required=False)
    reason = forms.CharField(label="Why it is corrected", max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    attached = ManyFilesField(label="Files", required=False)
    attempt = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        data: Any = None,
        files: Any = None,
        *,
        enrolment: UnitEnrolment,
        result: UnitResult | None = None,
        attempt: int,
    ) -> None:
        """`result`: the one that is corrected."""
        initial = _initial(result) if result else {}
        super().__init__(data, files, initial=initial | {"attempt": attempt})
        self.enrolment, self.unit = enrolment, enrolment.unit
        self.asked = [row for row in enrolment.unit.outcomes.all() if row.questions]
        self._fit(correction=result is not None, attempt=attempt)
        for outcome in self.asked:
            self.fields[f"marks_{outcome.number}"] = _marks_field(outcome)
        self.order_fields(self._order())
        button = "Propose the correction" if result else "Record the result"
        self.helper = AttestFormHelper(self, button)

    def _order(self) -> list[str]:
        marks = [f"marks_{outcome.number}" for outcome in self.asked]
        before = ["taken_on", "minutes", "adjustment", "invigilator", "version", "version_reason", "result", "words"]
        return [*before, *marks, "attached", "reason", "attempt"]

    def _fit(self, *, correction: bool, attempt: int) -> None:
        """The words for a test or an assignment, and only the fields that this entry has."""
        test, minutes = self.unit.method == Unit.Method.TEST, self.unit.minutes
        fields: dict[str, Any] = self.fields
        fields["minutes"].help_text = f"{minutes} are {'allowed' if test else 'expected at most'}." if minutes else ""
        fields["result"].help_text = "As the awarding organisation gave it." if test else "As you marked it."
        fields["words"].help_text = "Only where the result has more words than pass or fail, such as Distinction."
        fields["attached"].help_text = "The result slip." if test else "The marked work."
        fields["version"].help_text = "If the paper has one." if test else "The letter on the assignment, such as B."
        for name in ("taken_on", "minutes", "result", *(["invigilator"] if test else ["version"])):
            fields[name].required = True
        held = ever_agreed(self.enrolment)
        fields["adjustment"].queryset = held
        if not held:
            del fields["adjustment"]
        if not correction:
            del fields["reason"]
        if test or attempt == 1:
            del fields["version_reason"]

    def sitting(self) -> Sitting:
        given = self.cleaned_data
        passed = PASSED.get(given["result"])
        return Sitting(
            taken_on=given["taken_on"],
            minutes=given["minutes"],
            passed=passed,
            words=given["words"] or (PASS if passed else FAIL),
            version=given["version"],
            version_reason=given.get("version_reason", ""),
            invigilator=given["invigilator"],
            marks={outcome.pk: given[f"marks_{outcome.number}"] for outcome in self.asked},
            adjustment=given.get("adjustment"),
        )

    def take(self, blockers: Iterable[Blocker]) -> list[Blocker]:
        """Puts each objection under its field; what belongs to none comes back."""
        return [blocker for blocker in blockers if not self._takes(blocker)]

    def _takes(self, blocker: Blocker) -> bool:
        code, _, number = blocker.code.partition(" ")
        name = f"marks_{number}" if number else FIELDS.get(code, code)
        if code == "marks_missing":
            name = next(f"marks_{o.number}" for o in self.asked if self.cleaned_data[f"marks_{o.number}"] is None)
        if name not in self.fields:
            return False
        self.add_error(name, f"{blocker.message} {blocker.detail}")
        return True


def _marks_field(outcome: Outcome) -> forms.IntegerField:
    return forms.IntegerField(
        label=f"Marks for {outcome.number}. {outcome.label}",
        min_value=0,
        max_value=outcome.questions,
        required=False,
        help_text=f"Of {outcome.questions} questions.",
    )


def _initial(result: UnitResult) -> dict[str, Any]:
    names = ("taken_on", "version", "version_reason", "minutes", "invigilator", "adjustment")
    plain = (PASS, FAIL)[not result.passed]
    marks = {f"marks_{mark.outcome.number}": mark.marks for mark in result.marks.select_related("outcome")}
    words = "" if result.words == plain else result.words
    return {name: getattr(result, name) for name in names} | marks | {"result": plain.lower(), "words": words}


class ResultFileForm(forms.Form):
    file = forms.FileField(label="The file, as CSV in UTF-8", help_text="At most 500 rows.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = AttestFormHelper(self, "Record the results")

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise forms.ValidationError("This file is larger than 1 MB. Split it.")
        return file


class AnswerForm(forms.Form):
    """Two buttons, one of which was pressed."""

    answer = forms.ChoiceField(choices=[("confirm", "confirm"), ("refuse", "refuse")])
    note = forms.CharField(max_length=500, required=False)


class QueryForm(forms.Form):
    code = forms.ChoiceField(choices=QueryCode)
    note = forms.CharField(label="What came of it", max_length=500, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say_what_to_do(self)
