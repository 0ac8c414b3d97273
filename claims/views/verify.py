"""The public page behind the code on a printed record."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from centres.permissions import public
from claims.documents import Snapshot
from claims.models import Document


@public
@never_cache
@require_safe
def verify(request: HttpRequest, code: str) -> HttpResponse:
    """Whether this centre's record is genuine. One code, one record: there is nothing to search, and nothing indexed."""
    document = Document.objects.select_related("claim").filter(code=code).first()
    if document is None:
        response = render(request, "claims/verify_unknown.html", status=404)
    else:
        record = Snapshot.from_json(document.claim.snapshot)
        response = render(
            request, "claims/verify.html", {"document": document, "claim": document.claim, "record": record}
        )
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return response
