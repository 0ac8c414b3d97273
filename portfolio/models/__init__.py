from portfolio.models.candidate import Candidate
from portfolio.models.conflict import ConflictEnd, ConflictMitigation, ConflictOfInterest
from portfolio.models.enrolment import CriterionProgress, UnitEnrolment
from portfolio.models.evidence import Evidence, RecordAnswer
from portfolio.models.file import Disposal, Preview, StoredFile
from portfolio.models.link import EvidenceLink, PinKind, Pinpoint
from portfolio.models.plan import Aim, UnitPlan
from portfolio.models.registration import Registration
from portfolio.models.sufficiency import SufficiencyRule
from portfolio.models.suitability import SuitabilityAcknowledgement
from portfolio.models.upload import Upload
from portfolio.models.witness import Testimony, TestimonyCheck, WitnessCode, WitnessLink, WitnessRequest

__all__ = [
    "Aim",
    "Candidate",
    "ConflictEnd",
    "ConflictMitigation",
    "ConflictOfInterest",
    "CriterionProgress",
    "Disposal",
    "Evidence",
    "EvidenceLink",
    "PinKind",
    "Pinpoint",
    "Preview",
    "RecordAnswer",
    "Registration",
    "StoredFile",
    "SufficiencyRule",
    "SuitabilityAcknowledgement",
    "Testimony",
    "TestimonyCheck",
    "UnitEnrolment",
    "UnitPlan",
    "Upload",
    "WitnessCode",
    "WitnessLink",
    "WitnessRequest",
]
