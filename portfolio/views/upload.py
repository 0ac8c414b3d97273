"""One page from the file to the assessor: upload, describe, say what it shows, declare, submit."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from centres.gates import Blocker, Refused
from centres.models import Role
from centres.models.base import uuid7
from centres.permissions import ActorRequest, roles
from portfolio.forms import DescribeForm
from portfolio.gates import blockers_of_all
from portfolio.models import Evidence, Registration, Upload
from portfolio.selectors.drafting import drafting_page, drafts_of, registration_of_batch
from portfolio.selectors.registrations import own_registration
from portfolio.services.remove_upload import remove_upload
from portfolio.services.save_drafts import save_drafts
from portfolio.services.set_apart import set_apart
from portfolio.services.set_replaced import set_replaced
from portfolio.services.store_upload import store_upload
from portfolio.services.submit_drafts import submit_drafts
from portfolio.services.withdraw_evidence import withdraw_evidence
from portfolio.states import EvidenceState
from portfolio.vault import in_megabytes

PLACES = {
    "no_detail": "#s2",
    "kind_of_another": "#id_kind",
    "no_title": "#files",
    "no_day": "#id_done_on",
    "day_in_future": "#id_done_on",
    "day_before_birth": "#id_done_on",
    "not_linked": "#s3",
    "unit_closed": "#s3",
}


@roles(Role.CANDIDATE)
@require_safe
def upload(request: ActorRequest) -> HttpResponse:
    """A form of its own: what comes through it, twice or together, belongs together."""
    return _page(request, own_registration(request), uuid7())


@roles(Role.CANDIDATE)
@require_http_methods(["GET", "HEAD", "POST"])
def upload_batch(request: ActorRequest, batch: UUID) -> HttpResponse:
    registration = registration_of_batch(request, batch)
    if request.method == "POST":
        return _posted(request, registration, batch)
    if not drafts_of(registration, batch) and registration.evidence.filter(batch=batch).exists():
        return redirect("my_evidence")
    return _page(request, registration, batch)


@roles(Role.CANDIDATE)
@require_POST
def upload_check(request: ActorRequest, batch: UUID) -> HttpResponse:
    """What stops the submission of what is typed at this moment. Writes nothing."""
    registration = registration_of_batch(request, batch)
    items = drafts_of(registration, batch)
    form = DescribeForm(request.POST, registration=registration, items=items)
    form.is_valid()
    for item in items:
        item.title = form.cleaned_data.get(f"title_{item.pk}", "")
        item.done_on = form.cleaned_data.get("done_on")
        item.kind = form.cleaned_data.get("kind") or item.kind
        item.details = form.details(item.kind)
    blockers = blockers_of_all(
        actor=request.actor,
        items=items,
        declared="declared" in request.POST,
        linked=list(form.cleaned_data.get("criteria", [])),
    )
    return render(request, "portfolio/_stopping.html", {"blockers": with_links(blockers)})


def with_links(blockers: Sequence[Blocker]) -> list[Blocker]:
    """Each leads to its place on the page."""
    return [replace(row, link=PLACES.get(row.code, ""), link_text="Go there") for row in blockers]


def _posted(request: ActorRequest, registration: Registration, batch: UUID) -> HttpResponse:
    """Whichever button was pressed, the files are stored and what was typed is saved before anything else."""
    files = [*request.FILES.getlist("files"), *request.FILES.getlist("photo")]
    refused = _store(request, registration, batch, files)
    items = drafts_of(registration, batch)
    form = DescribeForm(request.POST, registration=registration, items=items)
    if not form.is_valid():
        return _page(request, registration, batch, form, refused)
    mark = request.POST.get("draft_mark", "")
    save_drafts(actor=request.actor, items=items, description=form.description(), draft_mark=mark)
    try:
        _new_version(request, items)
        return _pressed(request, registration, batch, refused)
    except Refused as refusal:
        return _page(request, registration, batch, form, refusal.blockers)


def _new_version(request: ActorRequest, items: Sequence[Evidence]) -> None:
    """The first file is the new version of the item that the page was opened for."""
    older = older_of(request)
    if older and items and not any(item.replaces_id for item in items):
        set_replaced(actor=request.actor, evidence=items[0], older=older)


def older_of(request: ActorRequest) -> Evidence | None:
    """The item of which this page makes a new version: `?replaces=` names it; somebody else's is not there."""
    key = request.GET.get("replaces", "")
    return get_object_or_404(Evidence.objects.visible_to(request.actor), pk=key) if is_key(key) else None


