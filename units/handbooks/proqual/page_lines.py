"""What a line of a scanned page is, before anybody asks what it says."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

UNIT_HEADING = re.compile(r"Unit (\S+/\S+/\S+)$")
RUNNING_HEAD = re.compile(r"Learning Outcome\b")
CRITERION_HEAD = re.compile(r"Assessment Criterion - The learner can:$")
REST_OF_HEAD = re.compile(r"(learner )?will:")
LABEL = r"\d\.\d{1,2}|\d{2}"

_FOOTER = re.compile(r"ProQual, [A-Z][a-z]+ \d{4}$")
_PAGE_NUMBER = re.compile(r"\d{1,3}$")


@dataclass(frozen=True, slots=True)
class Line:
    """A line with words on it, a tab between columns that the document keeps apart.

    ``gap`` is whether a blank line or a new page came before, ``first`` whether it is the first of a page.
    """

    number: int
    text: str
    gap: bool
    first: bool = False


def content_lines(lines: Sequence[str], start: int, footer: str) -> list[Line]:
    """The lines in lines[start:] without blank lines, footers and page numbers."""
    kept = list(_without_blanks_and_footers(lines, start, footer))
    following: list[Line | None] = [*kept[1:], None]
    return [line for line, after in zip(kept, following, strict=True) if not _is_page_number(line, after)]


def _without_blanks_and_footers(lines: Sequence[str], start: int, footer: str) -> Iterator[Line]:
    gap = True
    for index in range(start, len(lines)):
        text = "\t".join(" ".join(cell.split()) for cell in lines[index].rstrip().split("\t"))
        if not text or _FOOTER.match(text) or text == footer:
            gap = True
            continue
        first = lines[index].startswith(" ")
        yield Line(index + 1, text, gap or first, first)
        gap = False


def _is_page_number(line: Line, after: Line | None) -> bool:
    """Labels that lost their point look the same, but no page ends with a label."""
    if not _PAGE_NUMBER.match(line.text):
        return False
    if after is None or UNIT_HEADING.match(after.text) or RUNNING_HEAD.match(after.text):
        return True
    return after.first and not CRITERION_HEAD.search(after.text)
