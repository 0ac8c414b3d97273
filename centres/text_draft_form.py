"""What the script sends when it saves what somebody types (static/js/drafts.js)."""

from typing import Any

from django import forms

MOST_LETTERS = 200_000


class TextDraftForm(forms.Form):
    actor = forms.UUIDField()
    place = forms.RegexField(r"^[a-z_]+:[A-Za-z0-9_-]{1,60}$", max_length=80)
    window = forms.UUIDField()
    turn = forms.IntegerField(min_value=1, max_value=2**63 - 1)
    texts = forms.JSONField()

    def clean_texts(self) -> dict[str, list[str]]:
        """Names and texts, without what no database keeps: the character NUL and halves of characters."""
        given: Any = self.cleaned_data["texts"]
        if not isinstance(given, dict) or not all(_is_texts(values) for values in given.values()):
            raise forms.ValidationError("These are not the fields of a form.")
        found = {_kept(name): [_kept(text) for text in texts] for name, texts in given.items()}
        if sum(len(text) for texts in found.values() for text in texts) > MOST_LETTERS:
            raise forms.ValidationError(f"More than {MOST_LETTERS} letters.")
        return found


def _is_texts(values: Any) -> bool:
    return isinstance(values, list) and all(isinstance(text, str) for text in values)


def _kept(text: str) -> str:
    return text.replace("\0", "").encode("utf-8", "ignore").decode()
