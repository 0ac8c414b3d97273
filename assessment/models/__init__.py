from assessment.models.adjustment import (
    Adjustment,
    ArrangementKind,
    Consideration,
    Remedy,
)
from assessment.models.appeal import (
    BY_THE_CENTRE,
    Appeal,
    AppealFile,
    AppealLine,
    AppealOutcome,
    AppealPoint,
    AppealStep,
    Stage,
    StepKind,
)
from assessment.models.calendar import CalendarAddress
from assessment.models.check import RecordCheck
from assessment.models.decision import RULES_OF_EVIDENCE, CriterionDecision, DecisionEvidence, Verdict
from assessment.models.message import Message, MessageReading
from assessment.models.need import Asked, Need, NeedDisposal, NeedFile
from assessment.models.phrase import Phrase
from assessment.models.plan import Answer, AssessmentPlan, PlanAnswer, PlanLine, PlanTemplate
from assessment.models.receipt import FeedbackReceipt
from assessment.models.result import QueryAnswer, QueryCode, ResultAnswer, ResultFile, ResultMark, UnitResult
from assessment.models.review import Review, ReviewAction, ReviewSignature
from assessment.models.seal import ActKind, Seal
from assessment.models.sign_off import Countersignature, ReopenedCriterion, UnitReopening, UnitSignOff
from assessment.models.task import Ending, PlannedTask, TaskCriterion

__all__ = [
    "BY_THE_CENTRE",
    "RULES_OF_EVIDENCE",
    "ActKind",
    "Adjustment",
    "Answer",
    "Appeal",
    "AppealFile",
    "AppealLine",
    "AppealOutcome",
    "AppealPoint",
    "AppealStep",
    "ArrangementKind",
    "Asked",
    "AssessmentPlan",
    "CalendarAddress",
    "Consideration",
    "Countersignature",
    "CriterionDecision",
    "DecisionEvidence",
    "Ending",
    "FeedbackReceipt",
    "Message",
    "MessageReading",
    "Need",
    "NeedDisposal",
    "NeedFile",
    "Phrase",
    "PlanAnswer",
    "PlanLine",
    "PlanTemplate",
    "PlannedTask",
    "QueryAnswer",
    "QueryCode",
    "RecordCheck",
    "Remedy",
    "ReopenedCriterion",
    "ResultAnswer",
    "ResultFile",
    "ResultMark",
    "Review",
    "ReviewAction",
    "ReviewSignature",
    "Seal",
    "Stage",
    "StepKind",
    "TaskCriterion",
    "UnitReopening",
    "UnitResult",
    "UnitSignOff",
    "Verdict",
]
