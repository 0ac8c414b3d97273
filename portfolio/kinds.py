"""The kinds of evidence (domain.md R58, R61): who makes each, whether it has a file, and the few things that it is asked.

This is the one description of `Evidence.details`: forms are made from it, what is stored is held to it, pages show it.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models

LINE, TEXT, DAY, NUMBER, CHOICE, PAIRS = "line", "text", "day", "number", "choice", "pairs"
NEEDED, POSSIBLE, NONE = "needed", "possible", "none"  # a file
CANDIDATE, ASSESSOR = "candidate", "assessor"
LONGEST = {LINE: 200, TEXT: 8000}
MOST_PAIRS = 30
MOST_NUMBER = 10_000
Details = dict[str, Any]


class Kind(models.TextChoices):
    PRODUCT = "product", "Product of work"
    OBSERVATION = "observation", "Observation record"
    DISCUSSION = "discussion", "Professional discussion"
    QUESTIONS = "questions", "Questions and answers"
    WITNESS = "witness", "Witness testimony"
    ASSIGNMENT = "assignment", "Assignment, project or report"
    WORKSHEET = "worksheet", "Worksheet"
    PRIOR = "prior", "Prior learning"
    SEEN = "seen", "Seen in place"
    JOURNAL = "journal", "Journal"


class Context(models.TextChoices):
    """domain.md 2.1: performance is normally shown in real work."""

    REAL = "real", "Real work"
    SIMULATED = "simulated", "A simulation"


@dataclass(frozen=True, slots=True)
class Detail:
    """One thing that a kind is asked. `needed` before it can be submitted; `by`: only when one of these makes it.

    `label` asks the person who fills it in, `read` tells everybody else what the answer is.
    """

    name: str
    label: str
    form: str = LINE
    needed: bool = False
    hint: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    by: frozenset[str] = frozenset({CANDIDATE, ASSESSOR})
    read: str = ""

    @property
    def heading(self) -> str:
        return self.read or self.label


@dataclass(frozen=True, slots=True)
class Shape:
    """What a kind is. `file`: by who makes it; a maker who is not named does not make this kind."""

    icon: str
    use: str
    file: Mapping[str, str]
    details: tuple[Detail, ...] = ()


HOW = (("person", "In person"), ("video", "By video"), ("phone", "By telephone"))
MODES = (("oral", "Spoken"), ("written", "Written"))
ONLY_ASSESSOR, ONLY_CANDIDATE = frozenset({ASSESSOR}), frozenset({CANDIDATE})
SHAPES: dict[str, Shape] = {
    Kind.PRODUCT: Shape(
        "briefcase",
        "Something that your work produced: a letter, a log, a photo, a film.",
        {CANDIDATE: NEEDED},
        (Detail("part", "Your own part in it", TEXT, hint="Where others worked on it too.", read="Own part in it"),),
    ),
    Kind.OBSERVATION: Shape(
        "eye",
        "What you saw the candidate do.",
        {ASSESSOR: POSSIBLE},
        (
            Detail("where", "Where", needed=True),
            Detail("seen", "What you saw", TEXT, needed=True, hint="In the order it happened.", read="What was seen"),
            Detail("present", "Who else was there"),
        ),
    ),
    Kind.DISCUSSION: Shape(
        "chat-quote",
        "What was said about the work between candidate and assessor.",
        {ASSESSOR: POSSIBLE, CANDIDATE: NEEDED},
        (
            Detail("how", "How you spoke", CHOICE, needed=True, choices=HOW, by=ONLY_ASSESSOR, read="How it was held"),
            Detail("said", "What was said", TEXT, needed=True, hint="The main points, in order.", by=ONLY_ASSESSOR),
            Detail("partner", "Who you spoke with", needed=True, by=ONLY_CANDIDATE, read="Spoken with"),
            Detail("minutes", "How long, in minutes", NUMBER),
        ),
    ),
    Kind.QUESTIONS: Shape(
        "question-circle",
        "What you asked, and what the candidate answered.",
        {ASSESSOR: POSSIBLE},
        (
            Detail("mode", "How it was answered", CHOICE, needed=True, choices=MODES),
            Detail("pairs", "Questions and answers", PAIRS, needed=True),
        ),
    ),
    Kind.WITNESS: Shape(
        "person-check",
        "What somebody who saw you work says about it, on paper or in a message.",
        {CANDIDATE: NEEDED},
        (
            Detail("name", "Name of the witness", needed=True),
            Detail("role", "What they do", needed=True, hint="For example: duty manager."),
            Detail("relation", "How they know your work", needed=True, read="How they know the work"),
            Detail("contact", "How they can be reached", needed=True, hint="Your assessor may ask them about it."),
        ),
    ),
    Kind.ASSIGNMENT: Shape(
        "journal-text",
        "An assignment, a project or a report that you wrote.",
        {CANDIDATE: NEEDED},
        (Detail("task", "The task that was set", TEXT), Detail("version", "Its version, if it has one")),
    ),
    Kind.WORKSHEET: Shape(
        "ui-checks", "A worksheet that you filled in.", {CANDIDATE: NEEDED}, (Detail("sheet", "Which worksheet"),)
    ),
    Kind.PRIOR: Shape(
        "mortarboard",
        "What you learned or achieved before: a certificate, a course, earlier work.",
        {CANDIDATE: NEEDED},
        (
            Detail("award", "What you achieved", needed=True, read="Achieved"),
            Detail("body", "Who awarded it, or where it was", needed=True),
            Detail("awarded_on", "On which day", DAY),
            Detail("number", "Its number, if it has one"),
        ),
    ),
    Kind.SEEN: Shape(
        "geo-alt",
        "Something that stays where it is, because it is confidential, large or part of the place. No copy is kept.",
        {CANDIDATE: NONE, ASSESSOR: NONE},
        (
            Detail("what", "What it is", TEXT, needed=True),
            Detail("where", "Where it is", needed=True, hint="So that a quality assurer can go and find it."),
            Detail("seen_by", "Who saw it", needed=True),
            Detail("seen_on", "On which day they saw it", DAY, needed=True),
            Detail("why", "Why there is no copy", needed=True),
        ),
    ),
    Kind.JOURNAL: Shape(
        "pencil-square",
        "What you did and what you learned from it, in your own words. No file is needed.",
        {CANDIDATE: POSSIBLE},
        (
            Detail("entry", "What you did", TEXT, needed=True, read="What was done"),
            Detail("learned", "What you would do again, or differently", TEXT, read="What to do again, or differently"),
        ),
    ),
}
# Which items may be without a file, and which of those somebody other than the candidate has made: for the constraints.
MAY_HAVE_NO_FILE = sorted(kind for kind, shape in SHAPES.items() if {NONE, POSSIBLE} & set(shape.file.values()))
NEVER_A_FILE = sorted(kind for kind, shape in SHAPES.items() if set(shape.file.values()) == {NONE})
ASSESSORS_STATEMENT = sorted(
    kind for kind, shape in SHAPES.items() if ASSESSOR in shape.file and shape.file.get(CANDIDATE) in (None, NEEDED)
)


def made_by(maker: str) -> list[str]:
    return [kind for kind, shape in SHAPES.items() if maker in shape.file]


def file_of(kind: str, maker: str) -> str:
    """NEEDED, POSSIBLE or NONE; what this maker does not make is kept as it came, so a file is needed."""
    return SHAPES[kind].file.get(maker, NEEDED)


def details_of(kind: str, maker: str) -> list[Detail]:
    return [detail for detail in SHAPES[kind].details if maker in detail.by]


def held(kind: str, given: Mapping[str, Any]) -> Details:
    """What of `given` the kind knows, tidied, empty answers left out. ValueError names what cannot be kept."""
    found = {detail.name: _held(detail, given.get(detail.name)) for detail in SHAPES[kind].details}
    return {name: value for name, value in found.items() if value not in ("", None, [])}


def _held(detail: Detail, value: Any) -> Any:
    if value in ("", None):
        return None
    match detail.form:
        case "number":
            return _number(detail, value)
        case "day":
            return dt.date.fromisoformat(str(value)).isoformat()
        case "pairs":
            return _pairs(value)
        case "choice":
            if value not in dict(detail.choices):
                raise ValueError(f"{detail.label}: “{value}” is not in the list.")
    text = str(value).strip()
    longest = LONGEST.get(detail.form, LONGEST[LINE])
    if len(text) > longest:
        raise ValueError(f"{detail.label}: {len(text)} letters, and {longest} fit. Shorten it.")
    return text


def _number(detail: Detail, value: Any) -> int:
    number = int(value)
    if not 0 < number <= MOST_NUMBER:
        raise ValueError(f"{detail.label}: {number} is not between 1 and {MOST_NUMBER}.")
    return number


def _pairs(value: Any) -> list[dict[str, str]]:
    pairs = [{part: str(pair.get(part, "")).strip() for part in ("question", "answer")} for pair in value]
    pairs = [pair for pair in pairs if any(pair.values())]
    if len(pairs) > MOST_PAIRS:
        raise ValueError(f"{len(pairs)} questions, and {MOST_PAIRS} fit. Make a second record of the rest.")
    if any(len(text) > LONGEST[TEXT] for pair in pairs for text in pair.values()):
        raise ValueError(f"An answer has more than {LONGEST[TEXT]} letters. Shorten it.")
    return pairs


def missing(kind: str, details: Mapping[str, Any], maker: str) -> Iterator[Detail]:
    """What has to be answered before the item can be submitted; a question without its answer is not answered."""
    for detail in details_of(kind, maker):
        value = details.get(detail.name)
        halves = detail.form == PAIRS and any(not all(pair.values()) for pair in value or [])
        if detail.needed and (not value or halves):
            yield detail


def lines(kind: str, details: Mapping[str, Any]) -> list[tuple[Detail, Any]]:
    """For a page: each answer as people read it; a day is a date, a choice its words."""
    answered = [(detail, details[detail.name]) for detail in SHAPES[kind].details if detail.name in details]
    return [(detail, _shown(detail, value)) for detail, value in answered]


def _shown(detail: Detail, value: Any) -> Any:
    if detail.form == DAY:
        return dt.date.fromisoformat(value)
    return dict(detail.choices).get(value, value) if detail.form == CHOICE else value
