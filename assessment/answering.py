"""What a candidate signs is read again under the lock of their registration."""

from assessment.locks import lock_registration
from assessment.models import AssessmentPlan, Review
from centres.models import Membership
from portfolio.permissions import require_owner


def lock_plan(actor: Membership, plan: AssessmentPlan) -> AssessmentPlan:
    require_owner(actor, plan.registration)
    registration = lock_registration(plan.registration)
    current: AssessmentPlan = AssessmentPlan.objects.select_related("answer").get(pk=plan.pk)
    current.registration = registration
    return current


def lock_review(actor: Membership, review: Review) -> Review:
    require_owner(actor, review.registration)
    registration = lock_registration(review.registration)
    current: Review = Review.objects.select_related("signature").get(pk=review.pk)
    current.registration = registration
    return current
