from collections import Counter
from uuid import UUID

from django.contrib import messages
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.views.decorators.http import require_http_methods

from assessment.forms import SharedFeedbackForm
from assessment.models import Adjustment, CriterionDecision
from assessment.readiness import is_complete
from assessment.selectors.marking import Desk
from assessment.selectors.queue import QueueRow
from assessment.services.decide_many import decide_many
from assessment.waiting import waiting_links
from centres.gates import Blocker, Refused
from centres.models import Membership, Role
from centres.permissions import ActorRequest, roles
from centres.prepared import one_or_404, prepared
from portfolio.models import Evidence


@require_http_methods(["GET", "POST"])
@roles(Role.ASSESSOR)
def marking(request: ActorRequest, pk: UUID) -> HttpResponse:
    item: Evidence = one_or_404(_item(request.actor, pk))
    desk = Desk(request.actor, item, request.GET, request.POST if request.method == "POST" else None)
    shared = SharedFeedbackForm(request.POST if request.method == "POST" else None)
    context = {"desk": desk, "shared": shared}
    if request.method == "GET":
        return render(request, "assessment/marking.html", context)
    following = desk.following  # as the queue stood when the person pressed the button
    try:
        decisions = _save(request, desk, shared)
    except Refused as refusal:
        return render(request, "assessment/marking.html", context | {"blockers": refusal.blockers}, status=409)
    _say(request, item, decisions)
    return _onwards(following)


@prepared
def _item(actor: Membership, pk: UUID) -> QuerySet[Evidence]:
    parts = ("file", "registration__candidate", "registration__assessor__user", "registration__assessor__countersigner")
    adjusted = Adjustment.objects.filter(registration=OuterRef("registration"))
    rows: QuerySet[Evidence] = Evidence.objects.visible_to(actor).select_related(*parts)
    return rows.annotate(has_adjustments=Exists(adjusted)).filter(pk=pk)


def _save(request: ActorRequest, desk: Desk, shared: SharedFeedbackForm) -> list[CriterionDecision]:
    """Only what was answered; a criterion that was left alone stays in the queue."""
    forms = [one.form for one in desk.lines if one.form.touched]
    wrong = [blocker for form in forms for blocker in form.objections()]
    wrong += [
        Blocker("field", f"For several criteria: {error}") for errors in shared.errors.values() for error in errors
    ]
    if wrong:
        raise Refused(*wrong)
    if not forms:
        raise Refused(
            Blocker("nothing", "No criterion is decided.", "Choose Met or Not yet met, or go on to the next item.")
        )
    words = shared.cleaned_data["shared"], shared.cleaned_data["shared_reason"]
    draft = {"draft": f"marking:{desk.item.pk}", "draft_mark": request.POST.get("draft_mark", "")}
    return decide_many(actor=request.actor, rulings=[form.ruling(*words) for form in forms], **draft)


def _say(request: ActorRequest, item: Evidence, decisions: list[CriterionDecision]) -> None:
    """What was saved, and the way back: what is met is reopened with a reason, what is not yet met decided again."""
    counts = Counter(decision.get_verdict_display().lower() for decision in decisions)
    said = ", ".join(f"{number} {verdict}" for verdict, number in counts.items())
    back = reverse("marking", args=[item.pk])
    messages.success(request, format_html('Saved: {}. <a href="{}">Something wrong?</a>', said, back))
    for enrolment in {decision.progress.enrolment for decision in decisions}:
        if is_complete(enrolment):
            link = '{}: every criterion is met. <a href="{}">Sign the unit off</a>'
            messages.success(request, format_html(link, enrolment.unit.title, reverse("unit", args=[enrolment.pk])))


def _onwards(following: list[QueueRow]) -> HttpResponse:
    """To the next item that still waits, round the queue, else to the empty queue."""
    waiting = set(waiting_links().filter(evidence__in=[row.pk for row in following]).values_list("evidence", flat=True))
    item = next((row.pk for row in following if row.pk in waiting), None)
    return redirect("marking", item) if item else redirect("queue")
