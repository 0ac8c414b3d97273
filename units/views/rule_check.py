"""The rule of a draft as a second person checks it: clause by clause with its source, then approved or returned."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from centres.gates import Blocker, Refused
from centres.permissions import ActorRequest, roles
from units.draft_forms import CheckedForm, ReturnForm
from units.draft_gates import approving_gate, is_not_ones_own
from units.drafting.clauses import clause_lines
from units.drafting.edits import at_home, rule_of
from units.drafting.trial import groups_with_units, source_of, sources_of, trial_of
from units.interchange.data import from_data
from units.interchange.values import QualificationValues
from units.models import Draft
from units.models.rule_check import CHECKERS
from units.selectors.rule_checks import standing_of
from units.services.approve_rule import approve_rule
from units.services.return_rule import return_rule

SAID = {
    "approve": "The rule is approved as it stands. A later change to it asks for another check.",
    "return": "The rule is returned with your reason.",
}


@roles(*CHECKERS)
@require_http_methods(["GET", "HEAD", "POST"])
def check_rule(request: ActorRequest, pk: UUID) -> HttpResponse:
    """`?unit=` tries units out. A POST approves or returns what the page showed, by its digest."""
    row, act = _draft(request, pk), request.POST.get("act", "")
    signed = CheckedForm(request.POST if act == "approve" else None)
    back = ReturnForm(request.POST if act == "return" else None)
    refused: Sequence[Blocker] = ()
    if signed.is_valid() or back.is_valid():
        try:
            _decide(request, row, back)
        except Refused as refusal:
            refused, row = refusal.blockers, _draft(request, pk)
        except Draft.DoesNotExist as gone:
            raise Http404 from gone
        else:
            messages.success(request, SAID[act])
            return redirect("check_rule", pk)
    return _page(request, row, signed, back, refused)


def _draft(request: ActorRequest, pk: UUID) -> Draft:
    rows = Draft.objects.checkable_by(request.actor).select_related("rule_entered_by", "changed_by__user")
    found: Draft = get_object_or_404(rows, pk=pk)
    return found


def _decide(request: ActorRequest, row: Draft, back: ReturnForm) -> None:
    seen = request.POST.get("seen", "")
    if back.is_bound:
        return_rule(actor=request.actor, draft=row, digest=seen, reason=back.cleaned_data["reason"])
    else:
        approve_rule(actor=request.actor, draft=row, digest=seen)


def _page(
    request: ActorRequest, row: Draft, signed: CheckedForm, back: ReturnForm, refused: Sequence[Blocker]
) -> HttpResponse:
    values = at_home(from_data(row.values))
    standing = standing_of(row, values)
    subject: dict[str, Any] = {"draft": row, "values": values, "standing": standing}
    own = any(is_not_ones_own(actor=request.actor, draft=row))
    context = {
        **subject,
        **_rule(values, request.GET.getlist("unit")),
        "blockers": list(refused) or approving_gate.blockers(actor=request.actor, **subject, seen=standing.digest),
        "refused": bool(refused),
        "signed": signed,
        "back": back,
        "own": own,
        "can_return": bool(values.rule) and not own and not standing.returned,
        "today": timezone.localdate(),
    }
    wrong = signed.is_bound or back.is_bound
    return render(request, "units/check_rule.html", context, status=409 if wrong else 200)


def _rule(values: QualificationValues, ticked: Sequence[str]) -> dict[str, Any]:
    trial = trial_of(values, ticked)
    return {
        "clauses": list(zip(clause_lines(values), sources_of(values, trial), strict=True)),
        "source": source_of(values, trial),
        "readings": rule_of(values).get("readings", []),
        "groups": groups_with_units(values),
        "ticked": ticked,
        "trial": trial,
    }
