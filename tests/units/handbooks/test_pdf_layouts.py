"""The other layouts printed as PDF, in their own tables: the same result as from the text."""

import re
from html import escape

import pytest

from tests.units.handbooks import invented_cfa, invented_comparison, test_layout_structure
from tests.units.handbooks.printed import BOXED, RULED, UNRULED, paragraphs, printed, said, spanning, table
from units.handbooks import text_of

SHORT_PAGES = "@page { size: 21cm 11cm; margin: 1.5cm 2cm }"
WRAPPED = "@page { size: 15cm 20cm }"
TAG = re.compile(r"</?[ip]>")


def cells(line: str) -> list[str]:
    """The cells of a line of the text documents, the marks of web pages in them left out."""
    return [escape(TAG.sub("", cell).strip()) for cell in line.rstrip().split("\t")]


def with_criteria_below_each_other(cell: str) -> str:
    return re.sub(r" (?=\d\.\d{1,2} )", "<br>", cell)


def units_of_assessment() -> str:
    """The contents, and a table of two columns for each unit; rows that a page tore apart are whole again."""
    document = re.sub(r"(?<=[a-z\d])\n\n\t(?=<p>|quiet)", " ", invented_cfa.DOCUMENT)
    front, *units = document.split("Title:\t")
    before, _, contents = front.partition("No.\t")
    listed = table([cells(line) for line in f"No.\t{contents}".split("\n") if line.strip()], widths=(15, 65, 20))
    sheets = []
    for unit in units:
        rows = [cells(line) for line in f"Title:\t{unit}".split("\n") if line.strip()]
        rows = [[row[0], with_criteria_below_each_other(row[1])] if len(row) > 1 else row for row in rows]
        rows = [row if len(row) > 1 else [spanning(row[0], columns=2)] for row in rows]
        sheets.append(f"<div class=start>{table(rows, widths=(40, 60))}</div>")
    return paragraphs(before) + listed + "".join(sheets)


@pytest.mark.parametrize(("style", "page"), [(RULED, ""), (BOXED, SHORT_PAGES), (RULED, WRAPPED)])
def test_units_of_assessment_read_as_their_text_does(style: str, page: str) -> None:
    handbook = invented_cfa.read(text_of(printed(units_of_assessment(), style, page)))
    assert said(handbook) == said(invented_cfa.read())


def structure() -> str:
    before, _, rows = test_layout_structure.DOCUMENT.partition("City & Guilds unit number")
    lines = [line for line in f"City & Guilds unit number{rows}".split("\n") if line]
    return paragraphs(before.replace("**", "")) + table(map(cells, lines), widths=(28, 42, 12, 12, 6))


@pytest.mark.parametrize(("style", "page"), [(RULED, ""), (BOXED, ""), (UNRULED, ""), (RULED, WRAPPED)])
def test_a_structure_reads_as_its_text_does(style: str, page: str) -> None:
    handbook = test_layout_structure.read(text_of(printed(structure(), style, page)))
    assert said(handbook) == said(test_layout_structure.read())


def comparison() -> str:
    """The table, with its themes across all columns."""
    whole = invented_comparison.read()
    themes = {"4430-101": "Kettle and Pot", "4430-202": "Cups"}
    rows: list[list[str]] = []
    for row in whole.comparisons:
        if row.code in themes:
            rows.append([spanning(themes[row.code], columns=6)])
        remarks = "".join(f"<li>{remark}</li>" for remark in row.detail.removeprefix("• ").split("\n• "))
        number = row.code.removeprefix("4430-")
        previous = ", ".join(row.previous) or "New"
        rows.append([number, previous, row.title, str(row.credit), row.difference, f"<ul>{remarks}</ul>"])
    head = ("New 4430 unit", "Previous 4543 unit", "Title", "Credit Value", "Level of difference", "Detail")
    before = invented_comparison.DOCUMENT.partition("New\n")[0]
    return paragraphs(before) + table(rows, head=head, widths=(9, 11, 25, 9, 14, 32))


@pytest.mark.parametrize(
    ("style", "page"), [(RULED, ""), (BOXED, SHORT_PAGES), (RULED, WRAPPED), (BOXED, "@page { size: A4 landscape }")]
)
def test_a_comparison_reads_as_its_text_does(style: str, page: str) -> None:
    handbook = invented_comparison.read(text_of(printed(comparison(), style, page)))
    assert said(handbook) == said(invented_comparison.read())
    assert handbook.corrections == ()
