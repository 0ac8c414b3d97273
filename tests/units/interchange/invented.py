"""An invented qualification, and its workbook with a few cells changed."""

import datetime as dt
import io
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from units.interchange.problems import WrongDescription
from units.interchange.spreadsheet import read_spreadsheet, write_xlsx
from units.interchange.values import CriterionValues, OutcomeValues, QualificationValues, UnitValues
from units.references import check_letter

REFERENCE = f"{check_letter('5550101')}/555/0101"


def outcome(label: str, *labels: str, **fields: Any) -> OutcomeValues:
    return OutcomeValues(label, tuple(CriterionValues(words) for words in labels), **fields)


PREPARE = UnitValues(
    scheme="7711",
    number="101",
    reference=REFERENCE,
    title="Prepare a surface",
    level=2,
    credit=4,
    edition=2,
    guided_hours=24,
    sector_number="A17",
    available_from=dt.date(2026, 1, 1),
    expires_on=dt.date(2029, 12, 31),
    suits="Anyone who paints on glass alone",
    standards=("SW 1", "SW 2; part 3"),
    key_skills=("Communication",),
    aim="Invented aim.\nOn two lines.",
    information={"endorsement": "An invented council", "Delivery notes": "=not a formula"},
    group="A",
    outcomes=(
        OutcomeValues(
            "Get the ground ready",
            (
                CriterionValues("Clean the board", text="Invented: clean it.", printed="1.10", guidance="With care."),
                CriterionValues("- Choose a primer"),
            ),
            text="Invented outcome.",
        ),
        outcome("Work safely", "Keep the ladder footed"),
    ),
)
THEORY = UnitValues(
    scheme="7711",
    number="201",
    title="Letter forms",
    level=2,
    credit=6,
    method="test",
    minutes=60,
    group="B",
    outcomes=(outcome("Know letters", "Name the parts", questions=8), outcome("Know spacing", "Set a word")),
)
GILD = UnitValues(
    scheme="7711", number="007", title="Gild", level=3, credit=5, group="B", outcomes=(outcome("Gild", "Lay leaf"),)
)
SIGNWRITING = QualificationValues(
    code="signwriting-2",
    awarding_organisation="Example Awards",
    scheme="7711",
    title="Example Awards Level 2 Certificate in Signwriting",
    number="601/0000/1",
    level=2,
    version="1.10",
    published_on=dt.date(2026, 1, 31),
    registration_from=dt.date(2026, 2, 1),
    registration_until=dt.date(2029, 7, 31),
    guided_hours=60,
    total_hours=150,
    grading="pass or fail",
    minimum_age=16,
    units=(PREPARE, THEORY, GILD),
    rule={
        "rule": "signwriting-2",
        "version": "3",
        "title": "The rule of signwriting",
        "source": "p. 7",
        "groups": {
            "A": {"title": "Group A", "units": ["7711-101"]},
            "B": {"title": "Group B", "units": ["7711-201", "7711-007"]},
            "both": {"title": "both groups", "groups": ["A", "B"]},
        },
        "clauses": [
            {"kind": "minimum_credits", "credits": 9, "source": "p. 7"},
            {"kind": "all_of_group", "group": "A", "source": "p. 7"},
            {"kind": "minimum_from_group", "group": "B", "units": 1, "source": "p. 7"},
            {"kind": "maximum_from_group", "group": "B", "credits": 8, "source": "p. 8"},
            {
                "kind": "minimum_at_level",
                "level": 2,
                "scope": "exactly",
                "credits": 4,
                "group": "both",
                "source": "p. 8",
            },
            {"kind": "at_least_one_from_each", "groups": ["A", "B"], "source": "p. 8"},
            {"kind": "barred_together", "units": ["7711-201", "7711-007"], "source": "p. 9"},
        ],
        "readings": [{"name": "in_part", "label": "Units count in part", "caps": "part_units"}],
    },
)


def workbook(values: QualificationValues = SIGNWRITING) -> Workbook:
    return load_workbook(io.BytesIO(write_xlsx(values, wording=True)))


def saved(book: Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def place(book: Workbook, sheet: str, heading: str, row: int) -> Any:
    """The cell in that row under that heading."""
    headings = [cell.value for cell in book[sheet][1]]
    return book[sheet].cell(row, headings.index(heading) + 1)


def field(book: Workbook, name: str) -> Any:
    """The value of that field of the sheet Qualification."""
    return next(value for label, value, *_ in book["Qualification"].iter_rows() if label.value == name)


def problems_of(book: Workbook | bytes) -> list[tuple[str, int | None, str, str]]:
    """Place and reason of all problems; each has its remedy."""
    with pytest.raises(WrongDescription) as caught:
        read_spreadsheet([("signwriting.xlsx", book if isinstance(book, bytes) else saved(book))])
    problems = caught.value.problems
    assert all(problem.reason.endswith(".") and problem.remedy.endswith(".") for problem in problems)
    return [(problem.sheet, problem.row, problem.column, problem.reason) for problem in problems]
