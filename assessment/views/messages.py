from typing import Any
from uuid import UUID

from django.contrib import messages as notices
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from assessment.message_forms import MessageForm, WriteForm
from assessment.selectors.messages import conversation as read_conversation
from assessment.selectors.messages import conversations, correspondents
from assessment.services.read_messages import read_messages
from assessment.services.send_message import send_message
from assessment.services.send_messages import send_messages
from centres.gates import Blocker, Refused
from centres.models import Membership, Role
from centres.permissions import ActorRequest, roles
from centres.templatetags._words import counted
from portfolio.models import Registration

WRITE, LOOK, SEND = "write", "look", "send"


@roles(Role.CANDIDATE, Role.ASSESSOR)
@require_safe
def messages(request: ActorRequest) -> HttpResponse:
    """Every conversation; a candidate on one qualification has only one."""
    rows = list(conversations(request.actor))
    if request.actor.role == Role.CANDIDATE:
        own = list(Registration.objects.visible_to(request.actor).values_list("pk", flat=True)[:2])
        if len(own) == 1:
            return redirect("conversation", own[0])
    return render(request, "assessment/messages.html", {"rows": rows})


@roles(Role.CANDIDATE, Role.ASSESSOR)
@require_http_methods(["GET", "HEAD", "POST"])
def conversation(request: ActorRequest, pk: UUID) -> HttpResponse:
    """What was written; opening it is reading it."""
    registration = _registration(request.actor, pk)
    if request.method != "POST":
        answer = _conversation_page(request, registration, MessageForm())
        if request.method == "GET":
            read_messages(actor=request.actor, registration=registration)
        return answer
    form = MessageForm(request.POST)
    if not form.is_valid():
        return _conversation_page(request, registration, form, _objections(form))
    try:
        message = send_message(actor=request.actor, registration=registration, **form.cleaned_data, **_mark(request))
    except Refused as refusal:
        return _conversation_page(request, registration, form, refusal.blockers)
    notices.success(request, f"Sent to {message.recipient.name}, by mail as well.")
    return redirect("conversation", registration.pk)


def _mark(request: ActorRequest) -> dict[str, Any]:
    return {"draft_mark": request.POST.get("draft_mark", "")}


def _registration(actor: Membership, pk: UUID) -> Registration:
    rows = Registration.objects.visible_to(actor).select_related(
        "candidate__membership__user", "assessor__user", "specification__qualification"
    )
    found: Registration = get_object_or_404(rows, pk=pk)
    return found


def _conversation_page(
    request: ActorRequest, registration: Registration, form: MessageForm, blockers: list[Blocker] | None = None
) -> HttpResponse:
    actor = request.actor
    candidate = actor.pk == registration.candidate.membership_id
    context = {
        "registration": registration,
        "other": registration.assessor.name if candidate else registration.candidate.name,
        "rows": read_conversation(actor, registration),
        "may_write": candidate or actor.pk == registration.assessor_id,
        "form": form,
        "blockers": blockers,
    }
    return render(request, "assessment/conversation.html", context, status=409 if blockers else 200)


@roles(Role.ASSESSOR)
@require_http_methods(["GET", "HEAD", "POST"])
def write_message(request: ActorRequest) -> HttpResponse:
    """To several candidates: written, looked at, sent. The caseload leads here with those who were ticked."""
    if request.method != "POST":
        ticked = correspondents(request.actor).filter(pk__in=_keys(request))
        return _write_page(request, WriteForm(actor=request.actor), list(ticked), WRITE)
    form = WriteForm(request.POST, actor=request.actor)
    if not form.is_valid():
        return _write_page(request, form, [], WRITE, _objections(form))
    facts = {"words": form.cleaned_data["words"], "batch": form.cleaned_data["batch"]} | _mark(request)
    chosen: list[Registration] = list(form.cleaned_data["to"])
    step = request.POST.get("step", LOOK)
    if step == WRITE or not (chosen and facts["words"].strip()):
        blockers = [] if step == WRITE else _missing(chosen, facts["words"])
        return _write_page(request, form, chosen, WRITE, blockers)
    if step == LOOK:
        return _write_page(request, form, chosen, LOOK)
    try:
        sent = send_messages(actor=request.actor, registrations=chosen, **facts)
    except Refused as refusal:
        return _write_page(request, form, chosen, WRITE, refusal.blockers)
    notices.success(request, f"Sent to {counted(len(sent), 'candidate')}, by mail as well.")
    return redirect("messages")


def _keys(request: ActorRequest) -> list[UUID]:
    """The candidates ticked on the caseload; what is no key is nobody."""
    found = []
    for key in request.GET.getlist("to"):
        try:
            found.append(UUID(key))
        except ValueError:
            continue
    return found


def _missing(chosen: list[Registration], words: str) -> list[Blocker]:
    found = []
    if not chosen:
        link, text = reverse("caseload"), "Open the caseload"
        said = ("nobody", "Nobody is chosen.", "Tick the candidates on the caseload.")
        found.append(Blocker(*said, link=link, link_text=text, yours=True))
    if not words.strip():
        said = ("words", "The message is empty.", "Write what you want to say.")
        found.append(Blocker(*said, link="#id_words", link_text="Go to it", yours=True))
    return found


def _objections(form: MessageForm) -> list[Blocker]:
    return [Blocker(name, str(error), yours=True) for name, errors in form.errors.items() for error in errors]


def _write_page(
    request: ActorRequest,
    form: WriteForm,
    chosen: list[Registration],
    step: str,
    blockers: list[Blocker] | None = None,
) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "chosen": chosen, "step": step, "blockers": blockers}
    return render(request, "assessment/write_message.html", context, status=409 if blockers else 200)
