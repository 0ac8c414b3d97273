"""Appeals: begun by the candidate or an admin, and taken from stage to stage by whoever's turn it is."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessment import appeal_policies as policies
from assessment.appeal_forms import DECIDING, NAMING, TITLES, AppealForm, StepForm, name_of
from assessment.models import Appeal, AppealFile, StepKind
from assessment.selectors.appeals import LISTED, AppealPage, Line, appealable, listed, their_turn
from assessment.services import acknowledge_appeal as naming
from assessment.services import decide_appeal as deciding
from assessment.services import extend_appeal as extending
from assessment.services import lodge_appeal as lodging
from assessment.services import take_appeal_step as stepping
from assessment.views.unit import visible_enrolment
from centres.gates import Blocker, Refused
from centres.models import Role
from centres.permissions import EVERY_ROLE, ActorRequest, roles
from centres.policy import policy_on
from portfolio.serving import serve

STAFF = (Role.ASSESSOR, Role.IQA, Role.ADMIN, Role.EQA)
DOERS = (Role.CANDIDATE, Role.ASSESSOR, Role.IQA, Role.ADMIN)


@roles(Role.CANDIDATE)
@require_safe
def my_appeals(request: ActorRequest) -> HttpResponse:
    return _list(request, [])


@roles(*STAFF)
@require_safe
def appeals(request: ActorRequest) -> HttpResponse:
    rows = Appeal.objects.visible_to(request.actor)
    counts = {"yours": their_turn(request.actor).count(), "open": rows.open().count(), "all": rows.count()}
    labels = {"yours": "Your turn", "open": "Open", "all": "All"}
    view = _view(request)
    return _list(
        request,
        [
            {"label": labels[code], "count": number, "url": f"?view={code}", "current": code == view}
            for code, number in counts.items()
        ],
    )


def _view(request: ActorRequest) -> str:
    view = request.GET.get("view", "")
    return view if view in ("yours", "open", "all") else "open"


def _list(request: ActorRequest, views: list[dict[str, Any]]) -> HttpResponse:
    rows = listed(request.actor)
    view = _view(request) if views else "all"
    if view == "yours":
        rows = rows.filter(pk__in=their_turn(request.actor).values("pk"))
    elif view == "open":
        rows = rows.open()  # type: ignore[attr-defined]
    page = Paginator(rows, 50).get_page(request.GET.get("page"))
    lines = [Line(appeal, request.actor) for appeal in page]
    open_ones = sum(line.appeal.is_open for line in lines)
    context = {"lines": lines, "page": page, "views": views, "view": view, "open": open_ones}
    return render(request, "assessment/appeals.html", context)


@roles(Role.CANDIDATE, Role.ADMIN)
@require_http_methods(["GET", "HEAD", "POST"])
def begin_appeal(request: ActorRequest, pk: UUID) -> HttpResponse:
    """`?about=` takes keys of decisions, as the feedback gives them."""
    enrolment = visible_enrolment(request, pk)
    centre = enrolment.registration.centre_id
    form = AppealForm(
        request.POST or None,
        request.FILES or None,
        initial={"about": request.GET.getlist("about")},
        things=appealable(enrolment),
        actor=request.actor,
        assessor=enrolment.registration.assessor.name,
        days=(policy_on(centre, policies.EXPLAIN_DAYS), policy_on(centre, policies.ACKNOWLEDGE_DAYS)),
    )
    blockers: list[Blocker] = []
    if request.method == "POST" and form.is_valid():
        try:
            made = lodging.lodge_appeal(
                actor=request.actor,
                enrolment=enrolment,
                about=form.chosen,
                text=form.cleaned_data["text"],
                formal=form.cleaned_data.get("route") == "formal",
                files=form.cleaned_data["attached"],
            )
        except Refused as refusal:
            blockers = refusal.blockers
        else:
            messages.success(request, "The appeal is in. This page says where it stands, who acts next and by when.")
            return redirect("appeal", made.pk)
    context = {"enrolment": enrolment, "form": form, "blockers": blockers}
    return render(request, "assessment/begin_appeal.html", context, status=409 if blockers else 200)


def _appeal(request: ActorRequest, pk: UUID) -> Appeal:
    found: Appeal = get_object_or_404(Appeal.objects.visible_to(request.actor).select_related(*LISTED), pk=pk)
    return found


@roles(*EVERY_ROLE)
@require_safe
def appeal(request: ActorRequest, pk: UUID) -> HttpResponse:
    return _page(request, _appeal(request, pk))


def _page(
    request: ActorRequest, row: Appeal, posted: StepForm | None = None, blockers: list[Blocker] | None = None
) -> HttpResponse:
    page = AppealPage(request.actor, row)
    forms = [
        (TITLES[kind], posted if posted and posted.kind == kind else _form(request, page, kind)) for kind in page.kinds
    ]
    unsent = posted.words if posted and posted.kind not in page.kinds else ""
    context = {"page": page, "appeal": row, "forms": forms, "blockers": blockers, "posted": posted, "unsent": unsent}
    return render(request, "assessment/appeal.html", context, status=409 if posted else 200)


def _form(request: ActorRequest, page: AppealPage, kind: StepKind, *posted: Any) -> StepForm:
    """What was answered is asked once more of whoever sends the answer: a second press says what the first did."""
    action = reverse("appeal_step", args=[page.appeal.pk, kind.value])
    answered = [point for point in page.points if f"{kind.value}-{name_of(point)}" in request.POST]
    points = answered if posted and answered else page.undecided
    return StepForm(*posted, kind=kind, appeal=page.appeal, actor=page.actor, points=points, action=action)


@roles(*DOERS)
@require_POST
def appeal_step(request: ActorRequest, pk: UUID, kind: str) -> HttpResponse:
    row = _appeal(request, pk)
    if kind not in TITLES:
        raise Http404
    form = _form(request, AppealPage(request.actor, row), StepKind(kind), request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, row, form)
    try:
        _take(request, row, form)
    except Refused as refusal:
        return _page(request, _appeal(request, pk), form, refusal.blockers)
    messages.success(request, "Done. The candidate sees it here." if request.actor.role != Role.CANDIDATE else "Done.")
    return redirect("appeal", row.pk)


def _take(request: ActorRequest, row: Appeal, form: StepForm) -> None:
    given = form.cleaned_data
    who: dict[str, Any] = {"actor": request.actor, "appeal": row}
    files = given.get("attached", [])
    if form.kind in DECIDING:
        deciding.decide_appeal(**who, finding=form.finding(), files=files)
    elif form.kind in NAMING:
        naming.acknowledge_appeal(**who, decider=given["decider"], text=given["text"], kind=form.kind)
    elif form.kind == StepKind.EXTENDED:
        extending.extend_appeal(**who, due_on=given["due_on"], reason=given["text"])
    else:
        reference = given.get("reference", "")
        stepping.take_appeal_step(**who, kind=form.kind, text=given["text"], reference=reference, files=files)


@roles(*EVERY_ROLE)  # type: ignore[arg-type]  # a streamed answer is an answer
@require_safe
def appeal_file(request: ActorRequest, pk: UUID) -> HttpResponseBase:
    visible = Appeal.objects.visible_to(request.actor)
    row = get_object_or_404(AppealFile.objects.filter(step__appeal__in=visible).select_related("file"), pk=pk)
    return serve(request, row.file, name=row.name, inline=False)
