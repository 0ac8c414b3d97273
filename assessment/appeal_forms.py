"""What is entered at each step of an appeal. The use cases judge it."""

from collections.abc import Sequence
from typing import Any

from django import forms

from assessment.models import Appeal, AppealPoint, CriterionDecision, StepKind, UnitResult
from assessment.result_forms import ManyFilesField
from assessment.selectors.appeals import possible_assessors, possible_deciders
from assessment.services.decide_appeal import Finding, is_decided_anew, who_decides
from centres.forms import AttestFormHelper, DateInput
from centres.models import Membership, Role

K = StepKind
BUTTONS = {
    K.EXPLAINED: "Send the explanation",
    K.LODGED: "Appeal in writing",
    K.ACKNOWLEDGED: "Acknowledge it",
    K.NAMED: "Name them instead",
    K.INVESTIGATED: "Keep what I looked at",
    K.DECIDED: "Decide the appeal",
    K.REVIEW_ASKED: "Ask for the review",
    K.REVIEWER: "Name who reviews it",
    K.REVIEWED: "Decide the review",
    K.ESCALATED: "Take it to the awarding organisation",
    K.REFERRED: "Record that it was sent",
    K.BODY_ANSWERED: "Record the answer",
    K.ACCEPTED: "Accept this answer",
    K.CLOSED: "Close the appeal",
    K.EXTENDED: "Move the last day",
    K.WITHDRAWN: "Withdraw the appeal",
}
TITLES = {
    K.EXPLAINED: "Explain the decision",
    K.LODGED: "Appeal in writing to the centre",
    K.ACKNOWLEDGED: "Acknowledge it and name who decides",
    K.NAMED: "Name somebody else to decide",
    K.INVESTIGATED: "Write down what you looked at",
    K.DECIDED: "Decide the appeal",
    K.REVIEW_ASKED: "Ask for a review",
    K.REVIEWER: "Name who reviews the outcome",
    K.REVIEWED: "Decide the review",
    K.ESCALATED: "Take it to the awarding organisation",
    K.REFERRED: "Record that it was sent to the awarding organisation",
    K.BODY_ANSWERED: "Record what the awarding organisation answered",
    K.ACCEPTED: "Accept this answer",
    K.CLOSED: "Close it: the candidate has not answered in time",
    K.EXTENDED: "Move the last day",
    K.WITHDRAWN: "Withdraw the appeal",
}
WORDS = {
    K.EXPLAINED: (
        "How you came to the decision",
        "The candidate reads it. If you see it otherwise now, decide again on the marking page and say so.",
    ),
    K.LODGED: ("What is wrong with the decision", "Say what the evidence shows, and where."),
    K.ACKNOWLEDGED: ("A word to the candidate", "That it has arrived, who decides, and what happens now."),
    K.NAMED: ("Why somebody else decides", "The candidate reads it."),
    K.INVESTIGATED: (
        "What you looked at, and whom you asked",
        "Evidence, feedback, criteria, conversations. The candidate reads it.",
    ),
    K.DECIDED: ("The reasons", "For each point: what the evidence shows, and what follows. The candidate reads them."),
    K.REVIEW_ASKED: ("What is wrong with the outcome", "Somebody who had no part in it looks again."),
    K.REVIEWER: ("A word to the candidate", "Who reviews it, and what happens now."),
    K.REVIEWED: ("The reasons", "The candidate reads them."),
    K.ESCALATED: ("What the awarding organisation is to look at", "The centre sends it on with all that is here."),
    K.REFERRED: ("What was sent", "Which papers, to whom, on which day."),
    K.BODY_ANSWERED: ("What they answered", "The candidate reads it."),
    K.ACCEPTED: ("Anything you want to say", ""),
    K.CLOSED: ("The reason", "The candidate reads it."),
    K.EXTENDED: ("The reason", "The candidate reads it."),
    K.WITHDRAWN: ("Why", "The decision stays as it is."),
}
DECIDING = (K.DECIDED, K.REVIEWED, K.BODY_ANSWERED)
NAMING = (K.ACKNOWLEDGED, K.NAMED, K.REVIEWER)
WITHOUT_FILES = (K.EXTENDED, *NAMING)
OF_CANDIDATES = (K.LODGED, K.REVIEW_ASKED, K.ESCALATED, K.ACCEPTED, K.WITHDRAWN)  # an admin's with their letter
Thing = CriterionDecision | UnitResult


def name_of(point: AppealPoint) -> str:
    """Of the field for its outcome."""
    return f"point_{point.pk}"


class PersonField(forms.ModelChoiceField):
    def label_from_instance(self, row: Membership) -> str:
        return f"{row.name}, {row.role_name}"


