from units.models.approval import ExternalAccess, QualificationApproval, RegistrationExtension
from units.models.comparison import Comparison, Predecessor
from units.models.competence import Competence
from units.models.draft import Draft
from units.models.handbook import HandbookImport, QualityIssue
from units.models.qualification import AwardingOrganisation, Qualification, Specification, StructureUnit
from units.models.requirement import EvidenceRequirement
from units.models.rule_check import RuleCheck, RuleDecision
from units.models.search import SearchEntry
from units.models.unit import Criterion, Outcome, Unit

__all__ = [
    "AwardingOrganisation",
    "Comparison",
    "Competence",
    "Criterion",
    "Draft",
    "EvidenceRequirement",
    "ExternalAccess",
    "HandbookImport",
    "Outcome",
    "Predecessor",
    "Qualification",
    "QualificationApproval",
    "QualityIssue",
    "RegistrationExtension",
    "RuleCheck",
    "RuleDecision",
    "SearchEntry",
    "Specification",
    "StructureUnit",
    "Unit",
]
