"""Reviews: the assessor writes and signs, the candidate signs, everybody entitled reads."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessment.models import Review
from assessment.plan_forms import CommentForm, ReviewForm
from assessment.selectors.plans import review_due, reviews_of, usual_next
from assessment.selectors.tasks import tasks_to_do
from assessment.services import record_review as recording
from assessment.services import sign_review as signing
from assessment.views.plans import NOT_SIGNED
from assessment.views.tasks import STAFF, registration_of
from centres.gates import Blocker, Refused
from centres.models import Role
from centres.permissions import ActorRequest, roles
from portfolio.models import Registration
from portfolio.selectors.registrations import own_registration


@roles(*STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def reviews(request: ActorRequest, pk: UUID) -> HttpResponse:
    registration = registration_of(request, pk)
    following = usual_next(registration)
    if request.method != "POST":
        return _page(request, registration, ReviewForm(registration=registration, next_on=following))
    form = ReviewForm(request.POST, registration=registration, next_on=following)
    if not form.is_valid():
        return _page(request, registration, form)
    said = {name: form.cleaned_data[name] for name in ("held_on", "progress", "next_on", "actions")}
    try:
        if not form.cleaned_data["signed"]:
            raise Refused(NOT_SIGNED)
        mark = request.POST.get("draft_mark", "")
        recording.record_review(actor=request.actor, registration=registration, new=form.new, draft_mark=mark, **said)
    except Refused as refusal:
        return _page(request, registration, form, refusal.blockers)
    messages.success(request, f"The review is signed. {registration.candidate} finds it on their home page to sign.")
    return redirect("reviews", registration.pk)


@roles(Role.CANDIDATE)
@require_safe
def my_reviews(request: ActorRequest) -> HttpResponse:
    return _page(request, own_registration(request))


@roles(Role.CANDIDATE)
@require_POST
def sign_review(request: ActorRequest, pk: UUID) -> HttpResponse:
    rows = Review.objects.visible_to(request.actor).select_related("registration__candidate")
    review = get_object_or_404(rows, pk=pk)
    form = CommentForm(request.POST)
    if not form.is_valid():
        return _page(request, review.registration, comment=form)
    try:
        if not form.cleaned_data["signed"]:
            raise Refused(NOT_SIGNED)
        comment, mark = form.cleaned_data["comment"], request.POST.get("draft_mark", "")
        signing.sign_review(actor=request.actor, review=review, comment=comment, draft_mark=mark)
    except Refused as refusal:
        return _page(request, review.registration, refused=refusal.blockers, comment=form)
    messages.success(request, "Signed.")
    return redirect("my_reviews")


def _page(
    request: ActorRequest,
    registration: Registration,
    form: ReviewForm | None = None,
    refused: list[Blocker] | None = None,
    comment: CommentForm | None = None,
) -> HttpResponse:
    rows: list[Any] = reviews_of(registration)
    signs = request.actor.role == Role.ASSESSOR
    due = review_due(registration, rows[0] if rows else None)
    context = {
        "registration": registration,
        "reviews": rows,
        "due": due,
        "overdue": due < timezone.localdate(),
        "form": form if signs else None,
        "tasks": tasks_to_do(registration) if signs else [],
        "comment": comment or CommentForm(),
        "refused": refused,
        "today": timezone.localdate(),
    }
    return render(request, "assessment/reviews.html", context, status=409 if refused else 200)
