"""Which sign-offs of a population a round samples. Pure: no Django, no clock, no random numbers.

The order in which sign-offs are taken is that of SHA-256(seed:id), so that anybody with the population, the seed and
the policy gets the same picks in any version of any language, and nobody could have chosen them.

What is picked (algorithm `attest-3`), in words:
1. every unit that was signed off again after a finding asked for it, and every one whose assessor has declared a conflict of
   interest with the candidate (domain.md 5.4, scenario 17; the only difference of `attest-2` from `attest-1`);
2. of what trainees signed off, the trainee percentage; the same of what somebody assessed of whom an appeal was upheld of late
   (domain.md 2.6; the only difference of `attest-3`); of what others signed off, the ordinary percentage; each rounded
   up, each never fewer than three, or all where there are three or fewer;
3. of each group, at least one sign-off of each assessor in it.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

ALGORITHM = "attest-3"
# What `draw` draws again: a population of attest-1 names no conflict, and none before attest-3 an appeal.
KNOWN = ("attest-1", "attest-2", ALGORITHM)
MINIMUM = 3
AFTER_APPEAL = "of sign-offs of assessors with an upheld appeal"


@dataclass(frozen=True, slots=True)
class Entry:
    """One sign-off of a population, with all that the draw looks at. The rest is for people who check a round."""

    id: str
    assessor: str
    trainee: bool = False
    again: bool = False  # signed off again after a finding: always sampled
    unit: str = ""
    candidate: str = ""
    conflict: bool = False  # the assessor has declared an interest in the candidate: always sampled
    appealed: bool = False  # of somebody who assessed it an appeal was upheld of late: sampled as a trainee's

    def stored(self) -> dict[str, Any]:
        """As it stands in `SamplingRound.population`; `Entry(**stored)` is the way back."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Pick:
    id: str
    reason: str


def draw(population: Sequence[Entry], seed: str, percent: int, trainee_percent: int) -> list[Pick]:
    """The picks, each with its reason. Whatever the order of `population`, the result is the same list."""
    ordered = sorted(population, key=lambda entry: _place(seed, entry.id))
    always = [entry for entry in ordered if entry.again or entry.conflict]
    first_time = [entry for entry in ordered if entry not in always]
    trainees = [entry for entry in first_time if entry.trainee]
    appealed = [entry for entry in first_time if entry.appealed and not entry.trainee]
    others = [entry for entry in first_time if not entry.trainee and not entry.appealed]
    return [
        *(Pick(entry.id, _always(entry)) for entry in always),
        *_share(trainees, trainee_percent, "of trainees' sign-offs"),
        *_share(appealed, trainee_percent, AFTER_APPEAL),
        *_share(others, percent, ""),
    ]


def _always(entry: Entry) -> str:
    why = "signed off again after a finding" if entry.again else "the assessor has a conflict of interest"
    return f"{why}: always sampled"


def size_of(number: int, percent: int) -> int:
    """How many of `number` sign-offs are drawn: rounded up, never fewer than `MINIMUM` or all."""
    return min(number, max(MINIMUM, -(-number * percent // 100)))


def _place(seed: str, id: str) -> tuple[str, str]:
    return hashlib.sha256(f"{seed}:{id}".encode()).hexdigest(), id


def _share(pool: Sequence[Entry], percent: int, whose: str) -> Iterator[Pick]:
    """The first `size_of` of the pool, and the first of each assessor who has none among them."""
    size = size_of(len(pool), percent)
    reason = _drawn(size, len(pool), percent, whose)
    seen: set[str] = set()
    for position, entry in enumerate(pool):
        if position < size:
            yield Pick(entry.id, reason)
        elif entry.assessor not in seen:
            yield Pick(entry.id, "first of this assessor's: every assessor is sampled")
        seen.add(entry.assessor)


def _drawn(size: int, number: int, percent: int, whose: str) -> str:
    if whose and percent == 100:
        return f"{'upheld appeal' if whose == AFTER_APPEAL else 'trainee'}: all are sampled"
    raised = size > -(-number * percent // 100)
    words = [f"drawn: {size} of {number}", whose, f"at {percent} %"]
    return " ".join(word for word in words if word) + (f", never fewer than {MINIMUM}" if raised else "")
