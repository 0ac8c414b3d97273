"""A handbook about keeping a lighthouse: invented, in the layout of ProQual's scanned pages, without a defect."""

from units.handbooks import ExpectedUnit, ReadHandbook, ReadUnit, read_handbook

LAMP = ExpectedUnit("R/900/0001", "Tend the lamp", 2, 4, (2, 2))
LOG = ExpectedUnit("J/900/0013", "Keep the station log", 3, 3, (2, 1))
FOG = ExpectedUnit("D/900/0003", "Sound the fog signal", 2, 5, (1, 2))
UNITS = (LAMP, LOG, FOG)

FRONT = """\
 Introduction

Everything here was made up for a test of ProQual Awarding Body's layout.

Qualification title ProQual Level 2 Award in Lighthouse Keeping

Ofqual qualification number 900/0001/8

Level 2

Total qualification time 120 hours

Guided learning hours 45
Grading Pass or fail

Qualification start date 3/2/2020

Qualification end date 1/12/2031
 Qualification Structure

Group A Mandatory Units

Unit Reference Unit Title Unit | Credit
Number Level | Value
R/900/0001 Tend the lamp 2 4
Group B Optional Units
Unit Reference I Unit | Credit
Number Unit Title Level | Value
J/900/0013 Keep the station log 3 3
D/900/0003 Sound the fog signal 2 5
 Centre Requirements

Centres need a cliff.
"""

# Three blocks one after the other, on two pages.
LAMP_PAGES = """\
 Unit R/900/0001

Tend the lamp

Learning Outcome - The learner will:

1 Understand why the lamp must
never go out

2 Be able to trim the wick

ProQual, August 2023
Level 2 Award in Lighthouse Keeping

1.1

1.2

2.1

Assessment Criterion - The learner can:

Explain what a dark night does to
passing ships

Describe the parts of the lamp

Trim the wick before the dusk

7



Learning Outcome - The learner will:
 Assessment Criterion - The learner can:

2.2

Clean the glass until the keeper's face
shows in it
"""

# Labels at the end of the outcomes' lines.
LOG_PAGES = """\
 Unit J/900/0013

Keep the station log

Learning Outcome - The learner
will:

1 Be able to write the log 1.1
of each watch

1.2
2 Understand who reads the log 2.1

Assessment Criterion - The learner can:

Record the weather at each change of
watch

Describe each passing ship

Explain what the harbour master looks for
"""

# Labels beside their criteria.
FOG_PAGES = """\
 Unit D/900/0003

Sound the fog signal

Learning Outcome - The learner will:

1 Understand when fog is thick

2 Be able to sound the signal
 Assessment Criterion - The learner can:

1.1 Explain how to judge the range of sight
from the gallery

2.1 Describe the signal's rhythm

2.2 Trim the signal's horn
"""

DOCUMENT = FRONT + LAMP_PAGES + LOG_PAGES + FOG_PAGES


def changed(old: str, new: str, document: str = DOCUMENT) -> str:
    """The document with one place changed; a place that is not there exactly once is a mistake of the test."""
    assert document.count(old) == 1, f"{old!r} occurs {document.count(old)} times"
    return document.replace(old, new)


def read(document: str = DOCUMENT) -> ReadHandbook:
    return read_handbook(document, expected=UNITS)


def unit(handbook: ReadHandbook, code: str) -> ReadUnit:
    return next(unit for unit in handbook.units if unit.code == code)


def criteria(handbook: ReadHandbook, code: str) -> list[tuple[str, str, str]]:
    """Number, label as printed, and text of each criterion."""
    read = [criterion for outcome in unit(handbook, code).outcomes for criterion in outcome.criteria]
    return [(criterion.number, criterion.printed, criterion.text) for criterion in read]


def shares(handbook: ReadHandbook, code: str) -> list[int]:
    """Criteria per outcome, as read."""
    return [len(outcome.criteria) for outcome in unit(handbook, code).outcomes]


def fits(handbook: ReadHandbook) -> dict[str, bool]:
    return {unit.code: unit.fits for unit in handbook.units}


def rows(handbook: ReadHandbook) -> list[tuple[str, str, str, str]]:
    """Severity, subject, printed and stored of each correction."""
    return [(row.severity, row.subject, row.printed, row.stored) for row in handbook.corrections]


def contradictions(handbook: ReadHandbook) -> list[tuple[str, str]]:
    return [(row.severity, row.subject) for row in handbook.contradictions]
