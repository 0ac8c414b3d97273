from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from centres.models import Role
from centres.permissions import ActorRequest, roles
from portfolio.models import Registration
from portfolio.panels import home_panels
from portfolio.selectors.evidence import evidence_counts, last_uploads
from portfolio.selectors.home import things_to_do, waiting_for_assessor
from portfolio.selectors.registrations import SESSION_KEY, own_registration, registrations_of
from portfolio.selectors.units import signed_off, unit_lines


@roles(Role.CANDIDATE)
@require_safe
def candidate_home(request: ActorRequest) -> HttpResponse:
    """What to do next, and how far the candidate has come."""
    registrations = registrations_of(request.actor)
    if not registrations:
        return render(request, "portfolio/not_registered.html")
    registration = own_registration(request, registrations)
    lines, counts = unit_lines(registration, drafts=True), evidence_counts(registration)
    context = {
        "registration": registration,
        "panels": home_panels(request.actor, registration),
        "others": [row for row in registrations if row != registration],
        "todo": things_to_do(request.actor, registration, lines, counts["all"]),
        "waiting": waiting_for_assessor(registration),
        "lines": lines,
        "unfinished": sorted((line for line in lines if line.state != "signed"), key=lambda line: not line.begun),
        "finished": [line for line in lines if line.state == "signed"],
        "award": signed_off(registration, lines),
        "uploads": last_uploads(registration),
        "counts": counts,
    }
    return render(request, "portfolio/candidate_home.html", context)


@roles(Role.CANDIDATE)
@require_POST
def choose_registration(request: ActorRequest, pk: object) -> HttpResponse:
    """For a candidate on two qualifications: all their pages are about this one from now on."""
    registration = get_object_or_404(Registration.objects.visible_to(request.actor), pk=pk)
    request.session[SESSION_KEY] = str(registration.pk)
    return redirect("candidate_home")
