from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from centres.gates import Blocker, Refused
from centres.models import Membership, Role
from centres.permissions import ActorRequest, roles
from iqa.forms import PolicyForm, QualificationForm
from iqa.gates import drawing_gate
from iqa.permissions import LOOKS
from iqa.sampling import MINIMUM
from iqa.selectors.coverage import coverage
from iqa.selectors.grid import grid_of, totals
from iqa.selectors.plan import what_a_draw_contains
from iqa.selectors.policy import policy_in_force
from iqa.selectors.rounds import rounds_of
from iqa.selectors.scope import qualifications_of
from iqa.selectors.todo import todo
from iqa.services.draw_round import draw_round as draw
from iqa.services.set_sampling_policy import set_sampling_policy
from iqa.sign_offs import due
from units.models import Qualification
from units.panels import rules_waiting

VIEWS = {
    "all": "All candidates",
    "planned": "With a planned sample",
    "unsampled": "Signed off, not cleared",
    "hold": "On hold",
}


@roles(*LOOKS)
@require_safe
def sampling(request: ActorRequest) -> HttpResponse:
    choices = list(qualifications_of(request.actor))
    code = request.GET.get("qualification")
    chosen = next((one for one in choices if one.code == code), choices[0] if choices else None)
    return _page(request, choices, chosen)


def _page(
    request: ActorRequest, choices: list[Qualification], chosen: Qualification | None, status: int = 200, **more: Any
) -> HttpResponse:
    actor = request.actor
    context = {"qualification": chosen, "minimum": MINIMUM, **_policy(actor), **more}
    if len(choices) > 1 and chosen:
        context["filter"] = QualificationForm({"qualification": chosen.code}, choices=choices)
    if chosen:
        context |= _of(request, chosen)
    if actor.role == Role.IQA:
        context = (_work(actor, chosen) if chosen else {"todo": list(rules_waiting(actor))}) | context
    return render(request, "iqa/sampling.html", context, status=status)


def _of(request: ActorRequest, qualification: Qualification) -> dict[str, Any]:
    actor, view = request.actor, request.GET.get("view", "all")
    grid = grid_of(actor, qualification, view, request.GET.get("page"))
    rounds = list(rounds_of(actor, qualification))
    return {
        "grid": grid,
        "view": view if view in VIEWS else "all",
        "views": _views(qualification, grid.counts, view),
        "totals": totals(actor, qualification),
        "coverage": coverage(actor, qualification),
        "rounds": rounds,
    }


def _work(actor: Membership, qualification: Qualification) -> dict[str, Any]:
    """What an IQA does next, and whether a round can be drawn."""
    population = list(due(actor.centre_id, qualification))
    return {
        "todo": todo(actor, qualification, population),
        "contents": what_a_draw_contains(population, policy_in_force(actor.centre_id)),
        "blockers": drawing_gate.blockers(actor=actor, qualification=qualification),
    }


def _views(qualification: Qualification, counts: dict[str, int], view: str) -> list[dict[str, Any]]:
    chosen = view if view in VIEWS else "all"
    return [
        {
            "label": label,
            "url": f"?qualification={qualification.code}&view={name}",
            "count": counts[name],
            "current": name == chosen,
        }
        for name, label in VIEWS.items()
    ]


def _policy(actor: Membership) -> dict[str, Any]:
    policy = policy_in_force(actor.centre_id)
    initial = {"percent": policy.percent, "trainee_percent": policy.trainee_percent} if policy else {}
    return {"policy": policy, "policy_form": PolicyForm(initial=initial)}


@roles(Role.IQA)
@require_POST
def draw_round(request: ActorRequest, code: str) -> HttpResponse:
    qualification = get_object_or_404(qualifications_of(request.actor), code=code)
    try:
        round = draw(actor=request.actor, qualification=qualification)
    except Refused as refusal:
        choices = list(qualifications_of(request.actor))
        return _page(request, choices, qualification, 409, blockers=refusal.blockers, refused=True)
    picked = round.samples.count()
    messages.success(request, f"Drawn: {picked} of {len(round.population)} signed-off units are to be sampled.")
    return redirect("round", round.pk)


@roles(Role.IQA, Role.ADMIN)
@require_POST
def sampling_policy(request: ActorRequest) -> HttpResponse:
    choices = list(qualifications_of(request.actor))
    form, blockers = PolicyForm(request.POST), list[Blocker]()
    if form.is_valid():
        try:
            set_sampling_policy(actor=request.actor, **form.cleaned_data)
        except Refused as refusal:
            blockers = refusal.blockers
        else:
            messages.success(request, "The policy holds for every round drawn from now on.")
            return redirect(f"{reverse('sampling')}#policy")
    more = {"policy_form": form, "policy_open": True, "policy_blockers": blockers}
    return _page(request, choices, choices[0] if choices else None, 409, **more)
