"""On SQLite: every word has to occur as it was typed, at the start, middle or end of others. Enough for one centre."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from functools import reduce
from operator import and_, or_
from uuid import UUID

from django.db.models import Q, QuerySet

from units.models import Criterion, Outcome, Unit
from units.search.numbers import numbers_of_unit
from units.search.question import Reading, Word
from units.search.reach import Reach


class Plain:
    reads_forms = False

    def __init__(self, reach: Reach) -> None:
        self.reach = reach

    @property
    def _visible(self) -> QuerySet[Unit]:
        units: QuerySet[Unit] = Unit.objects.filter(self.reach.known, pk__in=self.reach.places.values("unit_id"))
        return units if self.reach.level is None else units.filter(level=self.reach.level)

    def known(self, numbers: Collection[str]) -> set[str]:
        return set(self._numbered()).intersection(numbers) if numbers else set()

    def _numbered(self) -> dict[str, dict[UUID, bool]]:
        """By number: the units it leads to, and whether it is their own."""
        found: dict[str, dict[UUID, bool]] = defaultdict(dict)
        for unit in self._visible.prefetch_related("comparison__predecessors"):
            for number in numbers_of_unit(unit):
                found[number.key].setdefault(unit.pk, number.own)
        return found

    def units(self, reading: Reading, *, kind: str, most: int) -> list[UUID]:
        units, own = self._visible, self._fitting(reading)
        if reading.numbers or reading.starts:
            units = units.filter(pk__in=own)
        for word in reading.words:
            units = units.filter(self._has(word, kind))
        rows = units.order_by("code", "edition").values_list("pk", "title")
        return [key for key, _ in sorted(rows, key=lambda row: _order(own.get(row[0]), row[1], reading.words))][:most]

    def _fitting(self, reading: Reading) -> dict[UUID, bool]:
        """The units that all numbers of the question lead to, and whether one of them is their own."""
        if not (reading.numbers or reading.starts):
            return {}
        numbered = self._numbered()
        found = [numbered[number] for number in reading.numbers]
        if reading.starts:
            found.append({unit: False for key in numbered if key.startswith(reading.starts) for unit in numbered[key]})
        return {unit: any(units[unit] for units in found) for unit in reduce(and_, (units.keys() for units in found))}

    def _has(self, word: Word, kind: str) -> Q:
        return reduce(or_, (reduce(and_, (self._occurs(part, kind) for part in form)) for form in word.forms))

    def _occurs(self, part: str, kind: str) -> Q:
        title = Q(title__icontains=part)
        if kind == "unit":
            return title
        labels = _labels(Q(label__icontains=part), Q(label__icontains=part))
        wording = _labels(Q(text__icontains=part), Q(text__icontains=part) | Q(guidance__icontains=part))
        criteria = labels | (self.reach.worded & (wording | Q(aim__icontains=part)))
        return criteria if kind == "criterion" else title | criteria

    def worded_rows(self, units: Collection[UUID], words: Iterable[Word]) -> set[UUID]:
        """Outcomes and criteria of which label and official wording together have every word."""
        outcomes, criteria = Outcome.objects.filter(unit__in=units), Criterion.objects.filter(outcome__unit__in=units)
        for word in words:
            outcomes = outcomes.filter(containing(word, "label", "text"))
            criteria = criteria.filter(containing(word, "label", "text", "guidance"))
        return {key for rows in (outcomes, criteria) for key in rows.order_by().values_list("pk", flat=True)}

    def reader(self, printed: Iterable[str], asked: Iterable[Word]) -> "Occurring":
        return Occurring()


class Occurring:
    def same(self, asked: str, printed: str, *, begins: bool) -> bool:
        return asked in printed


def _labels(outcome: Q, criterion: Q) -> Q:
    outcomes, criteria = Outcome.objects.filter(outcome), Criterion.objects.filter(criterion)
    return Q(pk__in=outcomes.order_by().values("unit")) | Q(pk__in=criteria.order_by().values("outcome__unit"))


def containing(word: Word, *columns: str, letters: int | None = None) -> Q:
    """One of the word's forms occurs in these columns, each part of it in any; or the first letters of its parts."""
    return reduce(or_, (reduce(and_, (_occurs_in(part[:letters], columns) for part in form)) for form in word.forms))


def _occurs_in(part: str, columns: Iterable[str]) -> Q:
    return reduce(or_, (Q(**{f"{column}__icontains": part}) for column in columns))


def _order(own: bool | None, title: str, words: tuple[Word, ...]) -> tuple[bool, bool, bool, int]:
    """Own numbers first, then titles with all words, the shortest of them first, then those with some."""
    lower = title.casefold()
    has = [any(all(part in lower for part in form) for form in word.forms) for word in words]
    whole = bool(has) and all(has)
    return (not own, not whole, not any(has), len(title) * whole)
