"""Words in any of their forms, from the index that the database's triggers keep (migration 0005)."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import reduce
from operator import and_, or_
from typing import Any
from uuid import UUID

from django.contrib.postgres.search import SearchQuery, SearchRank, SearchVectorField
from django.db import connection, transaction
from django.db.models import BooleanField, ExpressionWrapper, F, Func, IntegerField, Q, QuerySet, TextField, Value
from django.db.models.expressions import RawSQL

from units.models import Criterion, Outcome, SearchEntry
from units.search.plain import containing
from units.search.question import Reading, Word
from units.search.reach import Reach

KNOWN = """
SELECT key FROM unnest(%s::text[]) AS key WHERE EXISTS (
    SELECT FROM units_searchentry WHERE numbers @@ key::tsquery AND (centre_id IS NULL OR centre_id = %s)
)
"""
STEMS = "SELECT word, ts_lexize('pg_catalog.english_stem', word) FROM unnest(%s::text[]) AS word"

ALIKE = 3  # letters with which all forms of a word begin

Ranked = dict[str, Any]  # the columns of ORDER, and pk
Stems = Mapping[str, frozenset[str]]


class PostgreSQL:
    reads_forms = True

    def __init__(self, reach: Reach) -> None:
        self.reach = reach

    def known(self, numbers: Collection[str]) -> set[str]:
        if not numbers:
            return set()
        with _by_index(), connection.cursor() as cursor:
            cursor.execute(KNOWN, [[*numbers], self.reach.actor.centre_id])
            return {key for (key,) in cursor.fetchall()}

    def units(self, reading: Reading, *, kind: str, most: int) -> list[UUID]:
        with _by_index():
            rows = self._titled(reading, kind, most)
            if len(rows) < most and reading.words and kind != "unit":
                rows = list(self._anywhere(reading, kind)[:most])
        return [row["pk"] for row in self._by_labels(rows, reading)]

    def _titled(self, reading: Reading, kind: str, most: int) -> list[Ranked]:
        """Titles with every word come first anyway, so where these are enough, as for "customer", nothing else is read."""
        if kind == "criterion" and reading.words:
            return []
        entries = self._entries(reading)
        if reading.words:
            entries = entries.filter(title=_every(reading.words))
        return list(_in_order(entries, reading)[:most])

    def _anywhere(self, reading: Reading, kind: str) -> Any:
        ours, worded = ("labels", "worded_labels") if kind == "criterion" else ("ours", "worded")
        entries, asked = self._entries(reading), _every(reading.words)
        arms = (
            entries.exclude(self.reach.worded).filter(**{ours: asked}),
            entries.filter(self.reach.worded).filter(**{worded: asked}),
        )
        first, second = (_in_order(arm, reading).order_by() for arm in arms)
        return first.union(second, all=True).order_by(*ORDER)

    def _entries(self, reading: Reading) -> QuerySet[SearchEntry]:
        entries = SearchEntry.objects.filter(self.reach.known)
        if self.reach.level is not None:
            entries = entries.filter(level=self.reach.level)
        if not self.reach.whole:
            entries = entries.filter(pk__in=self.reach.places.values("unit_id"))
        for number in reading.numbers:
            entries = entries.filter(numbers=_number(number))
        return entries.filter(numbers=_number(f"{reading.starts}:*")) if reading.starts else entries

    def _by_labels(self, rows: list[Ranked], reading: Reading) -> list[Ranked]:
        """Of those whose titles say as much, first the ones whose criteria say more; only these few are ranked."""
        if len(rows) < 2 or not reading.words:
            return rows
        rank = SearchRank(F("labels"), _any(reading.words))
        keys = RawSQL("SELECT unnest(%s::uuid[])", [[row["pk"] for row in rows]])  # one value, not two hundred
        ranks = dict(SearchEntry.objects.filter(pk__in=keys).values_list("pk", rank))

        def place(row: Ranked) -> tuple[Any, ...]:
            whole = row["whole"]
            return (-row["number"], not whole, not row["some"], row["size"] if whole else 0, -ranks[row["pk"]])

        return sorted(rows, key=place)

    def worded_rows(self, units: Collection[UUID], words: Iterable[Word]) -> set[UUID]:
        """Outcomes and criteria of which label and official wording together have every word."""
        asked = tuple(words)
        outcomes = _with_words(Outcome.objects.filter(unit__in=units), asked, "label", "text")
        criteria = _with_words(Criterion.objects.filter(outcome__unit__in=units), asked, "label", "text", "guidance")
        return {*outcomes, *criteria}

    def reader(self, printed: Iterable[str], asked: Iterable[Word]) -> "Stemmed":
        """`printed`: every word that may be compared."""
        words = {word for one in asked for word in one.plain}.union(printed)
        with connection.cursor() as cursor:
            cursor.execute(STEMS, [[*words]])
            return Stemmed({word: frozenset(stems) for word, stems in cursor.fetchall()})


class Stemmed:
    """Whether two words are forms of one."""

    def __init__(self, stems: Stems) -> None:
        self.stems = stems

    def same(self, asked: str, printed: str, *, begins: bool) -> bool:
        if begins and printed.startswith(asked):
            return True
        return not self.stems[asked].isdisjoint(self.stems[printed])


ORDER = ("-number", "-whole", "-some", "size", "code")


def _in_order(entries: QuerySet[SearchEntry], reading: Reading) -> Any:
    """Numbers first, then titles, the shortest of them first: cheap, since a broad word finds nearly everything."""
    titled: dict[str, Any] = {"whole": Value(False), "some": Value(False)}
    if reading.words:
        every, one_of_them = Q(title=_every(reading.words)), Q(title=_any(reading.words))
        titled = {
            "whole": ExpressionWrapper(every, BooleanField()),
            "some": ExpressionWrapper(one_of_them, BooleanField()),
        }
    annotated = entries.annotate(
        number=SearchRank(F("numbers"), reduce(or_, map(_number, reading.numbers))) if reading.numbers else Value(0.0),
        size=Func(F("title"), function="length", output_field=IntegerField()),
        **titled,
    )
    return annotated.order_by(*ORDER).values("pk", "number", "whole", "some", "size", "code")


def _with_words(rows: QuerySet[Any, Any], words: tuple[Word, ...], *columns: str) -> QuerySet[Any, Any]:
    """Keys of the rows. To look at how words begin takes a hundredth of the time of taking their forms, and most rows
    need no more: nearly all forms of a word begin alike.
    """
    for word in words:
        rows = rows.filter(containing(word, *columns, letters=ALIKE))
    texts = Func(Value(" "), *map(F, columns), function="concat_ws", output_field=TextField())
    vector = Func(texts, function="attest_words", output_field=SearchVectorField())
    return rows.order_by().annotate(words=vector).filter(words=_every(words)).values_list("pk", flat=True)


def _number(key: str) -> SearchQuery:
    return SearchQuery(key, config="simple", search_type="raw")


def _one(word: Word) -> Any:
    if word.begins:
        return SearchQuery(" & ".join(f"{part}:*" for part in word.forms[0]), config="english", search_type="raw")
    return reduce(or_, (SearchQuery(" ".join(form), config="english", search_type="plain") for form in word.forms))


def _every(words: Iterable[Word]) -> Any:
    return reduce(and_, map(_one, words))


def _any(words: Iterable[Word]) -> Any:
    return reduce(or_, map(_one, words))


@contextmanager
def _by_index() -> Iterator[None]:
    """The planner does not count vectors that lie beside the table, and would rather fetch and test all of them than
    ask the index: for a broad word that is thirty times the work. So it is told. Parallel workers take longer to start than it
    needs.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL max_parallel_workers_per_gather = 0")
        yield
        cursor.execute("SET LOCAL enable_seqscan TO DEFAULT; SET LOCAL max_parallel_workers_per_gather TO DEFAULT")
