from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from centres.forms import AttestFormHelper, DateInput
from centres.models import Membership, Role
from portfolio import kinds
from portfolio.kind_forms import KindFields
from portfolio.kinds import Kind
from portfolio.models import CriterionProgress, Evidence, Registration, UnitEnrolment
from portfolio.services.save_drafts import Description
from portfolio.states import UnitState
from units.models import Competence, Specification


class SpecificationField(forms.ModelChoiceField):
    def label_from_instance(self, row: Specification) -> str:
        return f"{row.qualification.title}, {row.version}"


class IndependentField(forms.BooleanField):
    """The question that is asked whenever somebody gets an assessor; never ticked beforehand."""

    def __init__(self) -> None:
        super().__init__(
            label="I asked the assessor: no conflict of interest that is not declared",
            help_text="Neither family, nor a close friend, nor an employer, nor money between the two.",
            error_messages={
                "required": "Ask the assessor and tick this. If there is a conflict, choose another assessor, or declare it "
                "under Conflicts."
            },
        )


class RegisterForm(forms.Form):
    name = forms.CharField(label="Name on certificates", max_length=120)
    email = forms.EmailField(
        label="E-mail",
        max_length=254,
        help_text="The invitation goes to this address, unless they sign in here already.",
    )
    date_of_birth = forms.DateField(label="Date of birth", widget=DateInput())
    uln = forms.CharField(
        label="Unique learner number", max_length=13, required=False, help_text="Ten digits, if it is known."
    )
    specification = SpecificationField(
        label="Qualification", queryset=Specification.objects.none(), empty_label="Choose one"
    )
    number = forms.CharField(
        label="Registration number", max_length=30, help_text="As the awarding organisation gave it."
    )
    registered_on = forms.DateField(label="Registered on", widget=DateInput())
    assessor = forms.ModelChoiceField(label="Assessor", queryset=Membership.objects.none(), empty_label="Choose one")
    independent = IndependentField()

    def __init__(self, *args: Any, actor: Membership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["specification"].queryset = (  # type: ignore[attr-defined]
            Specification.objects.of_centre(actor.centre_id)
            .filter(qualification__approvals__centre=actor.centre_id)
            .select_related("qualification")
            .order_by("qualification__title", "-published_on")
        )
        self.fields["assessor"].queryset = assessors_of(actor)  # type: ignore[attr-defined]
        self.helper = AttestFormHelper(self, "Register the candidate")


def assessors_of(actor: Membership) -> "QuerySet[Membership]":
    """Those of the centre who are competent for something today."""
    here: QuerySet[Membership] = Membership.objects.visible_to(actor).current()
    competent = here.filter(role=Role.ASSESSOR, pk__in=Competence.objects.on().values("membership"))
    return competent.select_related("user").order_by("user__name")


class AssessorForm(forms.Form):
    assessor = forms.ModelChoiceField(
        label="The new assessor", queryset=Membership.objects.none(), empty_label="Choose one"
    )
    reason = forms.CharField(
        label="Why the assessor changes", max_length=200, help_text="Kept in the record of acts. Every decision stays."
    )
    independent = IndependentField()

    def __init__(self, *args: Any, actor: Membership, registration: Registration, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = assessors_of(actor).exclude(pk=registration.assessor_id)
        self.fields["assessor"].queryset = others  # type: ignore[attr-defined]
        action = reverse("change_assessor", args=[registration.pk])
        self.helper = AttestFormHelper(self, "Change the assessor", action=action)


class EditionForm(forms.Form):
    """Why a registration goes to another edition; the gate has the button, so that nothing can be sent while it is shut."""

    reason = forms.CharField(
        label="Why the candidate is moved",
        max_length=200,
        error_messages={"required": "Say why the candidate is moved."},
        help_text="Kept in the record of acts.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = AttestFormHelper(self, "", tag=False)


class DayField(forms.DateField):
    def to_python(self, value: Any) -> Any:
        try:
            return super().to_python(value)
        except forms.ValidationError:
            raise forms.ValidationError(
                f"“{value}” is not a day. Choose it in the calendar, or write it like 2026-11-20."
            ) from None


class TitleField(forms.CharField):
    def __init__(self, **more: Any) -> None:
        super().__init__(required=False, **more)
        self.validators.append(MaxLengthValidator(120, "The name is too long: 120 letters are enough."))


class DescribeForm(KindFields):
    """What a batch of drafts is. Everything may be missing while it is a draft; the gate asks for it at submission.

    It offers the kinds of which a candidate uploads a file, and whatever the drafts are already.
    """

    kind = forms.ChoiceField(
        label="Kind of evidence",
        required=False,
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    done_on = DayField(label="When did you do it?", required=False, widget=DateInput())
    shows = forms.CharField(
        label="What it shows",
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="In a sentence or two. Describe a photo for somebody who cannot see it.",
    )

    criteria = forms.ModelMultipleChoiceField(
        label="What it shows",
        queryset=CriterionProgress.objects.none(),
        required=False,
        error_messages={"invalid_choice": "A criterion that was ticked is not open any more. Look through the list."},
    )

    def __init__(self, *args: Any, registration: Registration, items: Sequence[Evidence], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.items = items
        have = [item.kind for item in items]
        offered = [kind for kind in Kind if kinds.file_of(kind, kinds.CANDIDATE) == kinds.NEEDED]
        offered = [kind for kind in offered if kind in kinds.made_by(kinds.CANDIDATE) or kind in have]
        self.fields["kind"].choices = [(kind.value, kind.label) for kind in offered]  # type: ignore[attr-defined]
        self.offer(offered, kinds.CANDIDATE, self.initial.get("details") or {})
        self.fields["criteria"].queryset = open_rows(registration)  # type: ignore[attr-defined]
        for item in items:
            self.fields[f"title_{item.pk}"] = TitleField(label=f"Name of {item.file_name}", initial=item.title)

        css = "form-control is-invalid" if "done_on" in self.errors else "form-control"
        self.fields["done_on"].widget.attrs |= {"class": css, "max": timezone.localdate().isoformat()}
        self.helper = AttestFormHelper(self, "", tag=False)

    def description(self) -> Description:
        """What was typed, once the form is valid."""
        said, kind = self.cleaned_data, self.cleaned_data["kind"] or Kind.PRODUCT
        return Description(
            titles={item.pk: said[f"title_{item.pk}"] for item in self.items},
            kind=kind,
            shows=said["shows"],
            done_on=said["done_on"],
            progress=list(said["criteria"]),
            details=self.details(kind),
            context=self.where(),
            confidential=said["confidential"],
        )


class WriteForm(KindFields):
    """An item of a kind that needs no file. Everything may be missing while it is a draft."""

    title = TitleField(
        label="Name", help_text="In a few words.", widget=forms.TextInput(attrs={"class": "form-control"})
    )
    done_on = DayField(label="When did you do it?", required=False, widget=DateInput())
    criteria = forms.ModelMultipleChoiceField(
        label="What it shows",
        queryset=CriterionProgress.objects.none(),
        required=False,
        error_messages={"invalid_choice": "A criterion that was ticked is not open any more. Look through the list."},
    )

    def __init__(self, *args: Any, registration: Registration, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        self.offer([kind], kinds.CANDIDATE, self.initial.get("details") or {})
        self.fields["criteria"].queryset = open_rows(registration)  # type: ignore[attr-defined]
        css = "form-control is-invalid" if "done_on" in self.errors else "form-control"
        self.fields["done_on"].widget.attrs |= {"class": css, "max": timezone.localdate().isoformat()}
        self.helper = AttestFormHelper(self, "", tag=False)

    def description(self) -> Description:
        said = self.cleaned_data
        return Description(
            titles={},
            kind=self.kind,
            shows="",
            done_on=said["done_on"],
            progress=list(said["criteria"]),
            details=self.details(self.kind),
            context=self.where(),
            confidential=said["confidential"],
        )


def open_rows(registration: Registration) -> "QuerySet[CriterionProgress]":
    """What evidence can be put forward for."""
    rows: QuerySet[CriterionProgress] = CriterionProgress.objects.filter(
        enrolment__registration=registration, enrolment__state=UnitState.PROGRESS
    )
    return rows.select_related("enrolment__unit")


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label="Why you take it back",
        max_length=1000,
        error_messages={"required": "Say why you take it back."},
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Your assessor reads it. The record that it was there stays.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = AttestFormHelper(self, "", tag=False)


class MappingFilter(forms.Form):
    """What the mapping page shows; `item` or `criterion` beside it is what is chosen."""

    by = forms.ChoiceField(choices=[("item", ""), ("criterion", "")], required=False, widget=forms.HiddenInput)
    q = forms.CharField(
        label="Criterion or unit",
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"class": "form-control form-control-sm", "type": "search"}),
    )
    unit = forms.ChoiceField(
        label="Unit", required=False, widget=forms.Select(attrs={"class": "form-select form-select-sm"})
    )
    kind = forms.ChoiceField(
        label="Kind of evidence",
        required=False,
        choices=[("", "All"), *Kind.choices],
        widget=forms.Select(attrs={"class": "form-select form-select-sm"}),
    )
    missing = forms.BooleanField(
        label="Only criteria without evidence",
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
    )

    def __init__(self, *args: Any, units: Sequence[UnitEnrolment], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "All"), *((str(row.pk), row.unit.title) for row in units)]
        self.fields["unit"].choices = choices  # type: ignore[attr-defined]


class CandidateFilter(forms.Form):
    view = forms.CharField(required=False, max_length=10, widget=forms.HiddenInput)
    q = forms.CharField(
        label="Name, number or assessor",
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"class": "form-control form-control-sm", "type": "search"}),
    )
