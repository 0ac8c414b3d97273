"""Short ways to an appeal of Carol's: Bob decided one criterion not yet met, another met, and she disagrees."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from assessment.models import Appeal, AppealOutcome, CriterionDecision, StepKind
from assessment.services.acknowledge_appeal import acknowledge_appeal
from assessment.services.decide_appeal import Finding, decide_appeal
from assessment.services.lodge_appeal import lodge_appeal
from assessment.services.take_appeal_step import take_appeal_step
from centres.models import Membership
from tests.assessment.acts import NOT_YET, judge
from tests.assessment.conftest import Work
from tests.cast import Cast

WRONG = "I sent the reply of the customer with it."


def letter() -> list[Any]:
    return [SimpleUploadedFile("letter.txt", b"Dear centre, I appeal.", content_type="text/plain")]


def not_yet(cast: Cast, work: Work, number: int = 0) -> CriterionDecision:
    return judge(cast.bob, work.rows[number], **NOT_YET)


def lodged(cast: Cast, *about: Any, formal: bool = True, text: str = WRONG) -> Appeal:
    enrolment = about[0].progress.enrolment if isinstance(about[0], CriterionDecision) else about[0].enrolment
    return lodge_appeal(actor=cast.carol, enrolment=enrolment, about=about, text=text, formal=formal)


def take(actor: Membership, appeal: Appeal, kind: StepKind, text: str = "Said.", **more: Any) -> Appeal:
    take_appeal_step(actor=actor, appeal=appeal, kind=kind, text=text, **more)
    appeal.refresh_from_db()
    return appeal


def acknowledged(cast: Cast, appeal: Appeal, decider: Membership) -> Appeal:
    acknowledge_appeal(actor=cast.alice, appeal=appeal, decider=decider, text="It has arrived.")
    appeal.refresh_from_db()
    return appeal


def looked_into(cast: Cast, appeal: Appeal, decider: Membership) -> Appeal:
    return take(
        decider, acknowledged(cast, appeal, decider), StepKind.INVESTIGATED, "I read the item and the feedback."
    )


def decided(
    appeal: Appeal, actor: Membership, *upheld: bool, anew: Membership | None = None, **more: Any
) -> AppealOutcome:
    """`upheld`: of each point that no earlier stage upheld."""
    points = dict(zip([point.pk for point in appeal.points.undecided()], upheld, strict=True))
    finding = Finding(points, **({"reasons": "The reply is on page 2.", "assessor": anew} | more))
    made = decide_appeal(actor=actor, appeal=appeal, finding=finding)
    appeal.refresh_from_db()
    return made
