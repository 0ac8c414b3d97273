"""Search over 200 qualifications of the size of the largest framework: about 350,000 rows, half of them worded.

The baseline looks for the same words with ILIKE in the same tables, as the search does on SQLite.
"""

import datetime as dt
import random
import re
from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any
from uuid import UUID

from django.db import connection

from bench.measure import Line, milliseconds
from centres.models import Centre, Membership, Role, User
from centres.models.base import uuid7
from units.catalogue_files import read_catalogue
from units.interchange.values import UnitValues
from units.models import AwardingOrganisation, HandbookImport, Qualification, SearchEntry, Specification
from units.search import MOST, Asked, search_catalogue
from units.search.plain import Plain
from units.search.question import read, take_apart
from units.search.reach import Reach, reach_of

QUALIFICATIONS, WORDED, QUESTIONS, BASELINES = 200, 100, 200, 12
BROAD = ("customer", "service", "customers", "explain", "team", "information", "complaints", "people", "deliver")
FRAMEWORK = "4430"
TRADE_WORDS = 40  # so many words of each qualification are its own
WORD = re.compile(r"[a-z]{4,}")
TABLES = {
    "units_unit": (
        *("id", "scheme", "number", "code", "edition", "reference", "sector_number", "title", "level", "credit"),
        *("method", "suits", "standards", "key_skills", "aim", "information"),
    ),
    "units_structureunit": ("id", "specification_id", "unit_id", "group", "position"),
    "units_outcome": ("id", "unit_id", "number", "label", "text"),
    "units_criterion": ("id", "outcome_id", "position", "number", "printed", "label", "text", "guidance"),
    "units_handbookimport_units": ("handbookimport_id", "unit_id"),
}
INDEXED = ("units_unit", "units_outcome", "units_criterion")
Rows = dict[str, list[tuple[Any, ...]]]


class Trade:
    """The framework again, as another trade would word it: its invented words stand where the framework has others."""

    def __init__(self, number: int, vocabulary: list[str], *, worded: bool) -> None:
        self.chance, self.vocabulary, self.worded = random.Random(number), vocabulary, worded
        self.own = {word: self._invented() for word in self.chance.sample(vocabulary, TRADE_WORDS)}

    def _invented(self) -> str:
        syllables = ("ba", "den", "fo", "gra", "kel", "lim", "mor", "pra", "sto", "tel", "vun", "wex")
        return "".join(self.chance.choices(syllables, k=3))

    def label(self, ours: str) -> str:
        return WORD.sub(lambda found: self.own.get(found[0], found[0]), ours)

    def text(self) -> str:
        return " ".join(self.chance.choices(self.vocabulary, k=15)) if self.worded else ""


def searching() -> Iterator[Line]:
    """What an assessor types, from a word that is in every unit to a number: the whole answer, as the page has it."""
    centre = Centre.objects.create(name="Search", number="search", address="-", email="search@example.org")
    user = User.objects.create_user("search@example.org", "Assessor", "-")
    assessor = Membership.objects.create(centre=centre, role=Role.ASSESSOR, user=user)
    vocabulary = fill(centre, assessor)
    typed = questions(vocabulary)
    search_catalogue(actor=assessor, asked=Asked(typed[0]))
    ours = [milliseconds(partial(search_catalogue, actor=assessor, asked=Asked(words))) for words in typed]
    reach = reach_of(assessor)
    theirs = [milliseconds(partial(by_pattern, reach, words)) for words in typed[:BASELINES]]
    for what, part in (("median", 0.5), ("95th percentile", 0.95)):
        yield Line(f"search, {what}", at(part, ours), at(part, theirs), "ms", "ILIKE")


def by_pattern(reach: Reach, typed: str) -> None:
    Plain(reach).units(read(take_apart(typed), units=(), qualifications=()), kind="", most=MOST)


def at(part: float, values: list[float]) -> float:
    return sorted(values)[int(part * len(values))]


