from portfolio.models.candidate import Candidate
from portfolio.models.enrolment import CriterionProgress, UnitEnrolment
from portfolio.models.evidence import Evidence, EvidenceLink
from portfolio.models.file import Preview, StoredFile
from portfolio.models.registration import Registration

__all__ = [
    "Candidate",
    "CriterionProgress",
    "Evidence",
    "EvidenceLink",
    "Preview",
    "Registration",
    "StoredFile",
    "UnitEnrolment",
]
