from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from centres.audit import VERBS
from centres.gates import Blocker, Refused
from centres.member_forms import EndRoleForm, InviteForm, PeopleFilter, TrainingForm
from centres.models import AuditEvent, Job, Membership, Role
from centres.panels import PEOPLE_COLUMNS, PERSON_PANELS, filled
from centres.people import ENDED, INVITED, LAPSED, people_of
from centres.permissions import ActorRequest, roles
from centres.services.change_training import change_training as change
from centres.services.end_membership import end_membership
from centres.services.invite_member import invite_member
from centres.services.resend_invitation import resend_invitation

HERE = ~Q(standing=ENDED)
VIEWS = {
    "staff": ("Staff", HERE & ~Q(role=Role.CANDIDATE)),
    "candidates": ("Candidates", HERE & Q(role=Role.CANDIDATE)),
    "waiting": ("Not yet joined", Q(standing__in=(INVITED, LAPSED))),
    "ended": ("Ended", Q(standing=ENDED)),
}


@roles(Role.ADMIN, Role.IQA, Role.EQA)
@require_safe
def people(request: ActorRequest) -> HttpResponse:
    everybody = people_of(request.actor)
    chosen = request.GET.get("view", "")
    chosen = chosen if chosen in VIEWS else "staff"
    form = PeopleFilter(request.GET)
    words = form.cleaned_data["q"].strip() if form.is_valid() else ""
    found = everybody.filter(VIEWS[chosen][1], Q(user__name__icontains=words) | Q(user__email__icontains=words))
    page = Paginator(found, 50).get_page(request.GET.get("page"))
    columns = [(column.title, column.cells(request.actor, list(page))) for column in PEOPLE_COLUMNS]
    context = {
        "rows": [(member, [cells.get(member.pk, "") for _, cells in columns]) for member in page],
        "titles": [title for title, _ in columns],
        "page": page,
        "views": _views(request.actor, everybody, chosen),
        "form": form,
        "words": words,
    }
    return render(request, "centres/people.html", context)


def _views(actor: Membership, everybody: QuerySet[Membership], chosen: str) -> list[dict[str, Any]]:
    """Their counts in one query; candidates are counted for the admin alone, who sees them."""
    counts = everybody.order_by().aggregate(**{name: Count("pk", filter=q) for name, (_, q) in VIEWS.items()})
    return [
        {"label": label, "url": f"?view={name}", "count": counts[name], "current": name == chosen}
        for name, (label, _) in VIEWS.items()
        if name != "candidates" or actor.role == Role.ADMIN
    ]


@roles(Role.ADMIN, Role.ASSESSOR, Role.IQA, Role.EQA)
@require_safe
def person(request: ActorRequest, pk: UUID) -> HttpResponse:
    return _person_page(request, get_object_or_404(people_of(request.actor), pk=pk))


def _person_page(
    request: ActorRequest,
    member: Membership,
    form: EndRoleForm | None = None,
    blockers: Sequence[Blocker] = (),
    training: TrainingForm | None = None,
) -> HttpResponse:
    admin = request.actor.role == Role.ADMIN
    context = {
        "member": member,
        "others": people_of(request.actor).filter(user=member.user_id).exclude(pk=member.pk),
        "trainees": people_of(request.actor).filter(countersigner=member, ended_at=None, trainee=True),
        "mail": _mail_of(member) if admin else None,
        "panels": filled(PERSON_PANELS, request.actor, member),
        "entries": _entries(request.actor, member),
        "form": form or EndRoleForm(action=reverse("end_role", args=[member.pk])),
        "opened": form is not None,
        "training_form": training or _training_form(request, member),
        "training_opened": training is not None,
        "may_end": admin and member.ended_at is None and member.pk != request.actor.pk,
        "blockers": blockers,
    }
    return render(request, "centres/person.html", context, status=409 if blockers else 200)


def _training_form(request: ActorRequest, member: Membership) -> TrainingForm | None:
    """For an admin, about somebody who is or was in training."""
    learns = member.trainee or member.countersigner_id is not None
    if request.actor.role != Role.ADMIN or member.ended_at is not None or not learns:
        return None
    return TrainingForm(actor=request.actor, member=member)


def _entries(actor: Membership, member: Membership) -> list[dict[str, Any]]:
    """The newest acts about this membership, for the timeline."""
    events = AuditEvent.objects.visible_to(actor).about(member).select_related("actor__user")[:8]
    return [
        {
            "icon": "dot",
            "who": event.actor.name,
            "what": f"{VERBS.get(event.verb, event.verb)} {'' if event.actor_id == member.pk else member.name}".strip(),
            "at": event.at,
        }
        for event in events
    ]


def _mail_of(member: Membership) -> Job | None:
    """The job that mails the newest invitation: a mail that could not be sent is seen here."""
    newest = member.invitations.order_by("-sent_at").values_list("pk", flat=True).first()
    return Job.objects.filter(purpose="mail_invitation", object_id=str(newest)).first() if newest else None


@roles(Role.ADMIN)
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: ActorRequest) -> HttpResponse:
    form = InviteForm(request.POST or None, actor=request.actor)
    blockers: list[Blocker] = []
    if request.method == "POST" and form.is_valid():
        try:
            member = invite_member(actor=request.actor, **form.cleaned_data)
        except Refused as refusal:
            blockers = refusal.blockers
        else:
            messages.success(request, f"{member.name} is invited. The link works for 14 days.")
            return redirect("person", member.pk)
    context = {"form": form, "blockers": blockers}
    return render(request, "centres/invite.html", context, status=409 if blockers else 200)


@roles(Role.ADMIN)
@require_POST
def invite_again(request: ActorRequest, pk: UUID) -> HttpResponse:
    member = get_object_or_404(people_of(request.actor), pk=pk)
    try:
        resend_invitation(actor=request.actor, membership=member)
    except Refused as refusal:
        return _person_page(request, member, blockers=refusal.blockers)
    messages.success(request, f"A new link is on its way to {member.name}. The earlier one has stopped working.")
    return redirect("person", member.pk)


@roles(Role.ADMIN)
@require_POST
def end_role(request: ActorRequest, pk: UUID) -> HttpResponse:
    member = get_object_or_404(people_of(request.actor), pk=pk)
    form = EndRoleForm(request.POST, action=reverse("end_role", args=[member.pk]))
    if not form.is_valid():
        return _person_page(request, member, form)
    try:
        end_membership(actor=request.actor, membership=member, reason=form.cleaned_data["reason"])
    except Refused as refusal:
        return _person_page(request, member, form, refusal.blockers)
    messages.success(request, f"{member.name}'s role as {member.role_name} has ended. What they did stays.")
    return redirect("person", member.pk)


@roles(Role.ADMIN)
@require_POST
def change_training(request: ActorRequest, pk: UUID) -> HttpResponse:
    member = get_object_or_404(people_of(request.actor), pk=pk)
    form = TrainingForm(request.POST, actor=request.actor, member=member)
    if not form.is_valid():
        return _person_page(request, member, training=form)
    try:
        changed = change(actor=request.actor, membership=member, **form.cleaned_data)
    except Refused as refusal:
        return _person_page(request, member, blockers=refusal.blockers, training=form)
    named = changed.countersigner.name if changed.countersigner else ""
    stands = f"in training, countersigned by {named}" if changed.trainee else "qualified"
    messages.success(request, f"{changed.name} is {stands} from now on.")
    return redirect("person", member.pk)
