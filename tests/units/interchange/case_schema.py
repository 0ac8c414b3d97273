"""What CASE 1.1 asks of the parts that we write, as a JSON schema of our own.

After the information model and the REST/JSON binding at https://www.imsglobal.org/spec/case/v1p1: objects inside a
package take no other property than these, and `extensions` is a free object.
"""

from typing import Any

UUID = {"type": "string", "pattern": "^[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$"}
NORMALISED = {"type": "string", "pattern": "^[^\\t\\r\\n]*$"}
TEXT = {"type": "string"}
TEXTS = {"type": "array", "items": NORMALISED}
URI = {"type": "string", "pattern": "^https?://[^\\s]+$"}
DATE = {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
MOMENT = {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$"}
FREE = {"type": "object"}


def closed(required: list[str], **properties: Any) -> dict[str, Any]:
    return {"type": "object", "required": required, "properties": properties, "additionalProperties": False}


LINK = closed(["title", "identifier", "uri"], title=NORMALISED, identifier=UUID, uri=URI)
OWN: dict[str, Any] = {"identifier": UUID, "uri": URI, "lastChangeDateTime": MOMENT, "extensions": FREE}
NEEDED = ["identifier", "uri", "lastChangeDateTime"]

DOCUMENT = closed(
    [*NEEDED, "creator", "title"],
    **OWN,
    creator=NORMALISED,
    title=NORMALISED,
    caseVersion={"const": "1.1"},
    frameworkType=NORMALISED,
    officialSourceURL=URI,
    publisher=NORMALISED,
    description=TEXT,
    subject=TEXTS,
    language=NORMALISED,
    version=NORMALISED,
    adoptionStatus=NORMALISED,
    statusStartDate=DATE,
    statusEndDate=DATE,
    licenseURI=LINK,
    notes=TEXT,
)
ITEM = closed(
    [*NEEDED, "fullStatement"],
    **OWN,
    fullStatement={"type": "string", "minLength": 1},
    alternativeLabel=NORMALISED,
    CFItemType=NORMALISED,
    CFItemTypeURI=LINK,
    humanCodingScheme=NORMALISED,
    listEnumeration=NORMALISED,
    abbreviatedStatement=NORMALISED,
    conceptKeywords=TEXTS,
    notes=TEXT,
    subject=TEXTS,
    language=NORMALISED,
    educationLevel=TEXTS,
    licenseURI=LINK,
    statusStartDate=DATE,
    statusEndDate=DATE,
)
ASSOCIATION = closed(
    [*NEEDED, "associationType", "originNodeURI", "destinationNodeURI"],
    **OWN,
    associationType={"enum": ["isChildOf"]},  # one of ten, and the only one that we write
    sequenceNumber={"type": "integer"},
    originNodeURI=LINK,
    destinationNodeURI=LINK,
    CFAssociationGroupingURI=LINK,
    notes=TEXT,
)
ITEM_TYPE = closed(
    [*NEEDED, "title", "description", "hierarchyCode"],
    **OWN,
    title=NORMALISED,
    description=TEXT,
    hierarchyCode=NORMALISED,
    typeCode=NORMALISED,
)
PACKAGE = closed(
    ["CFDocument"],
    CFDocument=DOCUMENT,
    CFItems={"type": "array", "items": ITEM},
    CFAssociations={"type": "array", "items": ASSOCIATION},
    CFDefinitions=closed([], CFItemTypes={"type": "array", "items": ITEM_TYPE}, extensions=FREE),
    extensions=FREE,
)
