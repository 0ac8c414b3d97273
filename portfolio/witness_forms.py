"""What is asked of whoever asks a witness, of the witness, and of whoever checks them."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.validators import MinLengthValidator
from django.utils import timezone

from centres.forms import AttestFormHelper, DateInput, say_what_to_do
from centres.models import Membership, Role
from portfolio.forms import DayField
from portfolio.gates import Asked
from portfolio.models import CriterionProgress, Registration, WitnessRequest
from portfolio.models.witness import CheckedBy, CheckOutcome, Relationship, Tie
from portfolio.states import UnitState
from portfolio.testimony import Line, Said

RADIO = {"class": "form-check-input"}
SAW = [("yes", "I saw this"), ("no", "I did not see this")]
LAST = ["declared", "signature", "code", "without_code"]  # after the questions, as on the page
SHORTEST = 40  # letters: less than a sentence is no account


def words(rows: int, **attrs: str) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, **attrs})


class AskForm(forms.Form):
    """`key`: the number of this form, so that sending it twice asks once."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    name = forms.CharField(label="Their name", max_length=120)
    role = forms.CharField(label="What they are", max_length=120, help_text="For example: team leader, Northgate.")
    email = forms.EmailField(
        label="Their e-mail",
        max_length=254,
        required=False,
        help_text="Best the one they have at work: it shows who they are. They get a link, and later a code.",
    )
    phone = forms.CharField(
        label="Their telephone", max_length=40, required=False, help_text="For your assessor, who may ring them."
    )
    seen_on = DayField(label="When did they see it?", widget=DateInput())
    about = forms.CharField(
        label="What did they see?",
        max_length=1000,
        widget=words(3),
        help_text="A sentence or two, so that they know which day and what work you mean. They read it on their page.",
    )
    expert_basis = forms.CharField(
        label="If they are an expert witness: why",
        max_length=1000,
        required=False,
        widget=words(2),
        help_text="What makes them competent in this work, and how they know the units.",
    )
    criteria = forms.ModelMultipleChoiceField(
        label="Which criteria did they see?",
        queryset=CriterionProgress.objects.none(),
        required=False,
        error_messages={"invalid_choice": "A criterion that was ticked is not open any more. Look through the list."},
    )

    def __init__(self, *args: Any, actor: Membership, registration: Registration, **kwargs: Any) -> None:
        kwargs["initial"] = {"key": uuid.uuid4(), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        self.fields["criteria"].queryset = CriterionProgress.objects.filter(  # type: ignore[attr-defined]
            enrolment__registration=registration, enrolment__state=UnitState.PROGRESS
        ).select_related("enrolment__unit")
        if actor.role != Role.ASSESSOR:
            del self.fields["expert_basis"]
        self.fields["seen_on"].widget.attrs["max"] = timezone.localdate().isoformat()
        self.helper = AttestFormHelper(self, "", tag=False)

    def asked(self) -> Asked:
        said = {name: value for name, value in self.cleaned_data.items() if name not in ("key", "criteria")}
        return Asked(criteria=list(self.cleaned_data["criteria"]), **said)


class WitnessForm(forms.Form):
    """The statement. One question a criterion: `c_` and its key. `code` only for a witness who has a mailbox here."""

    name = forms.CharField(label="Your name", max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    job = forms.CharField(
        label="Your job", max_length=120, widget=forms.TextInput(attrs={"autocomplete": "organization-title"})
    )
    employer = forms.CharField(
        label="Your employer", max_length=120, widget=forms.TextInput(attrs={"autocomplete": "organization"})
    )
    email = forms.EmailField(
        label="Your e-mail at work",
        max_length=254,
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    phone = forms.CharField(
        label="Your telephone at work",
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
        help_text="One of the two is enough. Only the centre's staff see it, to check this statement.",
    )
    relationship = forms.ChoiceField(
        label="What are you to them at work?", choices=Relationship, widget=forms.RadioSelect(attrs=RADIO)
    )
    tie = forms.ChoiceField(
        label="Is there anything else between you?", choices=Tie, widget=forms.RadioSelect(attrs=RADIO)
    )
    tie_detail = forms.CharField(
        label="If there is: what",
        max_length=500,
        required=False,
        help_text="Your statement is still kept. It is marked, and never counts alone.",
    )
    expertise = forms.CharField(
        label="Your experience and qualifications in this work",
        max_length=1000,
        widget=words(3),
        help_text="You are named as an expert witness. Say also how you know the standard.",
    )
    seen_on = DayField(label="When did you see it?", widget=DateInput())
    words = forms.CharField(
        label="What did you see?",
        max_length=6000,
        widget=words(8),
        validators=[
            MinLengthValidator(SHORTEST, "This is too short to judge by. Say what was done, how, and what came of it.")
        ],
        help_text="In your own words: what they did, how they did it, and what came of it. Leave customers' names out.",
    )
    saw_myself = forms.BooleanField(label="I was there and saw it myself")
    signature = forms.CharField(label="Sign with your name", max_length=120)
    declared = forms.BooleanField(label="I declare this")
    code = forms.CharField(
        label="The code from your mail",
        max_length=12,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )
    without_code = forms.BooleanField(
        label="No code arrives. Send it without, and the assessor rings me.", required=False
    )

    def __init__(
        self, *args: Any, request: WitnessRequest, criteria: Sequence[CriterionProgress], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.criteria = criteria
        first = request.registration.candidate.name.split()[0]
        self.fields["relationship"].label = f"What are you to {first} at work?"
        self.fields["tie"].label = f"Is there anything else between you and {first}?"
        for row in criteria:
            self.fields[_key(row)] = forms.ChoiceField(
                label=row.criterion.label,
                choices=SAW,
                widget=forms.RadioSelect(attrs=RADIO),
                error_messages={"required": "Say whether you saw this."},
            )
        self._leave_out(request)
        asked = [_key(row) for row in criteria]
        self.order_fields([name for name in self.base_fields if name not in LAST] + asked + LAST)
        self.fields["seen_on"].widget.attrs["max"] = timezone.localdate().isoformat()
        self.fields["saw_myself"].error_messages["required"] = (
            "A witness tells what they saw themselves. If you did not see it, say so at the foot of the page."
        )
        say_what_to_do(self)

    def _leave_out(self, request: WitnessRequest) -> None:
        if not request.is_expert:
            del self.fields["expertise"]
        if not request.email:
            del self.fields["code"], self.fields["without_code"]

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if not said.get("email") and not said.get("phone") and not {"email", "phone"} & self.errors.keys():
            self.add_error(
                "phone", "Give an e-mail address or a telephone number at which you can be asked about this."
            )
        if said.get("tie", Tie.NONE) != Tie.NONE and not said.get("tie_detail"):
            self.add_error("tie_detail", "Say in a few words what it is.")
        return said

    def questions(self) -> list[tuple[CriterionProgress, forms.BoundField]]:
        return [(row, self[_key(row)]) for row in self.criteria]

    def said(self) -> Said:
        given: Mapping[str, Any] = self.cleaned_data
        plain = {name: given.get(name, "") for name in Said.__slots__ if name != "lines"}
        return Said(lines=[self._line(row, given[_key(row)] == "yes") for row in self.criteria], **plain)

    @staticmethod
    def _line(row: CriterionProgress, saw: bool) -> Line:
        unit, criterion = row.enrolment.unit, row.criterion
        return Line(str(row.pk), f"{unit.code} {unit.title}", criterion.number, criterion.label, saw)


def _key(row: CriterionProgress) -> str:
    return f"c_{row.pk.hex}"


class DeclineForm(forms.Form):
    reason = forms.CharField(
        label="Why not",
        max_length=500,
        widget=words(2),
        error_messages={"required": "Say in a few words why."},
        help_text="For example: I was not there, or I do not know this person. The candidate and the centre read it.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        say_what_to_do(self)


class ExpertForm(forms.Form):
    basis = forms.CharField(
        label="Why they are an expert witness",
        max_length=1000,
        widget=words(3),
        help_text="What makes them competent in this work, how they know the units, which qualification or role they hold.",
    )

    def __init__(self, *args: Any, action: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = AttestFormHelper(self, "Name as an expert", action=action)


class CheckForm(forms.Form):
    how = forms.ChoiceField(label="How", choices=CheckedBy)
    on = DayField(label="On", widget=DateInput())
    outcome = forms.ChoiceField(label="What came of it", choices=CheckOutcome, widget=forms.RadioSelect(attrs=RADIO))
    note = forms.CharField(
        label="Note", max_length=1000, widget=words(3), help_text="Whom you reached, at which number, what they said."
    )

    def __init__(self, *args: Any, action: str, **kwargs: Any) -> None:
        kwargs["initial"] = {"on": timezone.localdate(), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        self.fields["on"].widget.attrs["max"] = timezone.localdate().isoformat()
        self.helper = AttestFormHelper(self, "Record the check", action=action)


class WitnessFilter(forms.Form):
    view = forms.CharField(required=False, max_length=12, widget=forms.HiddenInput)
    q = forms.CharField(
        label="Witness, employer or candidate",
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"class": "form-control form-control-sm", "type": "search"}),
    )
