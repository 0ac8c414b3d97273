from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from centres.models import Role
from centres.permissions import ActorRequest, roles
from claims.forms import RegisterFilter
from claims.selectors.register import issued_to, years
from claims.selectors.register import register as rows_of
from claims.services.take_document import take_document

READERS = (Role.ADMIN, Role.IQA, Role.EQA, Role.CANDIDATE)


@roles(*READERS)
@require_safe
def register(request: ActorRequest) -> HttpResponse:
    """Every document that was issued; a candidate sees their own."""
    form = RegisterFilter(request.GET, years=years(request.actor))
    asked: dict[str, Any] = form.cleaned_data if form.is_valid() else {"q": "", "year": None}
    rows = rows_of(request.actor, words=asked["q"].strip(), year=asked["year"])
    page = Paginator(rows, 50).get_page(request.GET.get("page"))
    asked_for = any(asked.values())
    template = "claims/my_certificates.html" if request.actor.role == Role.CANDIDATE else "claims/register.html"
    return render(request, template, {"page": page, "form": form, "asked_for": asked_for})


@roles(*READERS)
@never_cache
@require_safe
def document(request: ActorRequest, pk: UUID) -> HttpResponse:
    found = get_object_or_404(issued_to(request.actor), pk=pk)
    file = take_document(actor=request.actor, document=found)
    sent: Any = FileResponse(file, as_attachment=True, filename=f"{found.number}.pdf", content_type="application/pdf")
    return sent
