"""A rule of combination as the engine holds it: parsed, checked, and reduced to linear limits."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from units.combination.layout import Layout

Kind = Literal[
    "minimum_credits",
    "minimum_from_group",
    "minimum_at_level",
    "maximum_from_group",
    "all_of_group",
    "at_least_one_from_each",
    "exactly_one_from_each",
    "barred_together",
]
Measure = Literal["credits", "units", "groups"]


class RuleError(ValueError):
    """Why a rule was refused, and where in it: `path` is "$.clauses[2].credits"."""

    def __init__(self, message: str, path: str = "$") -> None:
        super().__init__(f"{path}: {message}")
        self.message = message
        self.path = path


@dataclass(frozen=True, slots=True)
class UnitFact:
    """What the rules need to know of a unit. Level 0 is Entry.

    `criteria` and guided `hours` are what a plan weighs; no verdict rests on them. Two facts of one `reference` are of
    one unit (domain.md X9): of those outside the structure only one counts, and none that the structure has itself.
    """

    code: str
    title: str
    credit: int
    level: int
    criteria: int = 0
    hours: int = 0
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """A named set of units, groups within it already unfolded.

    `outside`: it is, or contains, the group of the units outside the structure, whose members depend on the facts.
    """

    key: str
    title: str
    units: tuple[str, ...]
    outside: bool = False


@dataclass(frozen=True, slots=True)
class Bound:
    """A least and a most for the credits or the number of the counted units among `members`.

    `members` is a bit mask over the rule's units in code order. Every clause is one or more of these, all of
    which must hold, so the search for the best choice knows no other notion.
    """

    clause: int
    members: int
    in_credits: bool
    minimum: int = 0
    maximum: int | None = None


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause under one reading. `scope` is the mask of the units it speaks of, `amount` its number."""

    path: str
    kind: Kind
    title: str
    source: str
    groups: tuple[Group, ...]
    measure: Measure
    amount: int
    level: int | None
    at_or_above: bool
    scope: int
    bounds: tuple[Bound, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Interpretation:
    """A way to read the rule. `part_units`: a unit may give a credit limit a part of its credits.

    A clause that reads the same in two interpretations is the same object in both. Of `bounds`, those with a
    maximum stand in `limits` too, those with a minimum in `needs`. `units` are the rule's.
    Of `planes`, each is the mask of the units whose credits have that binary digit: a few counts of bits add up
    the credits of any set of units. `layouts` is where layout.py keeps what it has worked out.
    """

    name: str
    label: str
    part_units: bool
    clauses: tuple[Clause, ...]
    units: tuple[UnitFact, ...]
    bounds: tuple[Bound, ...] = field(init=False)
    limits: tuple[tuple[Bound, int], ...] = field(init=False)
    needs: tuple[Bound, ...] = field(init=False)
    planes: tuple[int, ...] = field(init=False)
    layouts: dict[int, "Layout"] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        bounds = tuple(bound for clause in self.clauses for bound in clause.bounds)
        object.__setattr__(self, "bounds", bounds)
        object.__setattr__(self, "limits", tuple((b, b.maximum) for b in bounds if b.maximum is not None))
        object.__setattr__(self, "needs", tuple(bound for bound in bounds if bound.minimum))
        object.__setattr__(self, "planes", _planes([unit.credit for unit in self.units]))

    def credits(self, mask: int) -> int:
        total = 0
        for digit, plane in enumerate(self.planes):
            total += (mask & plane).bit_count() << digit
        return total

    def load(self, bound: Bound, mask: int) -> int:
        """The credits, or the number, of the members among the units of the mask."""
        inside = bound.members & mask
        return self.credits(inside) if bound.in_credits else inside.bit_count()


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """`units` are those of the structure, in code order: a unit's place there is its bit in every mask.

    `facts` holds every unit the parser was given, so that a unit that cannot count keeps its credits.
    `outside` is the group of the units outside the structure, None where the rule counts none of them; then `units`
    has those among the facts too.
    `by_size` are the units with their bits, fewest credits first.
    The first interpretation is the strict one, which decides.
    """

    id: str
    version: str
    title: str
    source: str
    facts: Mapping[str, UnitFact]
    units: tuple[UnitFact, ...]
    position: Mapping[str, int]
    by_size: tuple[tuple[int, UnitFact], ...]
    interpretations: tuple[Interpretation, ...]
    outside: Group | None = None


def bits(mask: int) -> Iterator[int]:
    """The places of the bits that are set, lowest first."""
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


def union(masks: Iterable[int]) -> int:
    return reduce(or_, masks, 0)


def _planes(weights: Sequence[int]) -> tuple[int, ...]:
    digits = max(weights, default=0).bit_length()
    return tuple(sum(1 << i for i, weight in enumerate(weights) if weight >> digit & 1) for digit in range(digits))
