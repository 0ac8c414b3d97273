from assessment.models.decision import RULES_OF_EVIDENCE, CriterionDecision, DecisionEvidence, Verdict
from assessment.models.result import QueryAnswer, QueryCode, ResultAnswer, ResultFile, ResultMark, UnitResult
from assessment.models.sign_off import Countersignature, ReopenedCriterion, UnitReopening, UnitSignOff

__all__ = [
    "RULES_OF_EVIDENCE",
    "Countersignature",
    "CriterionDecision",
    "DecisionEvidence",
    "QueryAnswer",
    "QueryCode",
    "ReopenedCriterion",
    "ResultAnswer",
    "ResultFile",
    "ResultMark",
    "UnitReopening",
    "UnitResult",
    "UnitSignOff",
    "Verdict",
]
