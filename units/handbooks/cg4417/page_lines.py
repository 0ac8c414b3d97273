"""What a line of the handbook is, before anybody asks what it says."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from units.handbooks.lines import is_page_number

SCHEME = "4417"
HEADING = re.compile(r"Unit (?P<numbers>\d{3}(?: ?/ ?\d{3})*) (?P<title>\S.*)")
FOOT = re.compile(r"(?:\d{1,3} )?(?P<title>Level [\d/]+ \S.* \(4417\))(?: \d{1,3})?")


def code_of(number: str) -> str:
    return f"{SCHEME}-{number}"


@dataclass(frozen=True, slots=True)
class Line:
    """A line with words on it, spaces put right; ``gap`` is whether a blank line or a new page came before."""

    number: int
    text: str
    gap: bool
    fresh_page: bool


def content_lines(lines: Sequence[str]) -> Iterator[Line]:
    """The lines without blank lines and feet of pages. A page starts below a foot, or with a space before its text."""
    gap = fresh = True
    for number, raw in enumerate(lines, start=1):
        text = " ".join(raw.split())
        if not text or FOOT.fullmatch(text) or is_page_number(lines, number - 1):
            gap, fresh = True, fresh or bool(text)
            continue
        fresh = fresh or raw.startswith(" ")
        yield Line(number, text, gap or fresh, fresh)
        gap = fresh = False
