"""Readers of the awarding organisations' documents, each layout a package or module of its own.

A layout has ``NAME``, ``SCHEME`` (the numbers that its units carry before the hyphen; empty where the document names its
qualification by number), ``recognises(lines)`` and ``read(lines, expected)``.
"""

from collections.abc import Sequence
from types import ModuleType

from units.handbooks import cfa, cg4417, comparison, proqual, structure
from units.handbooks.readable import refuse_unreadable, text_of
from units.handbooks.reading import (
    Correction,
    ExpectedUnit,
    NotAHandbook,
    ReadComparison,
    ReadCriterion,
    ReadHandbook,
    ReadOutcome,
    ReadPlace,
    ReadUnit,
)

__all__ = [
    "Correction",
    "ExpectedUnit",
    "NotAHandbook",
    "ReadComparison",
    "ReadCriterion",
    "ReadHandbook",
    "ReadOutcome",
    "ReadPlace",
    "ReadUnit",
    "layout_of",
    "read_handbook",
    "text_of",
]

LAYOUTS: tuple[ModuleType, ...] = (proqual, cfa, structure, cg4417, comparison)


def layout_of(text: str) -> ModuleType:
    """The layout that the document is in. NotAHandbook, with what to do, where it is none that can be read."""
    lines = refuse_unreadable(text)
    for layout in LAYOUTS:
        if layout.recognises(lines):
            return layout
    what = "not a handbook in a layout that can be read"
    if any("City & Guilds" in line for line in lines):
        what = "a City & Guilds document, but in none of the layouts that can be read"
    raise NotAHandbook(
        f"This is {what}. "
        "Choose the whole handbook as the awarding organisation issued it and import it again, or describe the "
        "qualification in a spreadsheet."
    )


def read_handbook(text: str, *, expected: Sequence[ExpectedUnit]) -> ReadHandbook:
    """Read a document's text; ``expected`` says how many criteria each outcome of each unit has.

    Raises NotAHandbook where the text as a whole cannot be used. What is wrong with one unit
    only is a contradiction in the result, and the other units are read all the same.
    """
    layout = layout_of(text)
    read: ReadHandbook = layout.read(refuse_unreadable(text), expected)
    return read
