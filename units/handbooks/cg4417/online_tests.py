"""The test specifications: how long each test lasts, and how many of its questions each outcome has."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from units.handbooks.cg4417.page_lines import Line, code_of
from units.handbooks.reading import Correction, correction

_TEST = re.compile(r"Test (?P<test>\d): ?Unit (?P<number>\d{3})")
_DURATION = re.compile(r"Duration: ?(?:(?P<hours>\d) hours?)?(?: and )?(?:(?P<minutes>\d{1,3}) minutes)?")
_OUTCOME = re.compile(r"(?:\d{3} )?(?P<outcome>\d)\. (?P<text>\S.*)")
_FIGURES = re.compile(r"(?:(?P<text>\D.*) )?(?P<questions>\d{1,2}) (?P<share>\d{1,3})")


@dataclass(frozen=True, slots=True)
class OutcomeQuestions:
    """``text`` is the outcome as the table words it."""

    number: int
    text: str
    questions: int
    line: int


@dataclass(slots=True)
class OnlineTest:
    """``minutes`` and ``total`` are None where the table does not say."""

    number: str
    heading: str
    line: int
    minutes: int | None = None
    total: int | None = None
    outcomes: list[OutcomeQuestions] = field(default_factory=list)

    @property
    def adds_up(self) -> bool:
        """The shares in per cent are rounded, and not all in one way: only the questions are sure."""
        return sum(outcome.questions for outcome in self.outcomes) == self.total


def read_tests(lines: Sequence[Line]) -> dict[str, OnlineTest]:
    """The tests by unit number: two are headed with one number of their own."""
    tests: dict[str, OnlineTest] = {}
    for line, rest in _tables(lines):
        heading = _TEST.fullmatch(line.text)
        if heading:
            test = tests.setdefault(
                heading["number"], OnlineTest(heading["number"], f"Test {heading['test']}", line.number)
            )
            _fill(test, rest)
    return tests


def _tables(lines: Sequence[Line]) -> Iterator[tuple[Line, Sequence[Line]]]:
    starts = [at for at, line in enumerate(lines) if _TEST.fullmatch(line.text)]
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        yield lines[start], lines[start + 1 : end]


def _fill(test: OnlineTest, lines: Sequence[Line]) -> None:
    number, line_number, words = 0, 0, ""
    for line in lines:
        if duration := _DURATION.fullmatch(line.text):
            test.minutes = 60 * int(duration["hours"] or 0) + int(duration["minutes"] or 0) or None
            continue
        if opens := _OUTCOME.fullmatch(line.text):
            number, line_number, words = int(opens["outcome"]), line.number, ""
        text = opens["text"] if opens else line.text
        figures = _FIGURES.fullmatch(text)
        if figures and (figures["text"] or "").startswith("Total"):
            test.total = int(figures["questions"])
            return
        words = f"{words} {(figures['text'] or '') if figures else text}".strip()
        if figures and number:
            test.outcomes.append(OutcomeQuestions(number, words, int(figures["questions"]), line_number))
            number = 0


def repeated_headings(tests: Mapping[str, OnlineTest]) -> Iterator[Correction]:
    headings = Counter(test.heading for test in tests.values())
    seen: set[str] = set()
    for test in tests.values():
        if headings[test.heading] > 1 and test.heading in seen:
            reason = "Two tests have this heading; each belongs to the unit that it names."
            yield correction("info", test.line, code_of(test.number), test.heading, f"Unit {test.number}", reason)
        seen.add(test.heading)
