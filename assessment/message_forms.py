from typing import Any
from uuid import uuid4

from django import forms

from assessment.selectors.messages import correspondents
from assessment.services.send_message import LONGEST
from centres.forms import say_what_to_do
from centres.models import Membership
from portfolio.models import Registration

WORDS = forms.Textarea(attrs={"rows": 8, "class": "form-control"})


class MessageForm(forms.Form):
    """`batch` marks one form, so that it is sent once. The use case judges the words."""

    words = forms.CharField(required=False, max_length=2 * LONGEST, widget=WORDS)
    batch = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial={"batch": uuid4()})
        say_what_to_do(self)


class WriteForm(MessageForm):
    """The same words to several candidates."""

    to = forms.ModelMultipleChoiceField(queryset=Registration.objects.none(), required=False)

    def __init__(self, data: Any = None, *, actor: Membership) -> None:
        super().__init__(data)
        self.fields["to"].queryset = correspondents(actor)  # type: ignore[attr-defined]
