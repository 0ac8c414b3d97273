from django import forms


class CheckedForm(forms.Form):
    """The box under the checker's sentence. Never ticked beforehand."""

    signed = forms.BooleanField(error_messages={"required": "Tick the box once you have compared every clause."})


class ReturnForm(forms.Form):
    reason = forms.CharField(
        label="What is to be mended",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Clause by clause, with the page where it is printed otherwise.",
        error_messages={"required": "Say what is to be mended: whoever entered the rule goes by it."},
    )
