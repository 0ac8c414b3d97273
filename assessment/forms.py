"""What an assessor fills in. The marking page lays its fields out by hand: one fieldset a criterion."""

from typing import Any
from uuid import UUID

from django import forms

from assessment.models import RULES_OF_EVIDENCE, Verdict
from assessment.ruling import Ruling
from centres.forms import say_what_to_do
from centres.gates import Blocker
from portfolio.models import CriterionProgress


class DecisionForm(forms.Form):
    """One criterion. Nothing is required here: an untouched criterion stays in the queue, the use case judges the rest."""

    verdict = forms.ChoiceField(choices=Verdict, required=False)
    valid = forms.BooleanField(required=False)
    authentic = forms.BooleanField(required=False)
    current = forms.BooleanField(required=False)
    sufficient = forms.BooleanField(required=False)
    feedback = forms.CharField(required=False, max_length=4000)
    attempt = forms.IntegerField(required=False, min_value=1, max_value=32000)
    short_reason = forms.CharField(required=False, max_length=2000)

    def __init__(self, data: Any = None, *, progress: CriterionProgress) -> None:
        super().__init__(data, prefix=f"c{progress.pk.hex}")
        self.progress = progress
        say_what_to_do(self)

    @property
    def touched(self) -> bool:
        """Something was chosen, ticked or written."""
        return self.is_bound and any(
            self.typed(name) for name in ("verdict", "feedback", "short_reason", *RULES_OF_EVIDENCE)
        )

    def typed(self, name: str) -> str:
        return str(self.data.get(self.add_prefix(name), "")).strip() if self.is_bound else ""

    def objections(self) -> list[Blocker]:
        """What the fields themselves cannot take: too long, or characters that no keyboard sends."""
        link, go = f"#decide-{self.progress.pk}", f"Go to {self.progress.criterion.number}"
        return [
            Blocker("field", f"{self.progress}, {name}: {message}", yours=True, link=link, link_text=go)
            for name, messages in self.errors.items()
            for message in messages
        ]

    @property
    def rules(self) -> list[tuple[str, str, bool]]:
        """Name in the form, word, ticked."""
        return [(self.add_prefix(rule), rule.capitalize(), bool(self.typed(rule))) for rule in RULES_OF_EVIDENCE]

    def ruling(self, shared_feedback: str, shared_reason: str = "") -> Ruling:
        """What was written for several criteria stands in where one has no words of its own: feedback for what is not yet
        met, the reason for what is met though short of the centre's rule."""
        given: dict[str, Any] = self.cleaned_data
        feedback = given.get("feedback") or ""
        verdict = given.get("verdict") or ""
        return Ruling(
            progress=self.progress,
            verdict=verdict,
            feedback=feedback or (shared_feedback if verdict == Verdict.NOT_YET else ""),
            attempt=given.get("attempt"),
            short_reason=given.get("short_reason") or (shared_reason if verdict == Verdict.MET else ""),
            **{rule: bool(given.get(rule)) for rule in RULES_OF_EVIDENCE},
        )


class SharedFeedbackForm(forms.Form):
    shared = forms.CharField(required=False, max_length=4000)
    shared_reason = forms.CharField(required=False, max_length=2000)


class SignatureForm(forms.Form):
    """The box under a sentence that is signed. Never ticked beforehand."""

    signed = forms.BooleanField(error_messages={"required": "Tick the box to sign."})


class SignOffForm(SignatureForm):
    """`short_reason` is asked only where the unit is short of the centre's rule."""

    short_reason = forms.CharField(required=False, max_length=2000)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        say_what_to_do(self)


class ReopenForm(forms.Form):
    """Which criteria, and why. The use case says what is missing."""

    criteria = forms.MultipleChoiceField(required=False)
    reason = forms.CharField(required=False, max_length=2000)

    def __init__(self, data: Any = None, *, choices: list[tuple[str, str]]) -> None:
        super().__init__(data)
        self.fields["criteria"].choices = choices  # type: ignore[attr-defined]


class ReplyForm(forms.Form):
    """Which decisions the candidate has read, and what they say to it."""

    decision = forms.TypedMultipleChoiceField(coerce=UUID, required=False)
    reply = forms.CharField(required=False, max_length=2000)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        sent = [(key, key) for key in data.getlist("decision")] if data is not None else []
        self.fields["decision"].choices = sent  # type: ignore[attr-defined]
        self.fields["decision"].error_messages["invalid_choice"] = "This feedback is not there any more."
        say_what_to_do(self)
