"""Units of assessment about running a ferry: invented, in the layout of the sector body's tables, without a defect."""

from units.handbooks import ExpectedUnit, ReadHandbook, ReadUnit, read_handbook

DECK = ExpectedUnit("4430-901", "Keep the deck tidy", 1, 5, (2, 3), "D/900/0101", 33, None, "A1")
ROPES = ExpectedUnit("4430-902", "Throw a rope ashore", 2, 6, (3, 3), "H/900/0102", 40, None, "A2")
FARES = ExpectedUnit("4430-903", "Collect the fares", 2, 6, (2, 3), "K/900/0103", 40, None, "B1")
UNITS = (DECK, ROPES, FARES)

FRONT = """\


Ferries

QCF Units of Assessment

March 2011

Contents

No.\tTitle\tPage No.
A1\tKeep the deck tidy\t1
A2\tThrow a rope ashore\t3

B1\tCollect the fares\t5

"""

DECK_PAGES = """\
Title:\tKeep the deck tidy
CFA Unit Number:\tA1
Reference Number:\tD/900/0101
Level:\t1
Credit value:\t5
GLH:\t33
Learning outcomes\tAssessment criteria
<i>The learner will:</i>\t<i>The learner can:</i>
1. sweep the deck\t1.1 choose a dry broom 1.2 sweep from the bow to the stern
2. know why a tidy deck matters\t2.1 explain what wet leaves do to shoes 2.2 name 3 things that roll in

\t<p>a swell</p> <p>2.3 describe where the lifebelts hang</p>
Additional information about the unit
Owner's reference\tThis Unit was made up for the ferry tests 2011 - 2015.
Unit aim(s)\tThis unit is about brooms. It takes a

\tquiet morning.
Unit expiry date\t31 st December 2015
Details of the relationship between the unit and relevant national occupational standards (if appropriate)\t\
This Unit directly relates to Unit A1 of the Ferry NOS 2011
Details of the relationship between the unit and other standards or curricula (if appropriate)\tN/A
Assessment requirements specified by a sector or regulatory body (if appropriate)\tSpecified in the Ferry Strategy 2011
Endorsement of the unit by a sector or other appropriate body (if required)\tInstitute of Ferries
Location of the unit within the subject/sector classification system\t4. Boats

Name of the organisation submitting the unit\tRiver and Company
Availability for use\tAvailable to all ferries
Availability for delivery\t1 st March 2011
Guided Learning Hours (glh)\t33

"""

ROPES_PAGES = """\
Title:\tThrow a rope ashore\t
CFA Unit Number:\tA2\t
Reference Number:\tH/900/0102\t
Level:\t2\t
Credit Value:\t6\t
GLH:\t40\t
Learning outcomes\tAssessment criteria\t
<i>The learner will:</i>\t<i>The learner can:</i>\t
1. throw the rope\t1.1 coil the rope clockwise 1.2 warn passengers before throwing 1.3 aim at the bollard\t
2. understand ropes\t2.1 compare hemp with nylon 2.2 explain what salt does to a knot 2.3 identify a worn strand

<p>Additional information about the unit</p>\t
<p>Owner’s Reference</p>\t<p>This Unit was made up for the ferry tests 2011 - 2015.</p>
<p>Unit aim(s)</p>\t<p>This unit is about ropes.</p>
<p>Unit expiry date</p>\t<p>31 December 2015</p>
<p>Details of the relationship between the unit and relevant national occupational standards (if appropriate)</p>\t\
<p>This Unit directly relates to unit A2 of the Ferry NOS 2011</p>
<p>Details of the relationship between the unit and other standards or curricula (if appropriate)</p>\t<p>N/A</p>
<p>Assessment requirements specified by a sector or regulatory body (if appropriate)</p>\t\
<p>Specified in the Ferry Strategy 2011</p>
<p>Endorsement of the unit by a sector or other appropriate body (if required)</p>\t<p>Institute of Ferries</p>
<p>Location of the unit within the subject/sector classification system</p>\t<p>4. Boats</p>
Name of the organisation submitting the unit\tRiver and Company
Availability for use\tAvailable to all ferries
Availability for delivery\t1 Mar 2011
GLH\t40

"""

FARES_PAGES = """\
Title:\tCollect the fares
CFA Unit Number:\tB1
Reference Number:\tK/900/0103
Level:\t2
Credit value:\t6
GLH:\t40
Learning outcomes\tAssessment criteria
<i>The learner will:</i>\t<i>The learner can:</i>
1. ask for the fare\t1.1 greet each passenger 1.2 name the fare
2. know the fares\t2.1 list the fares of the day 2.2 explain who travels free 2.3 describe how to count coins
Additional information about the unit
Owner's reference\tThis Unit was made up for the ferry tests 2011 - 2015.
Unit aim(s)\tThis unit is about coins.
Unit expiry date\t31st December 2015
Details of the relationship between the unit and relevant national occupational standards (if appropriate)\t\
This Unit directly relates to Unit B1 of the Ferry NOS 2011
Details of the relationship between the unit and other standards or curricula (if appropriate)\tN/A
Assessment requirements specified by a sector or regulatory body (if appropriate)\tSpecified in the Ferry Strategy 2011
Endorsement of the unit by a sector or other appropriate body (if required)\tInstitute of Ferries
Location of the unit within the subject/sector classification system\t4. Boats
Name of the organisation submitting the unit\tRiver and Company
Availability for use\tAvailable to all ferries
Availability for delivery\t1 st March 2011
Guided Learning Hours (glh)\t40
"""

DOCUMENT = FRONT + DECK_PAGES + ROPES_PAGES + FARES_PAGES


def changed(*pairs: tuple[str, str], document: str = DOCUMENT) -> str:
    """The document with places changed; a place that is not there exactly once is a mistake of the test."""
    for old, new in pairs:
        assert document.count(old) == 1, f"{old!r} occurs {document.count(old)} times"
        document = document.replace(old, new)
    return document


def read(document: str = DOCUMENT, units: tuple[ExpectedUnit, ...] = UNITS) -> ReadHandbook:
    return read_handbook(document, expected=units)


def unit(handbook: ReadHandbook, code: str) -> ReadUnit:
    return next(unit for unit in handbook.units if unit.code == code)


def criteria(handbook: ReadHandbook, code: str) -> list[tuple[str, str, str]]:
    """Number, label as printed, and text of each criterion."""
    read = [criterion for outcome in unit(handbook, code).outcomes for criterion in outcome.criteria]
    return [(criterion.number, criterion.printed, criterion.text) for criterion in read]


def rows(handbook: ReadHandbook) -> list[tuple[str, str, str, str]]:
    """Severity, subject, printed and stored of each correction that the sound document has not."""
    sound = {(row.severity, row.subject, row.printed, row.stored) for row in read().corrections}
    found = [(row.severity, row.subject, row.printed, row.stored) for row in handbook.corrections]
    return [row for row in found if row not in sound]


def reason(handbook: ReadHandbook, printed: str) -> str:
    """The reason of the one row, correction or contradiction, that has this printed."""
    found = [row.reason for row in (*handbook.corrections, *handbook.contradictions) if row.printed == printed]
    assert len(found) == 1, found
    return found[0]


def contradictions(handbook: ReadHandbook) -> list[tuple[str, str, str, str]]:
    return [(row.severity, row.subject, row.printed, row.stored) for row in handbook.contradictions]
