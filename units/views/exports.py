"""A qualification as a file: for a spreadsheet, for a program, for another system."""

import datetime as dt
from collections.abc import Callable

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from centres.permissions import ActorRequest, roles
from units.interchange.case_writing import write_case
from units.interchange.spreadsheet import write_csv, write_xlsx
from units.interchange.values import QualificationValues
from units.models import Specification
from units.rows import qualification_values
from units.selectors import units_with_wording
from units.selectors.offers import qualifications_of
from units.selectors.visible import READERS, specifications_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Writer = Callable[[ActorRequest, QualificationValues, dt.datetime], bytes]


@roles(*READERS)
@require_safe
def export_qualification(request: ActorRequest, code: str, kind: str) -> HttpResponse:
    """`?edition=` one that is not in use any more. The body's words only of units whose copy the centre imported."""
    row = get_object_or_404(qualifications_of(request.actor), code=code)
    specification = _edition(specifications_of(request.actor).filter(qualification=row), request.GET.get("edition"))
    if kind not in WRITERS:
        raise Http404
    ending, content_type, write = WRITERS[kind]
    values = qualification_values(specification, readable=units_with_wording(request.actor))
    changed_at = timezone.make_aware(dt.datetime.combine(specification.published_on, dt.time()))
    return attachment(write(request, values, changed_at), file_name(values, ending), content_type)


def _edition(editions: QuerySet[Specification], asked: str | None) -> Specification:
    """By its version; else the one in use."""
    rows = editions.select_related("qualification__awarding_organisation").order_by("-published_on", "-id")
    found = (rows.filter(version=asked) if asked else rows).first()
    if found is None:
        raise Http404
    return found


def file_name(values: QualificationValues, ending: str) -> str:
    """What a person finds again: the title and the edition."""
    return "-".join(filter(None, [slugify(values.title)[:80] or "qualification", slugify(values.version)])) + ending


def attachment(content: bytes, name: str, content_type: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=content_type)
    answer["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return answer


def _as_case(request: ActorRequest, values: QualificationValues, changed_at: dt.datetime) -> bytes:
    address = request.build_absolute_uri("/")
    return write_case(values, base_uri=address, changed_at=changed_at, wording=True).encode()


WRITERS: dict[str, tuple[str, str, Writer]] = {
    "xlsx": (".xlsx", XLSX, lambda request, values, changed_at: write_xlsx(values, wording=True)),
    "csv": (".zip", "application/zip", lambda request, values, changed_at: write_csv(values, wording=True)),
    "case": (".json", "application/json", _as_case),
}
