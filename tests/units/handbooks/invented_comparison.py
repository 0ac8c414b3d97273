"""A comparison of old and new units about tea: invented, in the layout of City & Guilds' table, without a defect."""

from units.handbooks import ExpectedUnit, ReadComparison, ReadHandbook, read_handbook

UNITS = (
    ExpectedUnit("4430-101", "Boil the water", 1, 3, (2, 2)),
    ExpectedUnit("4430-201", "Warm a pot and hold the lid", 2, 4, (3, 2)),
    ExpectedUnit("4430-202", "Pour with either hand", 2, 12, (2, 1, 4)),
    ExpectedUnit("4430-203", "Wash the others’ cups", 2, 5, (1, 1)),
)

DOCUMENT = """\
 4430 Tea Making

Comparison document for tea making 4430 Framework 2010 units against the 4543 units

General changes • All units now comprise

o Leaves

New
4430
unit

Previous
4543 unit

Title Credit
Value

Level of
difference

Detail of differences

Kettle and Pot
101 102 Boil the
water
3 Minor • Steam is counted in as many
minutes as it takes

• The kettle was re-
placed.

201 201 Warm a pot and
hold the lid

4 None • No change in content.

Cups
202 New Pour with either
hand

12 NEW • A new unit

• It now has 3 learning outcomes.



203 204 Wash the others’ cups 5 Minor • Once
again.
"""


def read(document: str = DOCUMENT) -> ReadHandbook:
    return read_handbook(document, expected=UNITS)


def comparison(handbook: ReadHandbook, code: str) -> ReadComparison:
    return next(row for row in handbook.comparisons if row.code == code)


def corrections(document: str) -> list[tuple[str, str, str, str]]:
    return [(note.severity, note.subject, note.printed, note.stored) for note in read(document).corrections]


def contradictions(document: str) -> list[tuple[str, str, str, str]]:
    return [(note.severity, note.subject, note.printed, note.stored) for note in read(document).contradictions]
