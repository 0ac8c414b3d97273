"""Where outcome and criterion were scanned as one line, and how many words belong to which.

Nothing on such a page shows where the columns part. For the pages of the edition of
August 2023 it was established by eye and is kept as numbers: for each line that follows the
row's first one, the words in the outcome's column and the words on the line. Other numbers of words mean
another edition, to which this knowledge does not apply.
"""

from collections.abc import Sequence

from units.handbooks.proqual.page_lines import Line

_PARTINGS: dict[tuple[str, int], tuple[tuple[int, int], ...]] = {
    ("D/506/2153", 1): ((2, 6),),
    ("D/506/2153", 2): ((3, 10), (1, 1)),
    ("D/506/2153", 3): ((1, 4),),
    ("F/506/2176", 1): ((4, 6), (1, 1)),
    ("F/506/2176", 2): ((3, 9), (1, 1)),
    ("F/506/2176", 3): ((4, 6),),
    ("L/506/2181", 1): ((5, 5), (1, 11), (0, 6)),
    ("L/506/2181", 2): ((3, 10), (0, 1)),
    ("L/506/2181", 3): ((3, 10), (1, 2)),
}


def part_columns(code: str, outcome: int, rows: Sequence[Line]) -> list[tuple[str, str]] | None:
    """Left and right half of each row, or None where it is not known."""
    parting = _PARTINGS.get((code, outcome), ())
    words = [row.text.split() for row in rows]
    if tuple(total for _, total in parting) != tuple(map(len, words)):
        return None
    return [(" ".join(row[:left]), " ".join(row[left:])) for row, (left, _) in zip(words, parting, strict=True)]
