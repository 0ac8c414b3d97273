"""The 4417 layout printed as PDF: tables, numbered lists with hanging lines, points, and a heading on every page."""

import re
from html import escape

import pytest

from tests.units.handbooks.invented_cg4417 import ASSIGNMENT, FRONT, TEST_ONLY, TWO_NUMBERS, read
from tests.units.handbooks.printed import BOXED, RULED, UNRULED, paragraphs, printed, said, spanning, table
from units.handbooks import text_of

STYLE = """
h1 { font-size: 18pt; break-before: page; width: 12cm } h1.wide { width: 100% } h2 { font-size: 13pt; width: 10cm }
p { margin: 10pt 0 } ul { margin: 10pt 0 } li { margin: 4pt 0 }
.criterion { display: flex } .criterion span { flex: 0 0 16mm }
.ruled td { border: 1px solid black }
.profile span { display: inline-block; width: 35mm }
"""
FOOT = """@page {
    @bottom-left { content: 'Level 2/3 Certificate in Kite Flying (4417)'; white-space: nowrap }
    @bottom-center { content: none }
    @bottom-right { content: counter(page) }
}"""
UNIT, OUTCOME = re.compile(r"Unit \d{3}"), re.compile(r"Outcome \d .*[a-z]$", re.DOTALL)
CRITERION = re.compile(r"(\d\.\d(?:\.\d)?\.?) (?=[A-Z])")
PROFILE = re.compile(r"(?:Level|Credit value|UAN): ")


def front() -> str:
    before, after = FRONT.split("UAN City")[0], FRONT.partition("Each flier")[2]
    structure = table(
        [
            ("D/900/0101", "201", "Principles of flying a kite", "2", "20", "3", "M/C test"),
            ("H/900/0102", "202", "Flying a kite in company", "2", "30", "4", "Assignment"),
            ("D/900/0101", "271", "Principles of flying a kite", "2", "20", "3", "Assignment"),
            ("K/900/0103", "272", "Flying a kite in company", "2", "30", "4", "M/C test"),
        ],
        head=("UAN", "City &amp; Guilds unit number", "Unit title", "Level", "GLH", "Credit", "Assessed by"),
        widths=(18, 15, 27, 9, 9, 9, 13),
    )
    totals = table(
        [("City &amp; Guilds Level 2 Certificate in Kite Flying", "50", "70")], head=("Title and level", "GLH", "TQT")
    )
    whole = f"<p>Each flier{escape(after.partition('Test 1')[0])}</p>"
    return f"{paragraphs(before)}{structure}<p>Total Qualification Time</p>{totals}{whole}{online_tests()}"


def online_tests() -> str:
    head = ("Unit", "Outcome", "Number of questions", "%")
    widths = (10, 60, 20, 10)
    first = [
        (spanning("201", rows=2), "1. Know what keeps a kite in the air", "12", "67"),
        ("2. Know when to come down", "6", "33"),
        ("", "Total", "18", "100"),
    ]
    second = [
        (spanning("272", rows=2), "1. Know whom to ask", "5", "50"),
        ("2. Know who goes first", "5", "50"),
        ("", "Total", "10", "100"),
    ]
    return (
        f"<p>Test 1: Unit 201</p><p>Duration: 1 hour and 15 minutes</p>{table(first, head=head, widths=widths)}"
        f"<p>Test 2: Unit 272</p><p>Duration: 1 hour</p>{table(second, head=head, widths=widths)}"
    )


def pages(text: str) -> str:
    """Units: a page starts where a line starts with a space."""
    parts = re.split(r"\n\s*\n", re.sub(r"^ ", "\n", text, flags=re.MULTILINE).replace("\n2.1.2 ", "\n\n2.1.2 "))
    return "".join(block(part.strip()) for part in parts if part.strip())


def block(text: str) -> str:
    line, broken = escape(" ".join(text.split())), escape(text).replace("\n", "<br>")
    if UNIT.match(line):
        return f"<h1>{line}</h1>"
    if OUTCOME.match(line):
        return f"<h2>{line}</h2>"
    if CRITERION.match(text):
        each = [escape(" ".join(part.split())) for part in re.split(r"\n(?=\d\.\d)", text)]
        return "".join(
            CRITERION.sub(r"<div class=criterion><span>\1</span><div>", part) + "</div></div>" for part in each
        )
    if text.startswith("•"):
        return f"<ul><li>{broken.removeprefix('• ')}</li></ul>"
    if PROFILE.match(line):
        return f"<div class=profile><span>{line.replace(': ', ':</span> ', 1)}</div>"
    return f"<p>{broken}</p>"


def document() -> str:
    profile, outcomes = TEST_ONLY.split("Learning outcome\n", 1)
    title, *fields = [" ".join(part.split()) for part in re.split(r"\n\s*\n", profile) if part.strip()]
    endorsed = fields.index("Endorsement by sector or regulatory body:")
    fields[endorsed : endorsed + 2] = [" ".join(fields[endorsed : endorsed + 2])]
    unit = table([field.replace(": ", ":\t", 1).split("\t") for field in fields], widths=(35, 65))
    return (
        front()
        + pages(TWO_NUMBERS + ASSIGNMENT)
        + f"<h1>{title}</h1><div class=ruled>{unit}</div>"
        + pages(f"Learning outcome\n{outcomes}")
        + end()
    )


def end() -> str:
    head = (
        "Unit number/ and title",
        "Communication",
        "Application of Number",
        "Information and Communication Technology",
    )
    rows = [
        ("201 / 271", "Level 1 C1.1", "N/A", "Level 1 ICT1.1"),
        ("202 / 272", "Level 1 C1.1, C1.2", "Level 1 N1.1", "Level 1 ICT1.1, ICT 1.2"),
    ]
    return f"<h1 class=wide>Relationships to other qualifications</h1>{table(rows, head=head, widths=(20, 25, 25, 30))}"


@pytest.mark.parametrize("style", [RULED, BOXED, UNRULED])
def test_a_printed_handbook_reads_as_its_text_does(style: str) -> None:
    handbook = read(text_of(printed(document(), style, STYLE, FOOT)))
    assert said(handbook) == said(read())
