"""How every form is laid out. The fields themselves belong to each app's `forms.py`."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms

WHAT_TO_DO = (
    (forms.FileField, "Choose a file."),
    (forms.BooleanField, "Tick this to go on."),
    (forms.MultipleChoiceField, "Choose at least one."),
    (forms.ChoiceField, "Choose one."),
    (forms.ModelChoiceField, "Choose one."),
    (forms.Field, "Fill this in."),
)


def say_what_to_do(form: forms.BaseForm) -> None:
    """An empty field's error says what to do, unless the form has its own words for it."""
    for field in form.fields.values():
        if field.error_messages["required"] == forms.Field.default_error_messages["required"]:
            field.error_messages["required"] = next(words for kind, words in WHAT_TO_DO if isinstance(field, kind))


class AttestFormHelper(FormHelper):
    """A POST form whose button says the act: `self.helper = AttestFormHelper(self, "Register the candidate")`.

    In the template `{% crispy form %}` writes the summary of errors, the fields and the button. The browser's own
    bubbles are off (`novalidate`): they vanish, cannot be read together and are not in our words.
    `button=""` leaves the button to the page, for example to a gate; `tag=False` leaves the <form> to it as well.
    """

    def __init__(
        self,
        form: forms.BaseForm,
        button: str,
        *,
        action: str = "",
        method: str = "post",
        tag: bool = True,
        also: tuple[Submit, ...] = (),
    ) -> None:
        super().__init__(form)
        say_what_to_do(form)
        self.form_action, self.form_method, self.form_tag = action, method, tag
        self.attrs = {"novalidate": True}
        for submit in (*([Submit("", button)] if button else []), *also):
            self.add_input(submit)


class SecondButton(Submit):
    """A second way out of a form, quieter than the first: `also=(SecondButton("draft", "Keep as draft"),)`."""

    field_classes = "btn btn-outline-primary"
