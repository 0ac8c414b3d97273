from assessment.models.decision import CriterionDecision, DecisionEvidence, Verdict
from assessment.models.sign_off import Countersignature, UnitReopening, UnitSignOff

__all__ = ["Countersignature", "CriterionDecision", "DecisionEvidence", "UnitReopening", "UnitSignOff", "Verdict"]
