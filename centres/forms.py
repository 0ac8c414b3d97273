"""How every form is laid out. The fields themselves belong to each app's `forms.py`."""

from typing import Any

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
UNREADABLE = (
    (forms.EmailField, "invalid", "This is no e-mail address. Write it like name@example.org."),
    (forms.DateField, "invalid", "This is not a day. Enter day, month and year."),
    (forms.ChoiceField, "invalid_choice", "This is not in the list. Choose from it."),
    (forms.ModelChoiceField, "invalid_choice", "This is not in the list. Choose from it."),
    (forms.IntegerField, "invalid", "This is no whole number. Enter figures only."),
    (forms.IntegerField, "min_value", "%(show_value)s is too little. Enter at least %(limit_value)s."),
    (forms.IntegerField, "max_value", "%(show_value)s is too much. Enter at most %(limit_value)s."),
    (forms.CharField, "max_length", "This has %(show_value)d characters, and %(limit_value)d fit. Shorten it."),
)


def say_what_to_do(form: forms.BaseForm) -> None:
    """What is empty, or cannot be read, is answered with what to do, unless the form has its own words for it."""
    for field in form.fields.values():
        for kind, code, words in UNREADABLE:
            if isinstance(field, kind) and field.error_messages.get(code) == _of_django(kind, code):
                field.error_messages[code] = words
        if field.error_messages["required"] == forms.Field.default_error_messages["required"]:
            field.error_messages["required"] = next(words for kind, words in WHAT_TO_DO if isinstance(field, kind))


def _of_django(kind: type[forms.Field], code: str) -> Any:
    """None where Django's words come from a validator: a form's own words would then stand in the field."""
    return next(
        (row[code] for row in (vars(base).get("default_error_messages", {}) for base in kind.__mro__) if code in row),
        None,
    )


class DateInput(forms.DateInput):
    """The device's own calendar, which wants ISO dates whatever the language."""

    input_type = "date"

    def __init__(self, **attrs: Any) -> None:
        super().__init__(format="%Y-%m-%d", attrs=attrs)


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
