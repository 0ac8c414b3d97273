"""Readers of the awarding organisations' handbooks.

Each layout is a package of its own with ``recognises(text)`` and ``read(text, expected)``.
"""

from collections.abc import Sequence

from units.handbooks import proqual
from units.handbooks.readable import refuse_unreadable
from units.handbooks.reading import (
    Correction,
    ExpectedUnit,
    NotAHandbook,
    ReadCriterion,
    ReadHandbook,
    ReadOutcome,
    ReadUnit,
)

__all__ = [
    "Correction",
    "ExpectedUnit",
    "NotAHandbook",
    "ReadCriterion",
    "ReadHandbook",
    "ReadOutcome",
    "ReadUnit",
    "read_handbook",
]


def read_handbook(text: str, *, expected: Sequence[ExpectedUnit]) -> ReadHandbook:
    """Read a handbook's text; ``expected`` says how many criteria each outcome of each unit has.

    Raises NotAHandbook where the text as a whole cannot be used. What is wrong with one unit
    only is a contradiction in the result, and the other units are read all the same.
    """
    lines = refuse_unreadable(text)
    if proqual.recognises(lines):
        return proqual.read(lines, expected)
    raise NotAHandbook(_unknown_layout(text))


def _unknown_layout(text: str) -> str:
    known = "This is not a handbook in a layout that can be read: the ProQual Level 4 NVQ Diploma is."
    if "City & Guilds" in text or "City and Guilds" in text:
        known = "This looks like a City & Guilds document. Only the ProQual layout can be read from a document."
    return f"{known} Choose the text of the whole ProQual handbook and import it again. Nothing was changed."
