from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from centres.gates import Blocker, Refused
from centres.models import Role
from centres.permissions import ActorRequest, roles
from portfolio.forms import EditionForm
from portfolio.gates import edition_gate
from portfolio.models import Registration
from portfolio.selectors.editions import other_editions, preview
from portfolio.selectors.registrations import with_people
from portfolio.services.move_registration import move_registration as move
from units.models import Specification


@roles(Role.ADMIN)
@require_http_methods(["GET", "HEAD", "POST"])
def move_registration(request: ActorRequest, pk: UUID) -> HttpResponse:
    """What becomes of each unit and of the rule's clauses, before it is done. A missing reason is said at its field."""
    registration = get_object_or_404(with_people(Registration.objects.visible_to(request.actor)), pk=pk)
    editions = other_editions(registration)
    if not editions:
        return render(request, "portfolio/move_registration.html", {"registration": registration})
    wanted = request.POST.get("to") or request.GET.get("to")
    target = next((row for row in editions if str(row.pk) == wanted), editions[0])
    form, reason = EditionForm(request.POST or None), request.POST.get("reason", "").strip()
    asked = {"actor": request.actor, "registration": registration, "specification": target, "reason": reason}
    blockers = edition_gate.blockers(**asked)
    if request.method == "POST" and form.is_valid():
        try:
            moved = move(**asked)
        except Refused as refusal:
            blockers = refusal.blockers
        else:
            messages.success(request, f"{moved.candidate} is on edition {target.version} from now on.")
            return redirect("candidate", registration.pk)
    return _page(request, registration, editions, target, form, blockers)


def _page(
    request: ActorRequest,
    registration: Registration,
    editions: list[Specification],
    target: Specification,
    form: EditionForm,
    blockers: list[Blocker],
) -> HttpResponse:
    context = {
        "registration": registration,
        "editions": editions,
        "target": target,
        "form": form,
        "blockers": [blocker for blocker in blockers if blocker.code != "no_reason"],
        "preview": preview(registration, target),
    }
    return render(request, "portfolio/move_registration.html", context, status=409 if form.is_bound else 200)
