from assessment.models.decision import RULES_OF_EVIDENCE, CriterionDecision, DecisionEvidence, Verdict
from assessment.models.sign_off import Countersignature, ReopenedCriterion, UnitReopening, UnitSignOff

__all__ = [
    "RULES_OF_EVIDENCE",
    "Countersignature",
    "CriterionDecision",
    "DecisionEvidence",
    "ReopenedCriterion",
    "UnitReopening",
    "UnitSignOff",
    "Verdict",
]
