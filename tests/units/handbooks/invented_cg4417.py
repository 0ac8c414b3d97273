"""A handbook about flying kites: invented, in the layout of City & Guilds' 4417, with no defect but what it always has.

Unit 201 / 271 is one unit under two numbers, and 202 and 272 are two units about the same.
"""

from units.handbooks import Correction, ExpectedUnit, ReadHandbook, ReadUnit, read_handbook

UNITS = (
    ExpectedUnit("4417-201", "Principles of flying a kite", 2, 3, (2, 1), "D/900/0101", 20),
    ExpectedUnit("4417-202", "Flying a kite in company", 2, 4, (2,), "H/900/0102", 30),
    ExpectedUnit("4417-271", "Principles of flying a kite", 2, 3, (2, 1), "D/900/0101", 20),
    ExpectedUnit("4417-272", "Flying a kite in company", 2, 4, (1, 2), "K/900/0103", 30),
)

FRONT = """\
 Qualification at a glance

Subject area Kites

City & Guilds number 4417

Support materials Centre handbook
 4417-02 900/0001/8
 Version and date Change detail Section

2.1 October 2012 Longer tails

2.2 June 2013 Shorter tails for unit
201

Structure

 6 Level 2/3 Certificate in Kite Flying (4417)

Contents

Unit 201 / 271 Principles of flying a kite 8

Unit 202 Flying a kite in company 9

Relationships to other qualifications 11
 Structure

To achieve the Level 2 Certificate (4417-02) fliers need 7 credits

UAN City &
Guilds unit
number

Unit title Level GLH Credit Assessed by

D/900/0101 201  Principles of
flying a kite

2 20 3 M/C test

H/900/0102 202 Flying a kite in
company

2 30 4 Assignment

D/900/0101 271 Principles of
flying a kite

2 20 3 Assignment

K/900/0103



272 Flying a kite in company

2 30 4 M/C test

Total Qualification Time

Title and level GLH TQT

City & Guilds Level 2 Certificate in
Kite Flying

50 70

Each flier needs a hill.
 Test specifications

Test 1:  Unit 201

Duration: 1 hour and 15 minutes

Unit Outcome Number of
questions

%

201 1. Know what keeps a
kite in the air

12 67

 2. Know when to come down

6 33

 Total 18 100

Test 2:  Unit 272

Duration: 1 hour

Unit Outcome Number of
questions

%

272 1. Know whom to ask

5 50

 2. Know who goes first 5 50

 Total 10 100
 4 Units

Below is a list.
"""

TWO_NUMBERS = """\
 Unit 201 / 271 Principles of flying
a kite



Level:   2

Credit value:  3

UAN:  D/900/0101



Unit aim

To let fliers know what
the wind does.



Learning outcomes

Two are enough. Fliers will:

1. Know what keeps a kite in the air

2. Know when to
come down



Details of the relationship between the unit and relevant National
Occupational Standards

Linked to the standards of the wind:
1, 2, 3.



Key Skills

Skills used on the hill:

• COM Level 1 – C1.1

• AON Level 1 - N1.1



Assessment and grading

Fliers are assessed by:

• A test or a long walk
 Unit 201 / 271 Principles of flying
a kite

Outcome 1 Know what keeps a kite
in the air

Assessment Criteria

The learner can:

1.1.1. Describe what the wind does to
a sail
1.1.2. Explain the use of a tail



Notes for Guidance

1.1.1

Sails are:

• wide

• light, and never
made of lead



Wind comes from somewhere.

1.1.2

Tails keep a kite upright and make
a well-
known sight.
 Unit 201 / 271 Principles of flying
a kite

Outcome 2 Know when to come down

Assessment Criteria

The learner can:

1.2.1. Name the signs of a storm

Notes for Guidance

1.2.1

Clouds tower.
"""

ASSIGNMENT = """\
 Unit 202 Flying a kite in company

Level:   2

Credit value:  4

UAN:  H/900/0102

Unit aim

To share the sky.

Learning outcomes

One is enough. Fliers will:

1. Fly beside others

Assessment and grading

Fliers are assessed by:

• an assignment in the open
 Unit 202 Flying a kite in company

Outcome 1 Fly beside others

Assessment Criteria

The learner can:

2.1.1 Keep the lines apart

2.1.2 Give way to the left

Notes for Guidance

2.1.1

Lines cut each other.

2.1.2

The left has the sun.
"""

TEST_ONLY = """\
 Unit 272 Flying a kite in company

UAN: K/900/0103

Level: 2

Credit value: 4

GLH: 30

Relationship to NOS: Linked to the standards of the
wind: 4.

Endorsement by
sector or regulatory
body:

Endorsed by the Guild of
Winds.

Assessment: Online multiple choice test

Aim: To know how the sky
is shared.

Learning outcome

The learner will:

1. Know whom to ask

Assessment criteria

The learner can:

1.1 Name the owner of the hill
 Learning outcome

The learner will:

2. Know who goes first

Assessment criteria

The learner can:

2.1  Describe the order of flight

2.2 Explain why the smallest kite
goes last
 Unit 272 Flying a kite in company

Supporting information

Guidance

Outcome 1

1.1

Owners live near.

Outcome 2

2.1

The tallest flier goes first.

2.2

Small kites fall last.
"""

END = """\
 Relationships to other qualifications

Unit
number/
and title

Communication Application of
Number

Information and
Communication
Technology

201 / 271 Level 1 C1.1 N/A Level 1 ICT1.1

202 / 272 Level 1 C1.1,
C1.2

Level 1 N1.1 Level 1 ICT1.1,
ICT 1.2

http://www.example.org
"""

DOCUMENT = FRONT + TWO_NUMBERS + ASSIGNMENT + TEST_ONLY + END

# What the layout itself has on the register: one reference for two numbers, and a figure for the paper.
ALWAYS = [
    ("info", "4417-201, 4417-271", "D/900/0101", "4417-201, 4417-271"),
    ("info", "4417-201, 4417-271", "1.1.1 to 1.2.1", "1.1 to 2.1"),
    ("info", "4417-202", "2.1.1 to 2.1.2", "1.1 to 1.2"),
]


def read(document: str = DOCUMENT) -> ReadHandbook:
    return read_handbook(document, expected=UNITS)


def unit(handbook: ReadHandbook, code: str) -> ReadUnit:
    return next(unit for unit in handbook.units if unit.code == code)


def criteria(handbook: ReadHandbook, code: str) -> list[tuple[str, str, str]]:
    """Number, label as printed, and text of each criterion."""
    read = [criterion for outcome in unit(handbook, code).outcomes for criterion in outcome.criteria]
    return [(criterion.number, criterion.printed, criterion.text) for criterion in read]


def row(note: Correction) -> tuple[str, str, str, str]:
    """Severity, subject, printed and stored."""
    return note.severity, note.subject, note.printed, note.stored


def new_rows(document: str) -> list[tuple[str, str, str, str]]:
    """The corrections that this document has and the one without defects has not."""
    return [row(note) for note in read(document).corrections if row(note) not in ALWAYS]


def contradictions(document: str) -> list[tuple[str, str, str, str]]:
    return [row(note) for note in read(document).contradictions]
