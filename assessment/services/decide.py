from assessment.models import CriterionDecision
from assessment.ruling import Ruling
from assessment.services.decide_many import decide_many
from centres.models import Membership
from portfolio.models import CriterionProgress


def decide(
    *,
    actor: Membership,
    progress: CriterionProgress,
    verdict: str,
    valid: bool,
    authentic: bool,
    current: bool,
    sufficient: bool,
    feedback: str = "",
    attempt: int | None = None,
    short_reason: str = "",
) -> CriterionDecision:
    """One criterion; see `decide_many`."""
    ruling = Ruling(progress, verdict, valid, authentic, current, sufficient, feedback, attempt, short_reason)
    return decide_many(actor=actor, rulings=[ruling])[0]
