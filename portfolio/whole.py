"""Units that are assessed as a whole: what the app above, which records their results, says of them here."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import Q


@dataclass(frozen=True, slots=True)
class WholeStanding:
    """`state`: the code of a word while the unit is in progress. `words`: "attempt 1 not passed", to stand in a line."""

    state: str
    words: str

    @property
    def begun(self) -> bool:
        return self.state != "none"


NOT_TAKEN = WholeStanding("none", "not taken yet")
Standings = dict[UUID, WholeStanding]
# Of the enrolments with these keys, those that anything is recorded for; one query.
STANDINGS: list[Callable[[Sequence[UUID]], Standings]] = []
# What makes a unit begun, as a condition on its enrolment.
BEGUN: list[Callable[[], Q]] = []


def standings_of(enrolments: Sequence[UUID]) -> Standings:
    found = {key: standing for ask in STANDINGS for key, standing in ask(enrolments).items()} if enrolments else {}
    return {key: found.get(key, NOT_TAKEN) for key in enrolments}


def result_recorded() -> Q:
    return reduce(or_, (begun() for begun in BEGUN), Q(pk__in=[]))
