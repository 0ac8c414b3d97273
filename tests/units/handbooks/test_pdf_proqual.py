"""The ProQual layout printed as PDF: the same result as from the text, however the tables are drawn."""

import io
from collections.abc import Callable

import pytest
from pikepdf import Array, Page, Pdf

from tests.units.handbooks.invented import FRONT, read, rows
from tests.units.handbooks.printed import BOXED, RULED, UNRULED, paragraphs, printed, said, spanning, table
from units.handbooks import ReadUnit, text_of

HEAD = ("Learning Outcome - The learner will:", "Assessment Criterion - The learner can:")
FOOT = "@page { @bottom-left { content: 'ProQual, August 2023' } }"
SHORT_PAGES = "@page { size: 20cm 9cm }"


def units() -> tuple[ReadUnit, ...]:
    return read().units


def front() -> str:
    """The first pages, the profile and the groups as tables."""
    before, after = FRONT.split("Group A")[0], FRONT.split("Group B")[1]
    head = ("Unit Reference Number", "Unit Title", "Unit Level", "Credit Value")
    by_group = {group: [unit for unit in units() if unit.group == group] for group in "AB"}
    tables = "".join(
        f"<h2>Group {group} Units</h2>"
        + table([(it.code, it.title, str(it.level), str(it.credit)) for it in members], head=head)
        for group, members in by_group.items()
    )
    return paragraphs(before) + tables + paragraphs(after.partition("\n Centre")[2])


def one_row_a_criterion(unit: ReadUnit) -> str:
    return table(
        [
            ((spanning(f"{outcome.number} {outcome.text}", rows=len(outcome.criteria)),) if not at else ())
            + (f"{criterion.printed} {criterion.text}",)
            for outcome in unit.outcomes
            for at, criterion in enumerate(outcome.criteria)
        ],
        head=HEAD,
        widths=(42, 58),
    )


def one_row_an_outcome(unit: ReadUnit) -> str:
    return table(
        [
            (
                f"{outcome.number} {outcome.text}",
                "".join(f"<p>{criterion.printed} {criterion.text}</p>" for criterion in outcome.criteria),
            )
            for outcome in unit.outcomes
        ],
        head=HEAD,
        widths=(42, 58),
    )


def numbers_in_a_column(unit: ReadUnit) -> str:
    """Three columns, the numbers of all criteria of an outcome in one cell beside their sentences."""
    return table(
        [
            (
                f"{outcome.number} {outcome.text}",
                "".join(f"<p class=line>{criterion.printed}</p>" for criterion in outcome.criteria),
                "".join(f"<p class=line>{criterion.text}</p>" for criterion in outcome.criteria),
            )
            for outcome in unit.outcomes
        ],
        head=(HEAD[0], "", HEAD[1]),
        widths=(40, 10, 50),
    )


def document(unit_table: Callable[[ReadUnit], str]) -> str:
    pages = "".join(f"<p class=start>Unit {it.code}</p><p>{it.title}</p>{unit_table(it)}" for it in units())
    return front() + pages


@pytest.mark.parametrize("style", [RULED, BOXED, UNRULED])
@pytest.mark.parametrize("unit_table", [one_row_a_criterion, one_row_an_outcome])
def test_a_printed_handbook_reads_as_its_text_does(unit_table: Callable[[ReadUnit], str], style: str) -> None:
    handbook = read(text_of(printed(document(unit_table), style, FOOT)))
    assert said(handbook) == said(read())
    assert [row for row in rows(handbook) if row[0] != "info"] == []


@pytest.mark.parametrize("style", [RULED, BOXED])
def test_numbers_in_a_column_of_their_own_are_matched_with_their_sentences(style: str) -> None:
    lines = "p.line { margin: 0; height: 3em }"
    handbook = read(text_of(printed(document(numbers_in_a_column), style, lines, FOOT)))
    assert said(handbook) == said(read())


@pytest.mark.parametrize("style", [RULED, BOXED, UNRULED])
def test_units_that_run_over_several_pages_are_whole(style: str) -> None:
    handbook = read(text_of(printed(document(one_row_a_criterion), style, FOOT, SHORT_PAGES)))
    assert said(handbook) == said(read())


@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_pages_that_lie_on_their_side_are_read_as_they_are_shown(quarters: int) -> None:
    """A page drawn sideways and turned back, as wide tables are in documents made of scans and slides."""
    upright = document(one_row_a_criterion)
    with Pdf.open(io.BytesIO(printed(upright, RULED, FOOT))) as pdf:
        for page in pdf.pages:
            _turn(page, quarters)
        turned = io.BytesIO()
        pdf.save(turned)
    assert said(read(text_of(turned.getvalue()))) == said(read())


def _turn(page: Page, quarters: int) -> None:
    _, _, width, height = (float(side) for side in page.mediabox)
    wide, high = (width, height) if quarters % 2 == 0 else (height, width)
    sideways = {1: f"0 1 -1 0 {height} 0", 2: f"-1 0 0 -1 {width} {height}", 3: f"0 -1 1 0 0 {width}"}[quarters]
    page.contents_add(f"q {sideways} cm".encode(), prepend=True)
    page.contents_add(b"Q")
    page.mediabox = Array([0, 0, wide, high])
    page.rotate(90 * quarters, relative=False)
