"""Small pieces of English that titles and explanations share."""

from collections.abc import Sequence

from units.combination.model import Measure, UnitFact


def plural(number: int, measure: Measure) -> str:
    """As in "4 credits", "1 unit"."""
    return f"{number} {noun(number, measure)}"


def noun(number: int, measure: Measure) -> str:
    return measure[:-1] if number == 1 else measure


def either(words: Sequence[str], word: str = "or") -> str:
    """As in "a", "a or b", "a, b or c"."""
    return f" {word} ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)


def named(unit: UnitFact) -> str:
    return f"“{unit.title}” ({unit.code}, {plural(unit.credit, 'credits')})"
