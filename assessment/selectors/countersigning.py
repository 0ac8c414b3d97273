"""Sign-offs that wait for a countersigner."""

from django.db.models import Exists, OuterRef, Q

from assessment.models import CriterionDecision, UnitResult, UnitSignOff
from assessment.models.sign_off import SignOffQuerySet
from centres.models import Membership


def awaiting(actor: Membership) -> list[UnitSignOff]:
    """Those of the trainees whom the actor countersigns, the oldest first."""
    rows = awaiting_rows(actor)
    parts = ("enrolment__unit", "enrolment__registration__candidate", "assessor__user")
    return list(rows.select_related(*parts).order_by("at"))


def with_work_to_countersign(actor: Membership) -> Q:
    """A candidate stays open to the countersigner of somebody who decided or signed off there in training."""
    made = CriterionDecision.objects.in_training().filter(assessor__countersigner=actor)
    marked = UnitResult.objects.marked_in_training().filter(recorded_by__countersigner=actor)
    signed = UnitSignOff.objects.filter(in_training=True, assessor__countersigner=actor)
    return (
        Q(pk__in=made.values("progress__enrolment__registration"))
        | Q(pk__in=marked.values("enrolment__registration"))
        | Q(pk__in=signed.values("enrolment__registration"))
    )


def awaiting_rows(actor: Membership) -> SignOffQuerySet:
    """Signed off in training, or resting on what was judged in training, whoever signed off and whatever they are now.

    A sign-off of which neither is on record awaits the countersigner of the person who signed.
    """
    decided = CriterionDecision.objects.filter(progress__enrolment=OuterRef("enrolment")).newest().in_training()
    marked = UnitResult.objects.filter(enrolment=OuterRef("enrolment")).marked_in_training()
    nobody_else = ~Exists(decided) & ~Exists(marked)
    covered = Q(assessor__countersigner=actor) & (Q(in_training=True) | nobody_else)
    theirs = Exists(decided.filter(assessor__countersigner=actor)) | Exists(
        marked.filter(recorded_by__countersigner=actor)
    )
    rows: SignOffQuerySet = UnitSignOff.objects.visible_to(actor).awaiting()
    return rows.filter(covered | theirs)
