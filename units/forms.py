from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Q, QuerySet
from django.template.defaultfilters import filesizeformat

from centres.forms import AttestFormHelper, DateInput, SecondButton
from centres.models import Membership
from units.handbook_copies import MOST_BYTES
from units.models import (
    Competence,
    EvidenceRequirement,
    HandbookImport,
    Qualification,
    QualificationApproval,
    QualityIssue,
    StructureUnit,
)


def day(label: str, *, required: bool = True, help_text: str = "") -> forms.DateField:
    field = forms.DateField(label=label, required=required, widget=DateInput(), help_text=help_text)
    field.error_messages["required"] = "Enter a day."
    field.error_messages["invalid"] = "This is not a day. Enter day, month and year, such as 31/07/2026."
    return field


class HandbookForm(forms.Form):
    document = forms.FileField(
        label="The handbook, as PDF or plain text",
        help_text="The whole document, at most 20 MB; text in UTF-8. Nothing is stored before you have seen it.",
        widget=forms.FileInput(attrs={"accept": ".pdf,.txt,application/pdf,text/plain"}),
        error_messages={"empty": "This file is empty. Choose the handbook's own file."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = AttestFormHelper(self, "Read the handbook")

    def clean_document(self) -> UploadedFile:
        document: UploadedFile = self.cleaned_data["document"]
        if document.size is not None and document.size > MOST_BYTES:
            size = filesizeformat(document.size)
            raise forms.ValidationError(
                f"This file has {size}, and a handbook at most 20 MB. A PDF can be saved without its pictures."
            )
        return document


class CorrectionsForm(forms.Form):
    """Which lines of the register; anything that cannot be meant narrows nothing."""

    q = forms.CharField(
        label="Unit, or words of the reason",
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"class": "form-control"}),
    )
    document = forms.ModelChoiceField(
        label="Document",
        queryset=HandbookImport.objects.none(),
        required=False,
        empty_label="All documents",
        widget=forms.Select(attrs={"class": "form-select"}),
    )

    def __init__(self, data: Any, *, actor: Membership) -> None:
        super().__init__(data)
        self.fields["document"].queryset = HandbookImport.objects.visible_to(actor).select_related(  # type: ignore[attr-defined]
            "imported_by__user"
        )
        self.is_valid()

    @property
    def handbook(self) -> HandbookImport | None:
        return self.cleaned_data.get("document")

    @property
    def is_narrowed(self) -> bool:
        return bool(self.handbook or self.cleaned_data.get("q"))

    def narrowed(self, issues: QuerySet[QualityIssue]) -> QuerySet[QualityIssue]:
        if self.handbook:
            issues = issues.filter(handbook=self.handbook)
        if words := self.cleaned_data.get("q"):
            issues = issues.filter(Q(subject__icontains=words) | Q(reason__icontains=words))
        return issues


class ApprovalForm(forms.Form):
    approved_from = day("Approved from")
    approved_until = day("Approved until", required=False)
    direct_claims_from = day(
        "Direct claims from", required=False, help_text="With direct claims status a claim needs no EQA first."
    )
    direct_claims_until = day("Direct claims until", required=False)

    def __init__(self, data: Any = None, *, approval: QualificationApproval | None, action: str) -> None:
        initial = {name: getattr(approval, name) for name in self.base_fields} if approval else {}
        super().__init__(data, initial=initial, prefix="approval")
        self.helper = AttestFormHelper(self, "Save the approval", action=action)


class ExtensionForm(forms.Form):
    until = day("It covers registrations until")
    reference = forms.CharField(
        label="The awarding organisation's reference",
        max_length=60,
        help_text="Of the message in which they confirmed it.",
    )

    def __init__(self, data: Any = None, *, action: str) -> None:
        super().__init__(data, prefix="extension")
        self.helper = AttestFormHelper(self, "Record the extension", action=action)


