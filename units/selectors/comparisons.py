"""What became of the units of an older series, both ways round."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from centres.models import Membership
from units.models import Comparison, Predecessor
from units.selectors.visible import units_of

NOTHING_BEFORE = "Nothing named before them"


@dataclass(frozen=True)
class Line:
    """One line of the page: a unit with those before it, or one of the older series with what it became."""

    comparison: Comparison
    predecessors: list[Predecessor]


@dataclass(frozen=True)
class Part:
    title: str
    lines: list[Line]


def comparisons_of(actor: Membership) -> list[Comparison]:
    rows = Comparison.objects.filter(unit__in=units_of(actor)).select_related("unit")
    return list(rows.prefetch_related("predecessors").order_by("unit__code"))


def older_series(comparisons: Iterable[Comparison]) -> dict[str, int]:
    """The schemes that units came from, with how many of theirs are named."""
    named = {(before.scheme, before.number) for row in comparisons for before in row.predecessors.all()}
    return dict(sorted(Counter(scheme for scheme, _ in named).items()))


def matching(comparisons: Iterable[Comparison], asked: str) -> list[Comparison]:
    """Those with this number, old or new ("209", "4543-209"), this reference, or these words in the title."""
    wanted = asked.strip().casefold()
    return [row for row in comparisons if wanted in _names(row) or (len(wanted) > 3 and wanted in _title(row))]


def _names(row: Comparison) -> set[str]:
    names = {row.unit.number, row.unit.code, row.unit.reference, row.unit.sector_number}
    for before in row.predecessors.all():
        names |= {before.number, str(before)}
    return {name.casefold() for name in names}


def _title(row: Comparison) -> str:
    return row.unit.title.casefold()


def by_theme(comparisons: Iterable[Comparison]) -> list[Part]:
    """From the new units: each with all that it came from, under the comparison's own headings."""
    parts: dict[str, Part] = {}
    for row in comparisons:
        parts.setdefault(row.theme, Part(row.theme, [])).lines.append(Line(row, list(row.predecessors.all())))
    return list(parts.values())


def by_predecessor(comparisons: Iterable[Comparison], scheme: str) -> list[Part]:
    """From the old units: each with what it became, as often as it became something; then what came from none."""
    rows = list(comparisons)
    lines = [Line(row, [before]) for row in rows for before in row.predecessors.all() if before.scheme == scheme]
    lines.sort(key=lambda line: (line.predecessors[0].number, line.comparison.unit.code))
    new = [Line(row, []) for row in rows if not row.predecessors.all()]
    parts = [Part(f"Units of {scheme}", lines), Part(NOTHING_BEFORE, new)]
    return [part for part in parts if part.lines]
