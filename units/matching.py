"""Which outcome and criterion of one edition of a unit is which of another: by wording, else by label, else by place."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TypeVar

from units.interchange.values import CriterionValues, OutcomeValues, UnitValues

Key = TypeVar("Key", int, tuple[int, int])
Number = tuple[int, int]  # of outcome and criterion, from 1
ALIKE = 0.5  # of the words, from which on one is taken for a change of the other


@dataclass(frozen=True, slots=True)
class Pairs:
    """Old and new of each, None where there is none; in the new order, what went before what came after it."""

    outcomes: list[tuple[int | None, int | None]]  # from 0
    criteria: list[tuple[Number | None, Number | None]]


def numbered(unit: UnitValues) -> Iterator[tuple[Number, CriterionValues]]:
    for number, outcome in enumerate(unit.outcomes, 1):
        for position, criterion in enumerate(outcome.criteria, 1):
            yield (number, position), criterion


def pairs_of(old: UnitValues, new: UnitValues) -> Pairs:
    before, after = dict(numbered(old)), dict(numbered(new))
    same: dict[Number, Number] = {}  # new to old
    for key in ("text", "label"):
        _match_equal(key, before, after, same)
    outcomes = _outcomes(old, new, same)
    for now, was in outcomes.items():
        _match_places((was + 1, old.outcomes[was]), (now + 1, new.outcomes[now]), same)
    return Pairs(
        outcomes=_in_order(outcomes, range(len(old.outcomes)), range(len(new.outcomes))),
        criteria=_in_order(same, before, after),
    )


def _match_equal(
    key: str,
    before: Mapping[Number, CriterionValues],
    after: Mapping[Number, CriterionValues],
    same: dict[Number, Number],
) -> None:
    """Of several that read alike, the one that keeps its number comes first, then the first that is left."""
    there: dict[str, list[Number]] = {}
    taken = set(same.values())
    for number, row in before.items():
        if number not in taken:
            there.setdefault(_plain(getattr(row, key)), []).append(number)
    there.pop("", None)
    left = [number for number in after if number not in same]
    for number in sorted(left, key=lambda one: one not in there.get(_plain(getattr(after[one], key)), ())):
        found = there.get(_plain(getattr(after[number], key)))
        if found:
            same[number] = found.pop(found.index(number) if number in found else 0)


def _plain(words: str) -> str:
    return " ".join(words.split()).casefold()


def _outcomes(old: UnitValues, new: UnitValues, same: Mapping[Number, Number]) -> dict[int, int]:
    """New to old, from 0: by what they say, then by the criteria they share, then by their place."""
    found: dict[int, int] = {}
    for key in ("text", "label"):
        names = {
            _plain(getattr(o, key)): i
            for i, o in enumerate(old.outcomes)
            if getattr(o, key) and i not in found.values()
        }
        for i, outcome in enumerate(new.outcomes):
            was = names.get(_plain(getattr(outcome, key)))
            if i not in found and was is not None and was not in found.values():
                found[i] = was
    shared: dict[tuple[int, int], int] = {}
    for now, then in same.items():
        shared[now[0] - 1, then[0] - 1] = shared.get((now[0] - 1, then[0] - 1), 0) + 1
    for i, was in sorted(shared, key=lambda pair: -shared[pair]):
        if i not in found and was not in found.values():
            found[i] = was
    if len(old.outcomes) == len(new.outcomes):
        for i in range(len(new.outcomes)):
            if i not in found and i not in found.values():
                found[i] = i
    return dict(sorted(found.items()))


def _match_places(old: tuple[int, OutcomeValues], new: tuple[int, OutcomeValues], same: dict[Number, Number]) -> None:
    """What is left between the same neighbours: as many as before are the same ones; else those that are most alike."""
    back = {was: now for now, was in same.items()}
    gaps: dict[Number | None, tuple[list[Number], list[Number]]] = {}
    anchor: Number | None = None
    for position in range(1, len(old[1].criteria) + 1):
        number = (old[0], position)
        if number in back:
            anchor = back[number]
        else:
            gaps.setdefault(anchor, ([], []))[0].append(number)
    anchor = None
    for position in range(1, len(new[1].criteria) + 1):
        number = (new[0], position)
        if number in same:
            anchor = number
        else:
            gaps.setdefault(anchor, ([], []))[1].append(number)
    for left, right in gaps.values():
        if len(left) == len(right):
            same.update(zip(right, left, strict=True))
        else:
            _match_alike(old[1], new[1], left, right, same)


def _match_alike(
    old: OutcomeValues, new: OutcomeValues, left: list[Number], right: list[Number], same: dict[Number, Number]
) -> None:
    for number in right:
        likeness = {was: _likeness(old.criteria[was[1] - 1], new.criteria[number[1] - 1]) for was in left}
        best = max(likeness, key=lambda was: likeness[was], default=None)
        if best is not None and likeness[best] >= ALIKE:
            same[number] = best
            left = [was for was in left if was > best]


def _likeness(old: CriterionValues, new: CriterionValues) -> float:
    before, after = (old.text, new.text) if old.text and new.text else (old.label, new.label)
    return SequenceMatcher(a=before.casefold().split(), b=after.casefold().split(), autojunk=False).ratio()


def _in_order(
    same: Mapping[Key, Key], before: Iterable[Key], after: Iterable[Key]
) -> list[tuple[Key | None, Key | None]]:
    """The new ones in their order, each that went after the one that stood before it."""
    back = {was: now for now, was in same.items()}
    gone: dict[Key | None, list[Key]] = {}
    anchor: Key | None = None
    for was in before:
        if was in back:
            anchor = back[was]
        else:
            gone.setdefault(anchor, []).append(was)
    found: list[tuple[Key | None, Key | None]] = [(was, None) for was in gone.get(None, ())]
    for now in after:
        found.append((same.get(now), now))
        found += [(was, None) for was in gone.get(now, ())]
    return found
