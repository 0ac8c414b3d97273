from units.models.approval import ExternalAccess, QualificationApproval, RegistrationExtension
from units.models.competence import Competence
from units.models.handbook import HandbookImport, QualityIssue
from units.models.qualification import AwardingOrganisation, Qualification, Specification, StructureUnit
from units.models.unit import Criterion, Outcome, Unit

__all__ = [
    "AwardingOrganisation",
    "Competence",
    "Criterion",
    "ExternalAccess",
    "HandbookImport",
    "Outcome",
    "Qualification",
    "QualificationApproval",
    "QualityIssue",
    "RegistrationExtension",
    "Specification",
    "StructureUnit",
    "Unit",
]
