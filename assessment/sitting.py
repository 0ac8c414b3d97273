"""What somebody enters about one attempt at a test or assignment, before it is recorded."""

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils import timezone

from assessment.arrangements import holds_for
from assessment.models import Adjustment, UnitResult
from centres.gates import Blocker
from portfolio.models import UnitEnrolment
from units.models import Outcome, Unit

VERSION = re.compile(r"[A-Z0-9]{1,10}")
VALUES = ("adjustment", "taken_on", "version", "version_reason", "minutes", "invigilator", "passed", "words")


@dataclass(frozen=True, slots=True)
class Sitting:
    """`minutes`: how long the candidate took. `passed` and `words`: what the body gave. `marks`: by the outcome's key."""

    taken_on: dt.date | None
    minutes: int | None
    passed: bool | None
    words: str
    version: str = ""
    version_reason: str = ""
    invigilator: str = ""
    marks: Mapping[UUID, int | None] = field(default_factory=dict)
    adjustment: Adjustment | None = None  # the agreed arrangement under which it was taken

    def values(self) -> dict[str, Any]:
        """The columns of a row; the words of a plain pass or fail need not be written out."""
        found = {name: getattr(self, name) for name in VALUES}
        texts = {name: " ".join(value.split()) for name, value in found.items() if isinstance(value, str)}
        return found | texts | {"version": texts["version"].upper()}

    @property
    def given_marks(self) -> dict[UUID, int]:
        return {key: marks for key, marks in self.marks.items() if marks is not None}

    def is_recorded_as(self, result: UnitResult) -> bool:
        same = all(getattr(result, name) == value for name, value in self.values().items())
        return same and {row.outcome_id: row.marks for row in result.marks.all()} == self.given_marks

    def blockers(
        self, enrolment: UnitEnrolment, earlier: Sequence[UnitResult], later: Sequence[UnitResult] = ()
    ) -> Iterator[Blocker]:
        """What the person can put right in the form. `earlier`, `later`: the standing results of other attempts."""
        for code, message, detail in self._objections(enrolment, earlier, later):
            yield Blocker(code, message, detail, yours=True)

    def _objections(
        self, enrolment: UnitEnrolment, earlier: Sequence[UnitResult], later: Sequence[UnitResult]
    ) -> "Objections":
        yield from self._day(enrolment, earlier, later)
        yield from self._version(enrolment.unit, [*earlier, *later])
        yield from self._circumstances(enrolment)
        if self.passed is None or not self.words.strip():
            yield "words", "The result is missing.", "Enter it as the awarding organisation gave it."
        yield from self._marks(list(enrolment.unit.outcomes.all()))

    def _day(
        self, enrolment: UnitEnrolment, earlier: Sequence[UnitResult], later: Sequence[UnitResult]
    ) -> "Objections":
        day, registered = self.taken_on, enrolment.registration.registered_on
        opens = enrolment.unit.available_from
        if day is None:
            yield "taken_on", "The day is missing.", "Enter the day on which it was taken."
        elif day > timezone.localdate():
            yield "in_the_future", f"{_said(day)} has not come yet.", "Enter the day on which it was taken."
        elif day < registered:
            said = f"It was taken on {_said(day)}, and the registration is of {_said(registered)}."
            yield "before_registration", said, "A test or assignment is taken while the candidate is registered."
        elif opens and day < opens:
            yield "not_open_yet", f"{enrolment.unit} is assessed from {_said(opens)}.", "Correct the day."
        else:
            yield from _in_order(day, earlier, later)

    def _version(self, unit: Unit, others: Sequence[UnitResult]) -> "Objections":
        version = self.version.strip().upper()
        if version and not VERSION.fullmatch(version):
            yield "version_unreadable", f"“{self.version}” is no version.", "Enter the letter on the paper, such as B."
        if unit.method != Unit.Method.ASSIGNMENT:
            return
        if not version:
            yield "version", "The version is missing.", "Enter the letter of the assignment, such as B."
        before = next((row for row in others if version and row.version == version), None)
        if before and not self.version_reason.strip():
            yield (
                "same_version",
                f"Version {version} was used in attempt {before.attempt}.",
                "By centre policy a re-sit takes another version. Enter this one with the reason, or another.",
            )

    def _circumstances(self, enrolment: UnitEnrolment) -> "Objections":
        name = " ".join(self.invigilator.split())
        if self.minutes is None or self.minutes < 1:
            yield "minutes", "The minutes taken are missing.", "Enter how long the candidate took, in minutes."
        if enrolment.unit.method == Unit.Method.TEST and not name:
            yield "invigilator", "The invigilator is missing.", "Enter who invigilated the test."
        used = self.adjustment
        if used and self.taken_on and not holds_for(enrolment, self.taken_on).filter(pk=used.pk).exists():
            said = f"{used.what} was not agreed for this unit on {_said(self.taken_on)}."
            yield "adjustment", said, "Choose an arrangement that held on that day, or none."
        if name.casefold() == enrolment.registration.candidate.name.casefold():
            yield "own_invigilator", f"{name} is the candidate.", "Somebody else invigilates."

    def _marks(self, outcomes: Sequence[Outcome]) -> "Objections":
        """All outcomes that the test has questions for, or none; never more marks than questions."""
        asked = {outcome.pk: outcome for outcome in outcomes if outcome.questions}
        given = self.given_marks
        if given.keys() - asked.keys():
            yield "marks_elsewhere", "Marks are entered for an outcome without questions.", "Leave them out."
        missing = [str(row.number) for key, row in asked.items() if key not in given]
        if given and missing:
            said = f"Marks for outcome {', '.join(missing)} are missing."
            yield "marks_missing", said, "Enter all of them, or none where the body gave none."
        for key, row in asked.items():
            if given.get(key, 0) > (row.questions or 0):
                said = f"Outcome {row.number} has {row.questions} questions, and {given[key]} marks are entered."
                yield f"too_many_marks {row.number}", said, "Enter the marks on the result slip."


Objections = Iterator[tuple[str, str, str]]


def _in_order(day: dt.date, earlier: Sequence[UnitResult], later: Sequence[UnitResult]) -> Objections:
    wrong = [row for row in earlier if row.taken_on > day] + [row for row in later if row.taken_on < day]
    for row in wrong[:1]:
        said = f"Attempt {row.attempt} was taken on {_said(row.taken_on)}, and this one on {_said(day)}."
        yield "out_of_order", said, "Attempts are numbered by their days: correct this day, or that attempt first."


def _said(day: dt.date) -> str:
    return f"{day:%-d %B %Y}"
