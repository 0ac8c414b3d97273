from typing import Any

from django import forms
from django.contrib.auth import password_validation
from django.db.models import QuerySet
from django.urls import reverse

from centres.forms import AttestFormHelper
from centres.models import Membership, Role, User

INVITED = [
    ("", "Choose a role"),
    *((role.value, role.label) for role in (Role.ASSESSOR, Role.IQA, Role.ADMIN, Role.EQA)),
]


class InviteForm(forms.Form):
    name = forms.CharField(label="Name", max_length=120)
    email = forms.EmailField(label="E-mail", max_length=254, help_text="The invitation is sent to this address.")
    role = forms.ChoiceField(label="Role", choices=INVITED)
    trainee = forms.BooleanField(
        label="In training",
        required=False,
        help_text="Only for an assessor. Their decisions count once the countersigner has signed them too.",
    )
    countersigner = forms.ModelChoiceField(
        label="Countersigner", queryset=Membership.objects.none(), required=False, empty_label="None"
    )

    def __init__(self, *args: Any, actor: Membership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["countersigner"].queryset = countersigners_of(actor)  # type: ignore[attr-defined]
        self.helper = AttestFormHelper(self, "Send the invitation")

    def clean(self) -> None:
        if self.cleaned_data.get("countersigner") and not self.cleaned_data["trainee"]:
            self.add_error("countersigner", "Only somebody in training has one. Tick “In training”, or choose none.")


def countersigners_of(actor: Membership) -> "QuerySet[Membership]":
    here: QuerySet[Membership] = Membership.objects.visible_to(actor).current()
    return here.filter(role=Role.ASSESSOR, trainee=False).select_related("user").order_by("user__name")


class TrainingForm(forms.Form):
    trainee = forms.BooleanField(
        label="In training",
        required=False,
        help_text="Untick it once they are qualified. What they decided in training is countersigned all the same.",
    )
    countersigner = forms.ModelChoiceField(
        label="Countersigner", queryset=Membership.objects.none(), required=False, empty_label="As it is"
    )

    def __init__(self, *args: Any, actor: Membership, member: Membership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {"trainee": member.trainee, "countersigner": member.countersigner_id}
        others = countersigners_of(actor).exclude(pk=member.pk)
        self.fields["countersigner"].queryset = others  # type: ignore[attr-defined]
        self.helper = AttestFormHelper(self, "Change the training", action=reverse("change_training", args=[member.pk]))


class EndRoleForm(forms.Form):
    reason = forms.CharField(
        label="Why the role ends", max_length=200, help_text="Kept in the record of acts. What they did stays."
    )

    def __init__(self, *args: Any, action: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = AttestFormHelper(self, "End the role", action=action)


class ChoosePasswordForm(forms.Form):
    """A first password, by the same rules as every later one."""

    password = forms.CharField(
        label="Password",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="At least 10 characters. Three words that you will remember make a good one.",
    )
    again = forms.CharField(
        label="The same password again",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.helper = AttestFormHelper(self, "Choose this password and begin")

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        password_validation.validate_password(password, self.user)
        return password

    def clean(self) -> None:
        password, again = self.cleaned_data.get("password"), self.cleaned_data.get("again")
        if password and again and password != again:
            self.add_error("again", "This is not the same password. Type it once more.")


class PeopleFilter(forms.Form):
    q = forms.CharField(
        label="Name or e-mail",
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"class": "form-control form-control-sm", "type": "search"}),
    )
    view = forms.CharField(required=False, widget=forms.HiddenInput)


class ActivityFilter(forms.Form):
    person = forms.ModelChoiceField(
        label="Person",
        queryset=Membership.objects.none(),
        required=False,
        empty_label="Everybody",
        widget=forms.Select(attrs={"class": "form-select form-select-sm"}),
    )

    def __init__(self, *args: Any, actor: Membership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        here = Membership.objects.filter(centre_id=actor.centre_id)  # with the system, whose acts an admin looks for
        people = here if actor.role == Role.ADMIN else Membership.objects.visible_to(actor)
        self.fields["person"].queryset = people.select_related("user").order_by("user__name", "role")  # type: ignore[attr-defined]
