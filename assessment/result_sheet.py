"""Results of the body's tests in a CSV file: one row an attempt, read with the same care as any other sheet."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from assessment.result_forms import FAIL, PASS
from assessment.sitting import Sitting
from units.interchange.archives import FileError
from units.interchange.cells import Choice, Date, Line, Whole
from units.interchange.csv_reading import read_csv
from units.interchange.problems import Problem, WrongDescription
from units.interchange.records import Record, read_records
from units.interchange.sheets import Column, Sheet
from units.models import Outcome

MOST_ROWS = 500
MOST_OUTCOMES = 9
_MARKS = tuple(
    Column(f"marks_{number}", f"Marks {number}", Whole(0, 999), f"Marks for outcome {number}, if the body gave them.")
    for number in range(1, MOST_OUTCOMES + 1)
)
RESULTS = Sheet(
    "Results",
    "One row for each attempt at a test.",
    (
        Column("registration", "Registration number", Line(30), "As the candidate is registered.", "", True),
        Column("unit", "Unit", Line(61), "The body's number of the unit, with its scheme.", "4417-201", True),
        Column("taken_on", "Taken on", Date(), "The day of the test.", "2026-07-31", True),
        Column("minutes", "Minutes", Whole(1, 9999), "How long the candidate took.", "66", True),
        Column("result", "Result", Choice(("pass", "fail")), "As the body gave it.", "pass", True),
        Column("words", "Grade", Line(60), "Only where the result has more words than pass or fail."),
        Column("version", "Version", Line(10), "Only where the paper has one."),
        Column("invigilator", "Invigilator", Line(120), "Who invigilated.", "", True),
        *_MARKS,
    ),
)


@dataclass(frozen=True, slots=True)
class ResultRow:
    """`number`: as a spreadsheet counts, from 1."""

    number: int
    registration: str
    unit: str
    values: dict[str, Any]
    marks: dict[int, int]

    def sitting(self, outcomes: list[Outcome]) -> Sitting:
        """Marks for outcomes that the unit has not are left for the check to refuse, under a key of their own."""
        keys: dict[int, Any] = {outcome.number: outcome.pk for outcome in outcomes}
        marks = {keys.get(number, number): given for number, given in self.marks.items()}
        return Sitting(**self.values, marks=marks)


def read_results(content: bytes) -> list[ResultRow]:
    """WrongDescription, with every problem at once, where a row cannot be read."""
    problems: list[Problem] = []
    try:
        records = read_records(read_csv(RESULTS, content, problems), problems)
    except FileError as error:
        raise WrongDescription([Problem("", None, "", error.reason, error.remedy)]) from error
    if len(records) > MOST_ROWS:
        problems.append(Problem("Results", None, "", f"There are more than {MOST_ROWS} rows.", "Split the file."))
    if not records and not problems:
        problems.append(Problem("Results", None, "", "There is no row.", "Write one for each attempt."))
    if problems:
        raise WrongDescription(sorted(problems, key=lambda problem: problem.row or 0))
    return list(map(_row, records))


def _row(record: Record) -> ResultRow:
    passed = record["result"] == "pass"
    given = {name: record[name] for name in ("taken_on", "minutes", "version", "invigilator")}
    values = given | {"passed": passed, "words": record["words"] or (PASS if passed else FAIL)}
    marks = {number: record[f"marks_{number}"] for number in range(1, MOST_OUTCOMES + 1)}
    return ResultRow(
        number=record.row.number or 0,
        registration=record["registration"],
        unit=record["unit"],
        values=values,
        marks={number: given for number, given in marks.items() if given is not None},
    )


def blank_results() -> str:
    """The headings, for a person to fill in under."""
    stream = io.StringIO(newline="")
    csv.writer(stream).writerow([column.heading for column in RESULTS.columns])
    return stream.getvalue()


def columns() -> Iterator[tuple[str, str, bool]]:
    """Heading, what belongs there, whether it may stay empty; the marks in one line."""
    for column in RESULTS.columns[: -len(_MARKS)]:
        example = f" Such as {column.example}." if column.example else ""
        yield column.heading, f"{column.about}{example}", not column.required
    yield f"Marks 1 to Marks {MOST_OUTCOMES}", "Marks by outcome: all of a test's outcomes, or none.", True
