"""The layout of 4417 as the text of a PDF has it: tabs between cells, no blank lines on some pages, no feet."""

import re

from tests.units.handbooks.invented_cg4417 import DOCUMENT, FRONT, UNITS, contradictions, criteria, new_rows, read, unit

TABLES = """\
Subject area\tKites
City & Guilds number\t4417

4417-02\t900/0001/8

2.1 October 2012\tLonger tails\t
2.2 June 2013\tShorter tails for unit 201\tStructure

Level 2 Certificate (4417-02)

UAN\tCity & Guilds unit number\tUnit title\tLevel\tGLH\tCredit\tAssessed by
D/ 900/0101\t201\tPrinciples of flying a kite\t2\t20\t3\tM/C test
H/ 900/0102\t202\tFlying a kite in company\t2\t30\t4\tAssignment
D/ 900/0101\t271\tPrinciples of flying a kite\t2\t20\t3\tAssignment
K/ 900/0103\t272\tFlying a kite in company\t2\t30\t4\tM/C test

Title and level\tGLH\tTQT
City & Guilds Level 2 Certificate in Kite Flying\t50\t70

3

\fTest 1: Unit 201
Duration: 1 hour and 15 minutes

Unit\tOutcome\tNumber of questions\t%
201\t1. Know what keeps a kite in the air\t12\t67
\t2. Know when to come down\t6\t33
\tTotal\t18\t100

Test 2: Unit 272
Duration: 1 hour

Unit\tOutcome\tNumber of questions\t%
272\t1. Know whom to ask\t5\t50
\t2. Know who goes first\t5\t50
\tTotal\t10\t100
"""


def test_tables_with_tabs_say_the_same() -> None:
    document = DOCUMENT.replace(FRONT, TABLES)
    assert read(document).title == "City & Guilds 4417 Kites"
    facts = [(u.level, u.credit, u.guided_hours, u.minutes, u.fits) for u in read(document).units]
    assert facts == [(u.level, u.credit, u.guided_hours, u.minutes, u.fits) for u in read().units]
    assert [[o.questions for o in u.outcomes] for u in read(document).units] == [
        [o.questions for o in u.outcomes] for u in read().units
    ]
    assert (read(document).edition, new_rows(document), contradictions(document)) == ("2.2", [], [])


def test_pages_without_blank_lines_have_the_same_criteria() -> None:
    document = re.sub(r"\n\s*\n", "\n", DOCUMENT)
    assert contradictions(document) == []
    for code in (expected.code for expected in UNITS):
        assert criteria(read(document), code) == criteria(read(), code)
        tight, spaced = unit(read(document), code), unit(read(), code)
        assert (tight.aim, tight.information) == (spaced.aim, spaced.information)
        assert [o.text for o in tight.outcomes] == [o.text for o in spaced.outcomes]


def test_a_page_number_that_stands_alone_is_no_part_of_the_text() -> None:
    document = DOCUMENT.replace("Clouds tower.\n", "Clouds tower.\n\n12\n\n")
    assert unit(read(document), "4417-201") == unit(read(), "4417-201")
    assert new_rows(document) == []


def test_a_name_and_its_value_may_stand_in_one_row() -> None:
    wrapped = "Endorsement by\nsector or regulatory\nbody:\n\nEndorsed"
    assert wrapped in DOCUMENT
    document = DOCUMENT.replace(wrapped, "Endorsement by sector or regulatory body:\tEndorsed")
    assert unit(read(document), "4417-272").information == unit(read(), "4417-272").information


def test_a_column_of_key_skills_may_have_a_line_of_its_own_for_each_level() -> None:
    row = "202 / 272 Level 1 C1.1,\nC1.2\n\nLevel 1 N1.1 Level 1 ICT1.1,\nICT 1.2\n"
    assert row in DOCUMENT
    document = DOCUMENT.replace(row, "202 / 272\tLevel 1 C1.1,\tN/A\tLevel 1 ICT1.1\n\tLevel 2 C2.1\t\t\n")
    assert unit(read(document), "4417-272").information["key_skills"] == (
        "Communication: Level 1 C1.1, Level 2 C2.1\nApplication of Number: N/A\n"
        "Information and Communication Technology: Level 1 ICT1.1"
    )
