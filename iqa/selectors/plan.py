"""What drawing a round now would contain, in numbers: the seed alone decides which sign-offs."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from assessment.models import UnitSignOff
from iqa.models import SamplingPolicy
from iqa.sampling import Entry, size_of
from iqa.sign_offs import entries


@dataclass(frozen=True)
class Part:
    words: str
    number: int
    picked: int


@dataclass(frozen=True)
class Contents:
    """`parts` of the population; each assessor gives at least one pick, so the draw may take a few more."""

    population: int
    assessors: int
    parts: list[Part]

    @property
    def picked(self) -> int:
        return sum(part.picked for part in self.parts)


def what_a_draw_contains(population: Sequence[UnitSignOff], policy: SamplingPolicy | None) -> Contents:
    """`population`: what is due (`iqa.sign_offs.due`)."""
    found = entries(population)
    kinds = Counter(map(_kind, found))
    high = policy.trainee_percent if policy else 100
    percents = {"trainee": high, "appealed": high, "other": policy.percent} if policy else {}
    words = {
        "again": "signed off again after a finding",
        "trainee": "by assessors in training",
        "appealed": "by assessors of whom an appeal was upheld in the last year",
        "other": "by qualified assessors",
    }
    parts = [Part(said, kinds[kind], size_of(kinds[kind], percents.get(kind, 100))) for kind, said in words.items()]
    return Contents(len(found), len({entry.assessor for entry in found}), [part for part in parts if part.number])


def _kind(entry: Entry) -> str:
    if entry.again:
        return "again"
    return "trainee" if entry.trainee else "appealed" if entry.appealed else "other"
