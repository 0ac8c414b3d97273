"""The table of key skills after the last unit; the units that have a test only do not list them on their own pages."""

import re
from collections.abc import Sequence

from units.handbooks.cg4417.page_lines import Line

_STARTS = re.compile(r"(?P<numbers>\d{3} / \d{3}) (?P<cells>Level .*|N/A.*)")
_CELLS = re.compile(
    r"(?P<communication>N/A|Level \d C.*?) (?P<number>N/A|Level \d (?:N|AON).*?) (?P<technology>N/A|Level \d ICT.*)"
)
_MORE = re.compile(r"(?:Level \d|N/A|ICT|AON|[bC]\b|C\d).*")


def read_signposts(lines: Sequence[Line]) -> dict[str, str]:
    """The cells by unit number, each under the name of its column."""
    found: dict[str, str] = {}
    for at, line in enumerate(lines):
        if starts := _STARTS.fullmatch(line.text):
            cells = _CELLS.fullmatch(" ".join([starts["cells"], *_rest(lines[at + 1 :])]))
            if cells:
                told = (
                    f"Communication: {cells['communication']}\n"
                    f"Application of Number: {cells['number']}\n"
                    f"Information and Communication Technology: {cells['technology']}"
                )
                found |= dict.fromkeys(starts["numbers"].split(" / "), told)
    return found


def _rest(lines: Sequence[Line]) -> list[str]:
    """What belongs to the row above: codes of skills and their levels."""
    rest: list[str] = []
    for line in lines:
        if not _MORE.fullmatch(line.text):
            break
        rest.append(line.text)
    return rest
