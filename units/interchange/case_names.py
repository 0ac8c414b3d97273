"""What CASE 1.1 calls the parts of a qualification, and where stands what it has no field for.

The model: https://www.imsglobal.org/spec/case/v1p1. A package is one document, a flat list of items, and a list of
associations of which those of the type isChildOf make the tree. Every class has `extensions`, a free object.
"""

import uuid

NAMESPACE = uuid.UUID("ce50c8cd-0dad-4e04-8f43-e32062b66fa4")  # of every identifier; another would give all anew
EXTENSION = "attest"  # our key in `extensions`

UNIT, OUTCOME, CRITERION = "Unit", "Learning Outcome", "Assessment Criterion"
ROLES = {"unit": UNIT, "learning outcome": OUTCOME, "outcome": OUTCOME, "assessment criterion": CRITERION}
ROLES |= {"criterion": CRITERION}  # what other bodies call them, in small letters

# By column of the spreadsheet: the fields of CASE that hold them, and those that stand in our extension.
DOCUMENT_FIELDS = {
    "title": "title",
    "awarding_organisation": "creator",
    "version": "version",
    "registration_from": "statusStartDate",
    "registration_until": "statusEndDate",
}
DOCUMENT_EXTRA = (
    *("code", "scheme", "level", "published_on", "number", "guided_hours", "total_hours", "grading", "minimum_age"),
)
UNIT_FIELDS = {"title": "fullStatement", "available_from": "statusStartDate", "expires_on": "statusEndDate"}
UNIT_EXTRA = (
    *("scheme", "number", "reference", "level", "credit", "group", "edition", "guided_hours", "method", "minutes"),
    *("sector_number", "suits", "standards", "key_skills", "aim"),
)


def identifier(*path: str) -> str:
    """Always the same for the same place in the same edition of a qualification."""
    return str(uuid.uuid5(NAMESPACE, "\x1f".join(path)))
