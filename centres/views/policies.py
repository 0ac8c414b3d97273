from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from centres.gates import Blocker, Refused
from centres.models import Role
from centres.permissions import ActorRequest, require_role, roles
from centres.policy import POLICIES, Policy, PolicyHistory
from centres.policy_forms import PolicyForm
from centres.services.set_policy import set_policy
from centres.templatetags._words import counted, day

READERS = (Role.ADMIN, Role.IQA, Role.EQA)


@roles(*READERS)
@require_safe
def policies(request: ActorRequest) -> HttpResponse:
    """Every policy, what holds today and what is already set for later."""
    history = PolicyHistory(request.actor.centre_id)
    return render(request, "centres/policies.html", {"rows": [_row(history, one) for one in POLICIES.values()]})


def _row(history: PolicyHistory, policy: Policy) -> dict[str, Any]:
    """`entries`: every value ever set, the newest first."""
    today = timezone.localdate()
    rows, standing = history.of(policy), history.row_on(policy, today)
    return {
        "policy": policy,
        "standing": standing,
        "now": counted(history.on(policy, today), policy.unit),
        "later": [(counted(row.value, policy.unit), row) for row in rows if row.valid_from > today],
        "entries": [_entry(policy, row) for row in sorted(rows, key=lambda row: row.at, reverse=True)],
    }


def _entry(policy: Policy, row: Any) -> dict[str, Any]:
    what = f"set {counted(row.value, policy.unit)} from {day(row.valid_from)}"
    return {"icon": "sliders", "who": row.set_by.name, "what": what, "note": row.reason, "at": row.at}


@roles(*READERS)
@require_http_methods(["GET", "HEAD", "POST"])
def policy(request: ActorRequest, name: str) -> HttpResponse:
    if name not in POLICIES:
        raise Http404
    if request.method != "POST":
        return _page(request, POLICIES[name])
    require_role(request.actor, Role.ADMIN)
    form = PolicyForm(request.POST, policy=POLICIES[name])
    if not form.is_valid():
        return _page(request, POLICIES[name], form)
    try:
        row = set_policy(actor=request.actor, policy=POLICIES[name], **form.cleaned_data)
    except Refused as refusal:
        return _page(request, POLICIES[name], form, refusal.blockers)
    messages.success(request, f"{counted(row.value, POLICIES[name].unit)} from {day(row.valid_from)}.")
    return redirect("policy", name)


def _page(
    request: ActorRequest, policy: Policy, form: PolicyForm | None = None, blockers: Sequence[Blocker] = ()
) -> HttpResponse:
    context = _row(PolicyHistory(request.actor.centre_id), policy) | {"blockers": blockers}
    if request.actor.role == Role.ADMIN:
        context["form"] = form or PolicyForm(policy=policy)
    return render(request, "centres/policy.html", context, status=409 if blockers else 200)
