"""The library's forms for signing in, in our words: its labels, placeholders and refusals are not the centre's language."""

from typing import Any

from allauth.account import forms as library

from centres.forms import say_what_to_do

LABELS = {
    "login": "E-mail",
    "email": "E-mail",
    "oldpassword": "Password until now",
    "password1": "New password",
    "password2": "The same password again",
}
HINTS = {"password1": "At least 10 characters. Three words that you will remember make a good one."}


class InOurWords:
    """A placeholder repeats the label and looks like an answer, so there is none."""

    fields: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = LABELS.get(name, field.label)
            field.help_text = HINTS.get(name, field.help_text)
            field.widget.attrs.pop("placeholder", None)
        say_what_to_do(self)  # type: ignore[arg-type]


class LoginForm(InOurWords, library.LoginForm):
    pass


class ResetPasswordForm(InOurWords, library.ResetPasswordForm):
    pass


class ResetPasswordKeyForm(InOurWords, library.ResetPasswordKeyForm):
    pass


class ChangePasswordForm(InOurWords, library.ChangePasswordForm):
    pass


class ReauthenticateForm(InOurWords, library.ReauthenticateForm):
    pass
