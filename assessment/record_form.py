from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone

from assessment.record import Said
from centres.forms import say_what_to_do
from portfolio import kinds
from portfolio.forms import DateInput, DayField, TitleField, open_rows
from portfolio.kind_forms import KindFields
from portfolio.models import Registration


class RecordForm(KindFields):
    """What an assessor says on the spot. `key` makes the record once, however often the form arrives."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    title = TitleField(label="Name", widget=forms.TextInput(attrs={"class": "form-control"}))
    done_on = DayField(label="On which day", required=False, widget=DateInput(**{"class": "form-control"}))
    recording = forms.FileField(required=False, allow_empty_file=True)
    signed = forms.BooleanField(required=False)

    def __init__(self, *args: Any, registration: Registration, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        self.offer([kind], kinds.ASSESSOR, {})
        self.fields["criteria"] = forms.ModelMultipleChoiceField(
            queryset=open_rows(registration),
            required=False,
            error_messages={
                "invalid_choice": "A criterion that was ticked is not open any more. Look through the list."
            },
        )
        self.fields["done_on"].widget.attrs["max"] = timezone.localdate().isoformat()
        say_what_to_do(self)

    @property
    def takes_a_file(self) -> bool:
        return kinds.file_of(self.kind, kinds.ASSESSOR) != kinds.NONE

    @property
    def made(self) -> UUID:
        key: UUID = self.cleaned_data["key"]
        return key

    def said(self) -> Said:
        given = self.cleaned_data
        return Said(
            kind=self.kind,
            title=given["title"],
            done_on=given["done_on"],
            details=self.details(self.kind),
            context=self.where(),
            confidential=given["confidential"],
            signed=given["signed"],
        )
