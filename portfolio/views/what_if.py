from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from centres.models import Role
from centres.permissions import ActorRequest, roles
from portfolio.models import Aim, Registration
from portfolio.selectors.plan import SAVING
from portfolio.selectors.registrations import own_registration, with_people
from portfolio.selectors.what_if import targets, what_if


@roles(Role.CANDIDATE)
@require_safe
def my_what_if(request: ActorRequest) -> HttpResponse:
    return _what_if(request, own_registration(request))


@roles(Role.ASSESSOR, Role.ADMIN, Role.IQA)
@require_safe
def what_if_for(request: ActorRequest, pk: UUID) -> HttpResponse:
    return _what_if(request, get_object_or_404(with_people(Registration.objects.visible_to(request.actor)), pk=pk))


def _what_if(request: ActorRequest, registration: Registration) -> HttpResponse:
    """Nothing is chosen for the reader: which qualification is meant is theirs to say."""
    offered, wanted = targets(registration), request.GET.get("to")
    target = next((row for row in offered if str(row.specification.pk) == wanted), None)
    by = request.GET.get("by", "")
    aim = Aim(by) if by in SAVING else Aim.CREDITS
    context = {
        "registration": registration,
        "targets": offered,
        "found": what_if(registration, target, aim) if target else None,
        "aim": aim,
        "aims": [(one.value, one.label) for one in SAVING],
    }
    return render(request, "portfolio/what_if.html", context)
