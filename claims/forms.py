"""What an admin fills in. Fields are judged by the use cases, so that every reason is given at once."""

from typing import Any

from django import forms

from centres.forms import AttestFormHelper, SecondButton


class SignForm(forms.Form):
    signed = forms.BooleanField(error_messages={"required": "Tick the box to sign the claim."})


class AnswerForm(forms.Form):
    """The body's answer to a question of reading; which button was pressed says what it was."""

    reference = forms.CharField(
        label="Reference of the answer",
        max_length=60,
        help_text="What the awarding organisation gave: a letter's number, a case, or a name and a date.",
        error_messages={"required": "Enter the reference: without it nobody can show what was confirmed."},
    )

    def __init__(self, *args: Any, action: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        refused = SecondButton("refused", "Not confirmed: pull the claim")
        self.helper = AttestFormHelper(self, "Confirmed: print the documents", action=action, also=(refused,))


class PullForm(forms.Form):
    reason = forms.CharField(
        label="Why",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Say why the claim is pulled."},
    )

    def __init__(self, *args: Any, action: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = AttestFormHelper(self, "Pull the claim", action=action)


class RegisterFilter(forms.Form):
    q = forms.CharField(
        label="Name or number",
        required=False,
        max_length=120,
        widget=forms.TextInput(
            attrs={"class": "form-control form-control-sm", "type": "search", "autocomplete": "off"}
        ),
    )
    year = forms.TypedChoiceField(
        label="Issued in",
        required=False,
        coerce=int,
        empty_value=None,
        widget=forms.Select(attrs={"class": "form-select form-select-sm"}),
    )

    def __init__(self, *args: Any, years: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["year"].choices = [("", "Any year"), *((year, str(year)) for year in years)]  # type: ignore[attr-defined]