class CompetenceForm(forms.Form):
    """Nothing is ticked before: which units, and on what basis, is the centre's finding."""

    every = forms.BooleanField(required=False)
    units = forms.MultipleChoiceField(label="Or only these", required=False, widget=forms.CheckboxSelectMultiple)
    basis = forms.CharField(
        label="On what basis",
        max_length=200,
        help_text="The award held, or the experience and who confirmed it. An EQA reads this.",
    )
    valid_from = day("Competent from")
    valid_until = day("Until", required=False, help_text="Leave it empty unless the finding was made for a time.")

    field_order = ("basis", "valid_from", "valid_until", "every", "units")

    def __init__(self, data: Any = None, *, places: Iterable[StructureUnit], titles: dict[str, str]) -> None:
        super().__init__(data)
        self.places = {str(place.unit_id): place.unit for place in places}
        groups: dict[str, list[tuple[str, str]]] = {}
        for place in places:
            groups.setdefault(titles.get(place.group, place.group or "Units"), []).append(
                (str(place.unit_id), f"{place.unit.code} {place.unit.title}")
            )
        self.fields["every"].label = f"All {len(self.places)} units"
        self.fields["units"].choices = list(groups.items())  # type: ignore[attr-defined]
        self.helper = AttestFormHelper(self, "Record the competence")

    def chosen(self) -> list[Any]:
        wanted = self.places if self.cleaned_data["every"] else self.cleaned_data["units"]
        return [self.places[key] for key in wanted]


class EndCompetenceForm(forms.Form):
    competences = forms.ModelMultipleChoiceField(
        label="Which end", queryset=Competence.objects.none(), widget=forms.CheckboxSelectMultiple, required=False
    )
    every = forms.BooleanField(label="All of them", required=False)
    reason = forms.CharField(label="Why", max_length=200)
    last_day = day("Last day", required=False, help_text="Today, unless you enter a later one.")

    field_order = ("every", "competences", "reason", "last_day")

    def __init__(self, data: Any = None, *, open_ones: Any, action: str) -> None:
        super().__init__(data, prefix="end")
        field = self.fields["competences"]
        field.queryset = open_ones  # type: ignore[attr-defined]
        field.label_from_instance = lambda row: str(row.unit)  # type: ignore[attr-defined]
        self.helper = AttestFormHelper(self, "End the competence", action=action)

    def chosen(self) -> list[Competence]:
        rows = self.fields["competences"].queryset if self.cleaned_data["every"] else self.cleaned_data["competences"]  # type: ignore[attr-defined]
        return list(rows)


class AccessForm(forms.Form):
    """What an EQA may look at."""

    qualification = forms.ModelChoiceField(label="Qualification", queryset=Qualification.objects.none())
    valid_from = day("From")
    valid_until = day("Until", required=False)

    def __init__(self, data: Any = None, *, centre: Any, action: str) -> None:
        super().__init__(data, prefix="access")
        self.fields["qualification"].queryset = Qualification.objects.of_centre(centre).order_by("title")  # type: ignore[attr-defined]
        self.helper = AttestFormHelper(self, "Open the qualification", action=action)


class RequirementsForm(forms.Form):
    statement = forms.CharField(
        label="What evidence the unit needs",
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text="In the centre’s own words, as plain text. Candidates and assessors read it beside the unit.",
        error_messages={"required": "Enter what evidence the unit needs."},
    )
    source = forms.CharField(
        label="Where that comes from",
        max_length=200,
        help_text="The document with its edition and page, or who in the centre decided it and when.",
        error_messages={"required": "Name the document, or who decided it."},
    )

    def __init__(self, data: Any = None, *, standing: EvidenceRequirement | None) -> None:
        initial = {name: getattr(standing, name) for name in self.base_fields} if standing else {}
        super().__init__(data, initial=initial)
        also = (SecondButton("take_back", "Take it back"),) if standing else ()
        self.helper = AttestFormHelper(self, "State the requirements", also=also)
