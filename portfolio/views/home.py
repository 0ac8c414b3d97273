from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from centres.models import Role
from centres.permissions import ActorRequest, roles
from portfolio.models import Registration
from portfolio.next_steps import next_steps, waiting
from portfolio.panels import HOME_LINKS, home_panels
from portfolio.selectors.home import home_of
from portfolio.selectors.registrations import SESSION_KEY, own_registration, registrations_of
from portfolio.states import RegistrationState


@roles(Role.CANDIDATE)
@require_safe
def candidate_home(request: ActorRequest) -> HttpResponse:
    """What to do next, and how far the candidate has come."""
    registrations = registrations_of(request.actor)
    if not registrations:
        return render(request, "portfolio/not_registered.html")
    registration = own_registration(request, registrations)
    home, uploads = home_of(request.actor, registration)
    active, lines = registration.state == RegistrationState.ACTIVE, home.lines
    context = {
        "registration": registration,
        "panels": home_panels(request.actor, registration),
        "links": HOME_LINKS,
        "others": [row for row in registrations if row != registration],
        "steps": next_steps(home) if active else [],
        "waiting": waiting(home) if active else [],
        "lines": lines,
        "unfinished": sorted((line for line in lines if line.state != "signed"), key=lambda line: not line.begun),
        "finished": [line for line in lines if line.state == "signed"],
        "award": home.award,
        "uploads": uploads,
        "items": home.items,
    }
    return render(request, "portfolio/candidate_home.html", context)


@roles(Role.CANDIDATE)
@require_POST
def choose_registration(request: ActorRequest, pk: object) -> HttpResponse:
    """For a candidate on two qualifications: all their pages are about this one from now on."""
    registration = get_object_or_404(Registration.objects.visible_to(request.actor), pk=pk)
    request.session[SESSION_KEY] = str(registration.pk)
    return redirect("candidate_home")
