"""Rules and needs in plain English."""

from collections.abc import Iterable, Mapping, Sequence

from portfolio.sufficiency.demands import DAYS, KINDS, Demand, Demands
from portfolio.sufficiency.needs import Need

# One and several of each kind of evidence (portfolio/kinds.py), as they stand in a sentence.
CALLED: Mapping[str, tuple[str, str]] = {
    "product": ("product of work", "products of work"),
    "observation": ("observation record", "observation records"),
    "discussion": ("professional discussion", "professional discussions"),
    "questions": ("record of questions and answers", "records of questions and answers"),
    "witness": ("witness testimony", "witness testimonies"),
    "assignment": ("assignment, project or report", "assignments, projects or reports"),
    "worksheet": ("worksheet", "worksheets"),
    "prior": ("item of prior learning", "items of prior learning"),
    "seen": ("item seen in place", "items seen in place"),
    "journal": ("journal entry", "journal entries"),
}
ITEM = ("item", "items")
NO_DEMAND = "Nothing is demanded beyond the criterion itself."


def sentences(demands: Demands) -> list[str]:
    """The rule, a sentence a line, then what counts for it."""
    if not demands.lines:
        return [NO_DEMAND]
    lines = (f"{sentence(line)[:-1]}: a must." if line.must else sentence(line) for line in demands.lines)
    return [*lines, *what_counts(demands)]


def what_counts(demands: Demands) -> list[str]:
    found = ["Only real work counts, no simulation."] if demands.real else []
    if demands.months:
        found.append(f"Only what was done in the {_months(demands.months)} before it was submitted counts.")
    return found


def sentence(line: Demand) -> str:
    """ "At least 2 observation records on different days." """
    if line.by == KINDS:
        return f"Evidence of at least {_counted(line.least, ('kind', 'different kinds'))}{_beside(line)}."
    if line.by == DAYS:
        return (
            f"{_many(line).capitalize()} of at least {_counted(line.least, ('day', 'different days'))}{_beside(line)}."
        )
    return f"At least {_things(line.least, line)}{_beside(line)}."


def need_words(need: Need) -> str:
    """What would close it: "1 more item, of another kind than witness testimony"."""
    line, number = need.demand, need.missing
    if line.by == KINDS:
        return f"evidence of {_counted(number, ('more kind', 'more kinds'))}{_beside(line)}"
    if line.by == DAYS:
        return f"{_many(line)} of {_counted(number, ('more day', 'more days'))}{_beside(line)}"
    one, many = _names(line)
    return f"{number} more {one if number == 1 else many}{_of_these(line)}{_beside(line)}"


def needs_words(found: Iterable[Need]) -> str:
    """ "1 more item; evidence of 1 more kind"."""
    return "; ".join(need_words(need) for need in found)


def called(kind: str) -> str:
    return CALLED[kind][0]


def either(words: Sequence[str]) -> str:
    """As in "a", "a or b", "a, b or c"."""
    return " or ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


def _things(number: int, line: Demand) -> str:
    one, many = _names(line)
    return f"{number} {one if number == 1 else many}{_of_these(line)}"


def _many(line: Demand) -> str:
    return f"{_names(line)[1]}{_of_these(line)}"


def _names(line: Demand) -> tuple[str, str]:
    """Of one kind by its name, of several or of any by "item"."""
    return CALLED[line.kinds[0]] if len(line.kinds) == 1 and not line.others else ITEM


def _of_these(line: Demand) -> str:
    several = len(line.kinds) > 1 and not line.others
    return f" ({either([called(kind) for kind in line.kinds])})" if several else ""


def _beside(line: Demand) -> str:
    if not line.others:
        return ""
    return f", of another kind than {either([called(kind) for kind in line.kinds])}"


def _counted(number: int, words: tuple[str, str]) -> str:
    return f"{number} {words[0] if number == 1 else words[1]}"


def _months(number: int) -> str:
    return "month" if number == 1 else f"{number} months"
