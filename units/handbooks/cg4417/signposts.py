"""The table of key skills after the last unit; the units that have a test only do not list them on their own pages."""

import re
from collections.abc import Sequence

from units.handbooks.cg4417.page_lines import Line

_STARTS = re.compile(r"(?P<numbers>\d{3} / \d{3}) (?P<cells>Level .*|N/A.*)")
_MORE = re.compile(r"(?:Level \d|N/A|ICT|AON|[bC]\b|C\d).*")
_PIECE = re.compile(r"(?:Level \d|N/A).*?(?= Level \d| N/A|$)")
# The columns, by what the codes in their cells begin with.
_COLUMNS = {
    "Communication": re.compile(r"Level \d C"),
    "Application of Number": re.compile(r"Level \d (?:N|AON)"),
    "Information and Communication Technology": re.compile(r"Level \d ICT"),
}


def read_signposts(lines: Sequence[Line]) -> dict[str, str]:
    """The cells by unit number, each on a line under the name of its column."""
    found: dict[str, str] = {}
    for at, line in enumerate(lines):
        if starts := _STARTS.fullmatch(line.text):
            cells = _cells(" ".join([starts["cells"], *_rest(lines[at + 1 :])]))
            told = "\n".join(f"{name}: {cell}" for name, cell in cells.items())
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


def _cells(text: str) -> dict[str, str]:
    """A cell has a piece for each level; a column without one is that of which the row says “N/A”."""
    pieces = _PIECE.findall(text)
    blank = "N/A" if "N/A" in pieces else ""
    cells = {name: " ".join(filter(code.match, pieces)) or blank for name, code in _COLUMNS.items()}
    return {name: cell for name, cell in cells.items() if cell}
