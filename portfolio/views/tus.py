"""Uploads that may take several requests: tus 1.0, spoken by static/js/upload.js. Every answer can be asked for again."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import http_date
from django.views.decorators.http import require_http_methods

from centres.gates import Blocker, Refused
from centres.models import Role
from centres.models.base import uuid7
from centres.permissions import ActorRequest, roles
from portfolio import tus
from portfolio.capture import moment
from portfolio.incoming import Overtaken
from portfolio.models import Upload
from portfolio.receiving import BLOCK, CHECKSUMS, CutOff, Elsewhere, WrongSum
from portfolio.selectors.drafting import drafting_row, registration_of_batch
from portfolio.selectors.registrations import with_owner
from portfolio.services.begin_upload import Announced, begin_upload
from portfolio.services.continue_upload import continue_upload
from portfolio.services.remove_upload import remove_upload
from portfolio.services.upload_at_once import upload_at_once
from portfolio.states import UploadState

View = Callable[..., HttpResponse]
MOST_DRAINED = 32 * 1024 * 1024
# A refusal is 422: 409 says in tus that the offset is another one, and 423 that somebody else is writing.
STATUS = {"file_too_large": 413, "file_longer": 413, "quota_used_up": 413, "store_full": 507, "role": 403}


def speaks_tus(view: View) -> View:
    """Each way in which a request can fail has its own status, and a body in words for people."""

    @wraps(view)
    def speaking(request: ActorRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            tus.require_version(request)
            answer = view(request, *args, **kwargs)
        except tus.Wrong as wrong:
            answer = HttpResponse(wrong.reason, status=wrong.status, content_type="text/plain; charset=utf-8")
        except Refused as refusal:
            answer = _refused(request, refusal.blockers)
        except Elsewhere as other:
            answer = HttpResponse(status=409, headers=_where(other.upload))
        except Overtaken:
            answer = HttpResponse(status=423, headers={"Retry-After": "5"})
        except WrongSum:
            answer = HttpResponse("The bytes are not those of the checksum.", status=460, reason="Checksum Mismatch")
        except CutOff:
            answer = HttpResponse("Less arrived than was announced.", status=400)
        _drain(request)
        answer["Tus-Resumable"], answer["Cache-Control"] = tus.VERSION, "no-store"
        if answer.status_code == 412:
            answer["Tus-Version"] = tus.VERSION
        return answer

    return speaking


@roles(Role.CANDIDATE)
@require_http_methods(["OPTIONS", "POST"])
@speaks_tus
def uploads(request: ActorRequest) -> HttpResponse:
    """OPTIONS: what is spoken. POST: begins an upload, which may come with its bytes, and then may be stored at once."""
    if request.method == "OPTIONS":
        return _spoken()
    announced = _announced(request)
    registration = registration_of_batch(request, announced.batch, with_owner)
    brings = int(request.headers.get("Content-Length") or 0) > 0
    body = tus.body(request) if brings else None
    if body and body.size == announced.length:
        upload = upload_at_once(actor=request.actor, registration=registration, announced=announced, body=body)
    else:
        upload = begin_upload(actor=request.actor, registration=registration, announced=announced)
        if body:
            upload = continue_upload(actor=request.actor, upload=upload, offset=0, body=body)
    return HttpResponse(status=201, headers=_where(upload) | {"Location": reverse("one_upload", args=[upload.pk])})


@roles(Role.CANDIDATE)
@require_http_methods(["OPTIONS", "GET", "HEAD", "PATCH", "DELETE"])
@speaks_tus
def one_upload(request: ActorRequest, pk: UUID) -> HttpResponse:
    """HEAD: how much of it is safe. PATCH: goes on. DELETE: not wanted any more. GET: its line for the page."""
    if request.method == "OPTIONS":
        return _spoken()
    upload = get_object_or_404(
        Upload.objects.visible_to(request.actor).select_related(
            "evidence", "registration__candidate", "registration__centre"
        ),
        pk=pk,
    )
    if upload.state == UploadState.RECEIVING and upload.expires_at <= timezone.now():
        return HttpResponse(status=410)
    return {"GET": _line, "HEAD": _head, "PATCH": _patch, "DELETE": _delete}[request.method or ""](request, upload)


def _line(request: ActorRequest, upload: Upload) -> HttpResponse:
    if upload.state == UploadState.REFUSED:
        return _refused(request, [Blocker(*reason) for reason in upload.refusal])
    if upload.evidence is None:
        return render(request, "portfolio/_unfinished_row.html", {"upload": upload})
    row = drafting_row(upload.evidence)
    return render(request, "portfolio/_upload_row.html", {"row": row})


def _head(request: ActorRequest, upload: Upload) -> HttpResponse:
    if upload.state == UploadState.REFUSED:
        return HttpResponse(status=410)
    return HttpResponse(headers=_where(upload))


def _patch(request: ActorRequest, upload: Upload) -> HttpResponse:
    body, offset = tus.body(request), tus.number(request, "Upload-Offset")
    if upload.state == UploadState.REFUSED:
        return _refused(request, [Blocker(*reason) for reason in upload.refusal])
    if upload.state == UploadState.RECEIVING:
        batch = _batch(request, upload)
        upload = continue_upload(actor=request.actor, upload=upload, offset=offset, body=body, batch=batch)
    elif offset + body.size != upload.length:
        raise Elsewhere(upload)  # else the last one again, whose answer was lost
    return HttpResponse(status=204, headers=_where(upload))


def _delete(request: ActorRequest, upload: Upload) -> HttpResponse:
    remove_upload(actor=request.actor, upload=upload)
    return HttpResponse(status=204)


def _drain(request: ActorRequest) -> None:
    """Whoever is answered while still sending may never read the answer: the rest of a part is taken and forgotten."""
    left = int(request.headers.get("Content-Length") or 0)
    if 0 < left <= MOST_DRAINED:
        while request.read(BLOCK):
            pass


def _spoken() -> HttpResponse:
    return HttpResponse(
        headers={
            "Tus-Version": tus.VERSION,
            "Tus-Extension": tus.EXTENSIONS,
            "Tus-Max-Size": str(settings.MAX_UPLOAD_BYTES),
            "Tus-Checksum-Algorithm": ",".join(CHECKSUMS),
        }
    )


def _where(upload: Upload) -> dict[str, str]:
    where = {"Upload-Offset": str(upload.offset), "Upload-Length": str(upload.length)}
    if upload.evidence:
        return where | {"Upload-Receipt": upload.evidence.receipt}
    return where | {"Upload-Expires": http_date(upload.expires_at.timestamp())}


def _announced(request: ActorRequest) -> Announced:
    if "Upload-Defer-Length" in request.headers or "Upload-Concat" in request.headers:
        raise tus.Wrong(400, "Deferred lengths and concatenation are not spoken here.")
    said = tus.metadata(request)
    return Announced(
        name=said.get("filename", "file"),
        length=tus.number(request, "Upload-Length"),
        batch=_uuid(said["batch"]) if "batch" in said else uuid7(),
        modified=moment(said.get("modified", "")),
    )


def _batch(request: ActorRequest, upload: Upload) -> UUID:
    """The form that the item will be in: that of the page from which it is gone on with, else the first."""
    if "Upload-Batch" not in request.headers:
        return upload.batch
    batch = _uuid(request.headers["Upload-Batch"])
    return batch if registration_of_batch(request, batch, with_owner).pk == upload.registration_id else upload.batch


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise tus.Wrong(400, f"{text[:40]!r} is no batch: give that of the page, in Upload-Metadata.") from None


def _refused(request: ActorRequest, blockers: list[Blocker]) -> HttpResponse:
    status = next((STATUS[blocker.code] for blocker in blockers if blocker.code in STATUS), 422)
    return render(request, "portfolio/_upload_refused.html", {"blockers": blockers}, status=status)
