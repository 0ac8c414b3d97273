from typing import Any

from django import forms
from django.utils import timezone

from centres.forms import AttestFormHelper, DateInput
from centres.policy import Policy
from centres.templatetags._words import plural


class PolicyForm(forms.Form):
    """Limits and days are judged by the use case, so that every reason is given at once."""

    value = forms.IntegerField(label="Value", max_value=32000, min_value=0)
    valid_from = forms.DateField(label="From", widget=DateInput(), help_text="Today or later.")
    reason = forms.CharField(
        label="Why the centre changes it", max_length=200, help_text="Kept in the record of acts and shown to the EQA."
    )

    def __init__(self, data: Any = None, *, policy: Policy) -> None:
        super().__init__(data, initial={"valid_from": timezone.localdate()})
        self.fields["value"].label = f"How many {plural(policy.unit)}"
        self.fields["value"].help_text = f"From {policy.least} to {policy.most}; by default {policy.default}."
        self.helper = AttestFormHelper(self, "Set it from that day")
