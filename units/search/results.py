"""The units of one page, and under each the outcomes and criteria that say why it was found."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol
from uuid import UUID

from units.models import Criterion, Outcome, Unit
from units.search.marking import Marking, Parts, Reader, words_of
from units.search.numbers import why_found
from units.search.question import Reading, Word
from units.search.reach import Listed, Reach

SHOWN = {"": 3, "qualification": 0, "unit": 0, "criterion": 10}  # rows under a unit, by kind of search


class Row(NamedTuple):
    """An outcome ("2") or a criterion ("2.3")."""

    pk: UUID
    number: str
    label: str

    @property
    def is_outcome(self) -> bool:
        return "." not in self.number


class Finder(Protocol):
    """One for each database: PostgreSQL, Plain."""

    reads_forms: bool

    def known(self, numbers: Collection[str]) -> set[str]: ...
    def units(self, reading: Reading, *, kind: str, most: int) -> list[UUID]: ...
    def worded_rows(self, units: Collection[UUID], words: Iterable[Word]) -> set[UUID]: ...
    def reader(self, printed: Iterable[str], asked: Iterable[Word]) -> Reader: ...


@dataclass(frozen=True, slots=True)
class FoundRow:
    """`in_wording`: only together with the official wording has it every word."""

    number: str
    label: Parts
    in_wording: bool
    is_outcome: bool


@dataclass(frozen=True, slots=True)
class FoundUnit:
    """`further` rows are not shown. `in_wording`: its words are spread over the official wording of several rows."""

    unit: Unit
    title: Parts
    why: list[str]
    qualifications: list[Listed]
    rows: list[FoundRow]
    further: int
    in_wording: bool

    @property
    def others(self) -> int:
        """Qualifications beyond the one that is named."""
        return len(self.qualifications) - 1


@dataclass(frozen=True, slots=True)
class FoundQualification:
    qualification: Listed
    title: Parts


class Page:
    """Reads all that is said about some units; its queries do not grow with their number."""

    def __init__(self, reach: Reach, finder: Finder, reading: Reading, kind: str) -> None:
        self.reach, self.finder, self.reading, self.kind = reach, finder, reading, kind

    def show(
        self, keys: Sequence[UUID], qualifications: Sequence[Listed]
    ) -> tuple[list[FoundUnit], list[FoundQualification]]:
        """`qualifications` are few, so they are tried here: those that fit come back."""
        units = self._units(keys)
        rows, places = self._rows(keys), self._places(keys)
        labels = (row.label for found in rows.values() for row in found)
        texts = [*labels, *(unit.title for unit in units.values()), *(row.words for row in qualifications)]
        printed = {word for text in texts for word in words_of(text)}
        marking = Marking(self.finder.reader(printed, self.reading.words), self.reading.words)
        choice = Choice(self.reading, marking, self.kind, *self._worded(units, rows, marking))
        found = [choice.unit(units[key], rows.get(key, []), places[key]) for key in keys if key in places]
        fitting = [row for row in qualifications if _fits(row, self.reading, marking)]
        return found, [FoundQualification(row, marking.parts(row.title)) for row in fitting]

    def _units(self, keys: Sequence[UUID]) -> dict[UUID, Unit]:
        """What became of older units is looked up only where a number was asked for: else nothing is said of it."""
        units = Unit.objects.defer("aim", "information")
        if self.reading.numbers:
            units = units.prefetch_related("comparison__predecessors")
        found: dict[UUID, Unit] = units.in_bulk(keys)
        return found

    def _rows(self, keys: Sequence[UUID]) -> dict[UUID, list[Row]]:
        """In the order of the unit: each outcome before its criteria. The wording stays where it is."""
        found: dict[UUID, list[tuple[int, int, Row]]] = defaultdict(list)
        if SHOWN[self.kind] and (self.reading.words or self.reading.criterion):
            outcomes = Outcome.objects.filter(unit__in=keys).order_by()
            for unit, number, key, label in outcomes.values_list("unit", "number", "pk", "label"):
                found[unit].append((number, 0, Row(key, str(number), label)))
            criteria = Criterion.objects.filter(outcome__unit__in=keys).order_by()
            columns = ("outcome__unit", "outcome__number", "position", "pk", "number", "label")
            for unit, outcome, position, *row in criteria.values_list(*columns):
                found[unit].append((outcome, position, Row(*row)))
        return {unit: [row for _, _, row in sorted(rows)] for unit, rows in found.items()}

    def _places(self, keys: Sequence[UUID]) -> Mapping[UUID, list[Listed]]:
        """A unit without a place is not shown."""
        found: dict[UUID, dict[UUID, Listed]] = defaultdict(dict)
        known = {row.pk: row for row in self.reach.qualifications}
        pairs = self.reach.places.filter(unit__in=keys).order_by("specification__qualification__code")
        for unit, qualification in pairs.values_list("unit", "specification__qualification"):
            if qualification in known:
                found[unit][qualification] = known[qualification]
        return {unit: [*rows.values()] for unit, rows in found.items()}

    def _worded(
        self, units: Mapping[UUID, Unit], rows: Mapping[UUID, list[Row]], marking: Marking
    ) -> tuple[set[UUID], set[UUID]]:
        """Units that only their official wording explains, and the rows in them where each word is."""
        left = [units[key] for key in rows if not _explained(units[key], rows[key], self.kind, marking)]
        worded = self.reach.worded_among(left)
        return worded, self.finder.worded_rows(worded, marking.words) if worded else set()


class Choice:
    """Which rows of a unit are worth showing."""

    def __init__(
        self, reading: Reading, marking: Marking, kind: str, worded: Collection[UUID], worded_rows: set[UUID]
    ) -> None:
        self.reading, self.marking, self.kind = reading, marking, kind
        self.worded, self.worded_rows = worded, worded_rows

    def unit(self, unit: Unit, rows: Sequence[Row], places: list[Listed]) -> FoundUnit:
        chosen = self._numbered(rows) if self.reading.criterion else self._best(rows, unit.title)
        return FoundUnit(
            unit=unit,
            title=self.marking.parts(unit.title),
            why=why_found(unit, self.reading.numbers) if self.reading.numbers else [],
            qualifications=places,
            rows=[self._row(row) for row in chosen[: SHOWN[self.kind]]],
            further=max(0, len(chosen) - SHOWN[self.kind]),
            in_wording=unit.pk in self.worded and not any(row.pk in self.worded_rows for row in chosen),
        )

    def _numbered(self, rows: Sequence[Row]) -> list[Row]:
        return [row for row in rows if row.number == self.reading.criterion]

    def _best(self, rows: Sequence[Row], title: str) -> list[Row]:
        """First those with every word, then those with most of the words; a word of the title alone says nothing."""
        words = self.marking.words
        telling = {word for word in words if not self.marking.has(word, title)}
        chosen: list[tuple[bool, set[Word], Row]] = []
        for row in rows:
            here = {word for word in words if self.marking.has(word, row.label)}
            whole = bool(words) and (len(here) == len(set(words)) or row.pk in self.worded_rows)
            if whole or here & telling:
                chosen.append((not whole, here, row))
        return _each_word_once(
            [(here, row) for _, here, row in sorted(chosen, key=lambda item: (item[0], -len(item[1])))]
        )

    def _row(self, row: Row) -> FoundRow:
        whole = all(self.marking.has(word, row.label) for word in self.marking.words)
        in_wording = not whole and row.pk in self.worded_rows
        return FoundRow(row.number, self.marking.parts(row.label), in_wording, row.is_outcome)


def _each_word_once(rows: Iterable[tuple[set[Word], Row]]) -> list[Row]:
    """Those ahead that show a word which none before them shows: three rows are seen, and not three times one word."""
    seen: set[Word] = set()
    ahead: list[Row] = []
    behind: list[Row] = []
    for here, row in rows:
        (ahead if here - seen else behind).append(row)
        seen |= here
    return ahead + behind


def _explained(unit: Unit, rows: Sequence[Row], kind: str, marking: Marking) -> bool:
    """Our own words have all that was asked. A unit that was found without them has it in its official wording."""
    ours = " ".join(["" if kind == "criterion" else unit.title, *(row.label for row in rows)])
    return all(marking.has(word, ours) for word in marking.words)


def _fits(row: Listed, reading: Reading, marking: Marking) -> bool:
    if not (reading.asks_for_units or reading.qualifications):
        return False
    asked = {*reading.numbers, *reading.qualifications}
    if asked and not asked <= row.numbers:
        return False
    if reading.starts and not any(number.startswith(reading.starts) for number in row.numbers):
        return False
    return all(marking.has(word, row.words) for word in marking.words)
