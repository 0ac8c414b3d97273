from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone

from centres.forms import AttestFormHelper, DateInput
from centres.models import Membership, Role
from portfolio.models import Candidate
from portfolio.models.conflict import ConflictOfInterest, Relationship


class PersonField(forms.ModelChoiceField):
    def label_from_instance(self, row: Membership) -> str:
        return f"{row.name}, {row.role_name}"


def staff_of(actor: Membership) -> Any:
    """Those of whom a conflict can be declared, once a role."""
    here = Membership.objects.visible_to(actor).current().staff()
    return here.select_related("user").order_by("user__name", "role")


class DeclareForm(forms.Form):
    """An admin chooses whose conflict it is; everybody else declares their own."""

    person = PersonField(label="Whose", queryset=Membership.objects.none(), empty_label="Choose one")
    candidate = forms.CharField(
        label="With which candidate", max_length=120, help_text="The name on certificates, or the registration number."
    )
    relationship = forms.ChoiceField(label="What it is", choices=[("", "Choose one"), *Relationship.choices])
    detail = forms.CharField(
        label="In a few words", max_length=200, required=False, help_text="Only as much as others have to know."
    )
    since = forms.DateField(label="Since when", widget=DateInput(), initial=timezone.localdate)
    until = forms.DateField(
        label="Until when", widget=DateInput(), required=False, help_text="Leave it empty while it goes on."
    )

    def __init__(self, *args: Any, actor: Membership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        if actor.role == Role.ADMIN:
            self.fields["person"].queryset = staff_of(actor)  # type: ignore[attr-defined]
        else:
            del self.fields["person"]
        self.helper = AttestFormHelper(self, "Declare it")

    def clean_candidate(self) -> Candidate:
        """Exactly as it is written: nobody is shown a list of people whom they do not work with."""
        words = self.cleaned_data["candidate"].strip()
        found = list(
            Candidate.objects.filter(
                Q(name__iexact=words) | Q(registrations__number__iexact=words), centre_id=self.actor.centre_id
            ).distinct()[:2]
        )
        if not found:
            raise forms.ValidationError(f"No candidate here is called “{words}”, and no registration has that number.")
        if len(found) > 1:
            raise forms.ValidationError(
                f"There are several candidates called “{words}”. Enter the registration number."
            )
        return found[0]

    def facts(self) -> dict[str, Any]:
        return {"person": self.actor} | self.cleaned_data


class EndConflictForm(forms.Form):
    reason = forms.CharField(label="Why it holds no longer", max_length=200)

    def __init__(self, *args: Any, action: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = AttestFormHelper(self, "End it today", action=action)


class MitigateForm(forms.Form):
    why = forms.CharField(
        label="Why nobody else can assess the candidate",
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    iqa = PersonField(
        label="The IQA who looks at every sign-off", queryset=Membership.objects.none(), empty_label="Choose one"
    )

    def __init__(self, *args: Any, conflict: ConflictOfInterest, action: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        here = Membership.objects.current().filter(centre_id=conflict.centre_id, role=Role.IQA)
        others = here.exclude(user=conflict.person.user_id).select_related("user").order_by("user__name")
        self.fields["iqa"].queryset = others  # type: ignore[attr-defined]
        self.helper = AttestFormHelper(self, "Let them assess all the same", action=action)