def words_field(kind: StepKind) -> forms.CharField:
    label, hint = WORDS[kind]
    area = forms.Textarea(attrs={"rows": 4})
    return forms.CharField(label=label, help_text=hint, max_length=4000, widget=area, required=kind != K.ACCEPTED)


class AppealForm(forms.Form):
    """What it is about, what is wrong, and to whom it goes first."""

    about = forms.MultipleChoiceField(label="What you appeal", widget=forms.CheckboxSelectMultiple)
    text = words_field(K.LODGED)
    attached = ManyFilesField(
        label="Files", required=False, help_text="Anything that shows it, if it is not evidence already."
    )
    route = forms.ChoiceField(label="How to begin", widget=forms.RadioSelect)

    def __init__(
        self,
        *args: Any,
        things: Sequence[Thing],
        actor: Membership,
        assessor: str,
        days: tuple[int, int],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.things = {str(one.pk): one for one in things}
        fields: dict[str, Any] = self.fields
        fields["about"].choices = [(key, said(one)) for key, one in self.things.items()]
        if actor.role == Role.ADMIN:
            del self.fields["route"]
            fields["about"].label = "What the candidate appeals"
            fields["attached"].label, fields["attached"].required = "The candidate’s letter", True
            fields["attached"].help_text = "What they wrote or signed."
            fields["text"].help_text = "In their words."
        else:
            fields["route"].choices = [
                ("informal", f"Ask {assessor} to explain first: {days[0]} working days"),
                ("formal", f"Appeal in writing to the centre now: acknowledged in {days[1]} working days"),
            ]
        self.helper = AttestFormHelper(self, "", tag=False)

    @property
    def chosen(self) -> list[Thing]:
        return [self.things[key] for key in self.cleaned_data["about"]]


def said(one: Thing) -> str:
    if isinstance(one, UnitResult):
        return f"Attempt {one.attempt}: {one.words}, {one.taken_on:%-d %B %Y}"
    return f"{one.progress}: {one.get_verdict_display().lower()}, {one.assessor.name}, {one.at:%-d %B %Y}"


class StepForm(forms.Form):
    """Words, files where they belong to it, and what else the kind of step needs."""

    def __init__(
        self,
        data: Any = None,
        files: Any = None,
        *,
        kind: StepKind,
        appeal: Appeal,
        actor: Membership,
        points: Sequence[AppealPoint],
        action: str,
    ) -> None:
        super().__init__(data, files, prefix=kind.value)
        self.kind, self.points = kind, points
        if kind in NAMING:
            self.fields["decider"] = PersonField(
                label="Who decides",
                queryset=possible_deciders(appeal),
                empty_label="Choose one",
                help_text="Only people who had no part in the unit are listed.",
            )
        if kind in DECIDING:
            self._ask_outcomes(appeal, actor)
        if kind in (K.REFERRED, K.BODY_ANSWERED):
            self.fields["reference"] = forms.CharField(label="Their reference", max_length=60)
        if kind == K.EXTENDED:
            self.fields["due_on"] = forms.DateField(label="New last day", widget=DateInput())
        self.fields["text"] = words_field(kind)
        if kind not in WITHOUT_FILES and (kind != K.ACCEPTED or actor.role == Role.ADMIN):
            self.fields["attached"] = self._files(actor)
        self.helper = AttestFormHelper(self, BUTTONS[kind], action=action)

    def _files(self, actor: Membership) -> ManyFilesField:
        letter = actor.role == Role.ADMIN and self.kind in OF_CANDIDATES
        label = "The candidate’s letter" if letter else "Files"
        return ManyFilesField(label=label, required=letter)

    def _ask_outcomes(self, appeal: Appeal, actor: Membership) -> None:
        for point in self.points:
            self.fields[name_of(point)] = forms.ChoiceField(
                label=str(point), choices=[("upheld", "Upheld"), ("dismissed", "Dismissed")], widget=forms.RadioSelect
            )
        if any(is_decided_anew(point) for point in self.points):
            self.fields["assessor"] = PersonField(
                label="Who decides anew what is upheld",
                queryset=possible_assessors(appeal.enrolment, who_decides(actor, appeal), self.points),
                required=False,
                empty_label="Nobody: all is dismissed",
                help_text="Competent for the unit, and without a part in what is decided. Signs the unit off, too.",
            )

    @property
    def words(self) -> str:
        """As they were sent, whatever is wrong with the rest."""
        return str(self["text"].value() or "")

    def finding(self) -> Finding:
        given = self.cleaned_data
        upheld = {point.pk: given[name_of(point)] == "upheld" for point in self.points}
        return Finding(upheld, given["text"], given.get("assessor"), given.get("reference", ""))