def questions(vocabulary: list[str]) -> list[str]:
    """A quarter each: a broad word, two or three words, a number, and something rare, unfinished or not there."""
    chance = random.Random(7)
    made: list[str] = []
    for number in range(QUESTIONS // 4):
        scheme, unit = 9000 + chance.randrange(QUALIFICATIONS), chance.choice(("201", "312", "401", "410"))
        made.append(chance.choice((*BROAD, chance.choice(vocabulary))))
        made.append(" ".join(chance.sample(vocabulary, 1) + chance.sample(BROAD, chance.randint(1, 2))))
        made.append(chance.choice((f"{scheme}-{unit}", f"{scheme} {unit} 2.3", unit, "A17", f"{scheme}-01 team")))
        made.append((Trade(number, vocabulary, worded=False).own.popitem()[1], "complai", "zeppelin")[number % 3])
    chance.shuffle(made)
    return made


def fill(centre: Centre, imported_by: Membership) -> list[str]:
    """Everything by COPY and indexed in one go, so that building takes seconds. The words that occur."""
    framework = _framework()
    vocabulary = sorted({word for unit in framework for label in _labels(unit) for word in WORD.findall(label)})
    body = AwardingOrganisation.objects.create(name="Bench Awards")
    rows: Rows = {table: [] for table in TABLES}
    for number in range(QUALIFICATIONS):
        trade = Trade(number, vocabulary, worded=number < WORDED)
        specification = _qualification(body, number)
        handbook = _handbook(centre, imported_by, number) if trade.worded else None
        for position, unit in enumerate(framework, 1):
            key = uuid7()
            rows["units_structureunit"].append((uuid7(), specification.pk, key, "A", position))
            if handbook:
                rows["units_handbookimport_units"].append((handbook.pk, key))
            _write(rows, unit, key, scheme=f"{9000 + number}", trade=trade)
    with connection.cursor() as cursor:
        _switch(cursor, triggers="DISABLE", fastupdate="on")
        for table, columns in TABLES.items():
            _copy(table, columns, rows[table])
        cursor.execute("ANALYZE")
        cursor.execute(
            "INSERT INTO units_searchentry (unit_id, level, code) SELECT id, level, code FROM units_unit"
            " ON CONFLICT (unit_id) DO NOTHING"
        )
        cursor.execute("SELECT attest_search_refresh(array_agg(id)) FROM units_unit")
        cursor.execute("VACUUM ANALYZE units_searchentry")
        _switch(cursor, triggers="ENABLE", fastupdate="off")
    return vocabulary


def _switch(cursor: Any, *, triggers: str, fastupdate: str) -> None:
    """Everything is indexed in one go at the end."""
    for table in INDEXED:
        cursor.execute(f"ALTER TABLE {table} {triggers} TRIGGER USER")
    for index in SearchEntry._meta.indexes:
        cursor.execute(f"ALTER INDEX {index.name} SET (fastupdate = {fastupdate})")


def _framework() -> list[UnitValues]:
    every = {unit.code: unit for file in read_catalogue().qualifications for unit in file.units}
    return [unit for unit in every.values() if unit.scheme == FRAMEWORK]


def _labels(unit: UnitValues) -> Iterator[str]:
    for outcome in unit.outcomes:
        yield outcome.label
        yield from (criterion.label for criterion in outcome.criteria)


def _qualification(body: AwardingOrganisation, number: int) -> Specification:
    level = number % 4 + 1
    scheme, title = f"{9000 + number}-0{level}", f"Level {level} Diploma in Trade {number}"
    facts = {"scheme": scheme, "title": title, "level": level, "code": f"bench-{number}"}
    qualification = Qualification.objects.create(awarding_organisation=body, **facts)
    return Specification.objects.create(
        qualification=qualification, version="1", published_on=dt.date(2024, 1, 1), rule=None
    )


def _handbook(centre: Centre, imported_by: Membership, number: int) -> HandbookImport:
    counts = dict.fromkeys(("units_read", "outcomes_read", "criteria_read"), 1)
    file = {"title": "Bench", "file_name": "bench.txt", "sha256": f"{number:064}", "layout": "bench"}
    return HandbookImport.objects.create(centre=centre, imported_by=imported_by, **file, **counts)


def _write(rows: Rows, unit: UnitValues, key: UUID, *, scheme: str, trade: Trade) -> None:
    facts = (scheme, unit.number, f"{scheme}-{unit.number}", 1, "", unit.sector_number, trade.label(unit.title))
    sizes = (unit.level, unit.credit, "portfolio", "")
    rows["units_unit"].append((key, *facts, *sizes, f'["{unit.sector_number}"]', "[]", trade.text(), "{}"))
    for number, outcome in enumerate(unit.outcomes, 1):
        place = uuid7()
        rows["units_outcome"].append((place, key, number, trade.label(outcome.label), trade.text()))
        rows["units_criterion"].extend(
            (uuid7(), place, position, f"{number}.{position}", "", trade.label(criterion.label), trade.text(), "")
            for position, criterion in enumerate(outcome.criteria, 1)
        )


def _copy(table: str, columns: Iterable[str], rows: Iterable[tuple[Any, ...]]) -> None:
    names = ", ".join(f'"{column}"' for column in columns)
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
