"""What one candidate has asked for, as `actor` may know it."""

from functools import cached_property
from typing import Any

from django import forms
from django.db.models import Q

from assessment.adjustment_forms import (
    AdjustmentForm,
    AnswerAdjustmentForm,
    AnswerConsiderationForm,
    ConsiderationForm,
)
from assessment.adjustment_gates import ANSWERERS
from assessment.models import Adjustment, Consideration, Need
from assessment.states import AdjustmentState, ConsiderationState
from centres.models import Membership, Role
from portfolio.models import Registration

# An admin answers what is asked for; only the candidate takes it back.
ENDABLE = {
    Role.CANDIDATE.value: (AdjustmentState.ASKED, AdjustmentState.AGREED),
    Role.ADMIN.value: (AdjustmentState.AGREED,),
}


class ArrangementsPage:
    """`posted`: the form that came back with something wrong; it stands where its empty one would."""

    def __init__(self, actor: Membership, registration: Registration, posted: forms.Form | None) -> None:
        self.actor, self.registration, self.posted = actor, registration, posted

    @cached_property
    def adjustments(self) -> list[Any]:
        rows = Adjustment.objects.visible_to(self.actor).filter(registration=self.registration)
        found: list[Any] = list(
            rows.select_related("asked_by__user", "decided_by__user", "disposal").prefetch_related("units__unit")
        )
        for row in found:
            row.registration = self.registration
            row.known_need = self.needs.get(row.pk)
            row.can_end = row.state in ENDABLE.get(self.actor.role, ())
            waits = self.actor.role in ANSWERERS and row.state == AdjustmentState.ASKED
            row.form = self._or_posted(AnswerAdjustmentForm(adjustment=row)) if waits else None
        return found

    @cached_property
    def considerations(self) -> list[Any]:
        rows = Consideration.objects.visible_to(self.actor).filter(registration=self.registration)
        parts = ("asked_by__user", "decided_by__user", "task", "result__enrolment__unit", "disposal")
        found: list[Any] = list(rows.select_related(*parts))
        for row in found:
            row.registration = self.registration
            row.known_need = self.needs.get(row.pk)
            waits = row.state in (ConsiderationState.ASKED, ConsiderationState.FORWARDED)
            form = AnswerConsiderationForm(consideration=row) if self.actor.role in ANSWERERS and waits else None
            row.form = self._or_posted(form) if form else None
        return found

    @cached_property
    def needs(self) -> dict[Any, Need]:
        """By the key of what they are the reason for; only those that this person may read."""
        here = Q(adjustment__registration=self.registration) | Q(consideration__registration=self.registration)
        rows = Need.objects.visible_to(self.actor).filter(here).prefetch_related("files")
        return {row.adjustment_id or row.consideration_id: row for row in rows}

    @cached_property
    def adjustment_form(self) -> forms.Form:
        return self._or_posted(AdjustmentForm(registration=self.registration))

    @cached_property
    def consideration_form(self) -> forms.Form:
        return self._or_posted(ConsiderationForm(registration=self.registration))

    @property
    def unsent(self) -> str:
        """The words of an answer that was given meanwhile in another window: no form stands where it came from."""
        if self.posted is None:
            return ""
        answers = [row.form for row in (*self.adjustments, *self.considerations)]
        if any(form is self.posted for form in (*answers, self.adjustment_form, self.consideration_form)):
            return ""
        return str(self.posted.data.get(self.posted.add_prefix("answer"), ""))

    def _or_posted(self, form: forms.Form) -> forms.Form:
        same = self.posted is not None and self.posted.prefix == form.prefix
        return self.posted if same and self.posted is not None else form
