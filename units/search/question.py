"""What somebody typed into the box, taken apart: numbers however they are written, a level, a criterion, words."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

MOST_LETTERS, MOST_PARTS, LONGEST_NUMBER = 200, 10, 5
LEAST_LETTERS = 3  # of an unfinished word
CRITERION = re.compile(r"\d{1,2}\.\d{1,2}[a-z]?", re.ASCII)
LEVEL = re.compile(r"\blevel\s+(\d)\b", re.ASCII | re.IGNORECASE)
WORD = re.compile(r"[^\W_]+")
POSSESSIVE = re.compile(r"['’]s\b", re.IGNORECASE)
SIGNS = re.compile(r"[^a-z0-9]")
# PostgreSQL's own list: words that are everywhere, so that it keeps none of them.
EMPTY = frozenset(
    WORD.findall(
        "i me my myself we our ours ourselves you your yours yourself yourselves he him his himself she her hers herself it "
        "its itself they them their theirs themselves what which who whom this that these those am is are was were be been "
        "being have has had having do does did doing a an the and but if or because as until while of at by for with about "
        "against between into through during before after above below to from up down in out on off over under again "
        "further then once here there when where why how all any both each few more most other some such no nor not only "
        "own same so than too very s t can will just don should now"
    )
)
# Beside a number these say only what kind of number it is.
KINDS_OF_NUMBER = frozenset(
    WORD.findall("ac criteria criterion cfa lo no nos number nvq old outcome ref reference unit units")
)
# What bodies call one thing in their several ways (docs/glossary.md). The first is our word.
SYNONYMS = (
    ("candidate", "learner", "student"),
    ("iqa", "internal quality assurer", "internal verifier", "iv"),
    ("eqa", "external quality assurer", "external verifier", "qualification consultant", "ev"),
    ("awarding organisation", "awarding organization", "awarding body", "ao"),
    ("organisation", "organization"),
    ("behaviour", "behavior"),
    ("centre", "center"),
)
PHRASES = {tuple(name.split()): names for names in SYNONYMS for name in names}
LONGEST_PHRASE = max(len(phrase) for phrase in PHRASES)


@dataclass(frozen=True, slots=True)
class Word:
    """A word that has to occur in one of its forms; of a form of several words, each."""

    forms: tuple[tuple[str, ...], ...]
    begins: bool = False  # it is enough that a word begins with it

    @property
    def plain(self) -> frozenset[str]:
        return frozenset(word for form in self.forms for word in form)


@dataclass(frozen=True, slots=True)
class Question:
    parts: tuple[str, ...]
    criterion: str = ""  # "2.3"
    level: int | None = None
    shortened: bool = False

    @property
    def numbers(self) -> dict[str, range]:
        """Everything that may be a number, without its signs, and which parts it takes: "D 506 2153" is one of three."""
        found: dict[str, range] = {}
        for first in range(len(self.parts)):
            for end in range(first + 1, min(first + LONGEST_NUMBER, len(self.parts)) + 1):
                key = without_signs("".join(self.parts[first:end]))
                if any(letter.isdigit() for letter in key):
                    found[key] = range(first, end)
        return found


@dataclass(frozen=True, slots=True)
class Reading:
    """A question once it is known which of its numbers there are: `numbers` all have to fit, and all `words`."""

    numbers: tuple[str, ...] = ()
    words: tuple[Word, ...] = ()
    criterion: str = ""
    qualifications: frozenset[str] = frozenset()  # numbers that name one
    starts: str = ""  # how a number begins
    level: int | None = None

    @property
    def asks_for_units(self) -> bool:
        return bool(self.numbers or self.words or self.starts) or self.level is not None


def without_signs(printed: str) -> str:
    """ "D/506/2153" as d5062153."""
    return SIGNS.sub("", printed.lower())


def take_apart(typed: str) -> Question:
    """NUL, which PostgreSQL keeps in no text, is a space; what is too long is cut."""
    text = typed.replace("\0", " ")
    level = LEVEL.search(text)
    criterion, parts = "", []
    for part in LEVEL.sub(" ", text[:MOST_LETTERS]).split():
        if not criterion and CRITERION.fullmatch(part.lower()):
            criterion = part.lower()
        elif WORD.search(part):
            parts.append(part)
    shortened = len(text) > MOST_LETTERS or len(parts) > MOST_PARTS
    return Question(tuple(parts[:MOST_PARTS]), criterion, int(level[1]) if level else None, shortened)


def read(question: Question, *, units: Collection[str], qualifications: Collection[str]) -> Reading:
    """`units` and `qualifications`: those of the question's numbers that exist. The longest run of parts wins."""
    taken: set[int] = set()
    found: dict[str, int] = {}
    runs = {key: run for key, run in question.numbers.items() if key in units or key in qualifications}
    for key, run in sorted(runs.items(), key=lambda item: -len(item[1])):
        if taken.isdisjoint(run):
            taken.update(run)
            found[key] = run.start
    left = [part for place, part in enumerate(question.parts) if place not in taken]
    return Reading(
        numbers=tuple(key for key in found if key in units),
        words=tuple(_words(left, numbered=bool(found or question.criterion))),
        criterion=question.criterion,
        level=question.level,
        qualifications=frozenset(key for key in found if key not in units),
    )


def beginning(question: Question, reading: Reading) -> Reading | None:
    """The same with a last part that may be unfinished; None where there is nothing to finish, or too little."""
    last = question.parts[-1] if question.parts else ""
    key, words = without_signs(last), tuple(_words([last], numbered=False))
    if len(key) < LEAST_LETTERS or not words or reading.words[-len(words) :] != words:
        return None
    others = reading.words[: -len(words)]
    if any(letter.isdigit() for letter in key):
        return replace(reading, words=others, starts=key)
    return replace(reading, words=(*others, *words[:-1], Word(words[-1].forms[:1], begins=True)))


def _words(parts: list[str], *, numbered: bool) -> Iterator[Word]:
    noise = EMPTY | KINDS_OF_NUMBER if numbered else EMPTY
    said = [word for part in parts for word in WORD.findall(POSSESSIVE.sub("", part.lower()))]
    place = 0
    while place < len(said):
        length, names = _synonyms(said, place)
        if length > 1 or said[place] not in noise:
            phrase = tuple(said[place : place + length])
            yield Word(tuple(dict.fromkeys((phrase, *(tuple(name.split()) for name in names)))))
        place += length


def _synonyms(said: list[str], place: int) -> tuple[int, tuple[str, ...]]:
    """How many words from this place the field has other names for, and those names."""
    for length in range(LONGEST_PHRASE, 0, -1):
        names = PHRASES.get(tuple(word.removesuffix("s") for word in said[place : place + length]), ())
        if names and len(said) >= place + length:
            return length, names
    return 1, ()