def _store(
    request: ActorRequest, registration: Registration, batch: UUID, files: Sequence[UploadedFile]
) -> list[Blocker]:
    """Each file for itself: one that is refused does not take the others with it."""
    refused: list[Blocker] = []
    if "upload" in request.POST and not files:
        refused.append(Blocker("no_file", "No file is chosen.", "Choose at least one, then upload."))
    for file in files:
        try:
            item = store_upload(actor=request.actor, registration=registration, upload=file, batch=batch)
        except Refused as refusal:
            refused += refusal.blockers
        else:
            messages.success(request, f"{item.file_name} is stored and verified. Its receipt is {item.receipt}.")
    return refused


def _pressed(request: ActorRequest, registration: Registration, batch: UUID, refused: list[Blocker]) -> HttpResponse:
    if refused:
        raise Refused(*refused)
    if "remove" in request.POST:
        item = _draft(registration, batch, request.POST["remove"])
        withdraw_evidence(actor=request.actor, evidence=item, reason="Removed before it was submitted.")
        messages.success(request, f"{item.file_name} is removed.")
    elif "forget" in request.POST:
        return _forget(request, batch)
    elif "apart" in request.POST:
        item = set_apart(actor=request.actor, evidence=_draft(registration, batch, request.POST["apart"]))
        return redirect("upload_batch", item.batch)
    elif "submit" in request.POST:
        return _submit(request, registration, batch)
    elif "draft" in request.POST:
        messages.success(request, "Kept as a draft. Your assessor does not see it yet.")
    return redirect("upload_batch", batch)


def is_key(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _forget(request: ActorRequest, batch: UUID) -> HttpResponse:
    """An unfinished upload; a second press finds it gone, and that is what was wanted."""
    key = request.POST["forget"]
    upload = next((row for row in Upload.objects.visible_to(request.actor).unfinished() if str(row.pk) == key), None)
    if upload:
        remove_upload(actor=request.actor, upload=upload)
        messages.success(request, f"The unfinished upload of {upload} is removed.")
    return redirect("upload_batch", batch)


def _draft(registration: Registration, batch: UUID, key: str) -> Evidence:
    """Also one that was removed, for a second press; what was submitted is withdrawn on its own page, with a reason."""
    items = registration.evidence.filter(batch=batch).exclude(state=EvidenceState.SENT)
    found = next((item for item in items if str(item.pk) == key), None)
    if found is None:
        raise Http404
    return found


def _submit(request: ActorRequest, registration: Registration, batch: UUID) -> HttpResponse:
    items = list(registration.evidence.filter(batch=batch).exclude(state="withdrawn"))
    sent = submit_drafts(actor=request.actor, items=items, declared="declared" in request.POST)
    names = ", ".join(str(item) for item in sent)
    messages.success(request, f"Submitted to {registration.assessor.name}: {names}.")
    return redirect("evidence", sent[0].pk) if len(sent) == 1 else redirect("my_evidence")


def _page(
    request: ActorRequest,
    registration: Registration,
    batch: UUID,
    form: DescribeForm | None = None,
    refused: Sequence[Blocker] = (),
) -> HttpResponse:
    kind, wanted = request.GET.get("kind", ""), request.GET.getlist("criteria")
    page = drafting_page(registration, batch, form, older_of(request), kind, wanted)
    declared = "declared" in request.POST
    items = [row["item"] for row in page["rows"]]
    stopping = with_links(blockers_of_all(actor=request.actor, items=items, declared=declared)) if items else []
    context = page | {
        "stopping": stopping,
        "refused": [blocker for blocker in refused if blocker.code not in {row.code for row in stopping}],
        "declared": declared,
        "focus_stopping": bool(refused) and items and "submit" in request.POST,
        "opened": request.GET.get("unit", ""),
        "limit": settings.MAX_UPLOAD_BYTES,
        "limit_in_words": in_megabytes(settings.MAX_UPLOAD_BYTES),
    }
    return render(request, "portfolio/upload.html", context, status=409 if refused else 200)
