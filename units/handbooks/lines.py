"""What every layout asks of a line: whether two titles are one, and whether a number is the page's."""

import re
from collections.abc import Sequence


def comparable(title: str) -> str:
    """A title without the differences that mean nothing: case, kind of apostrophe, spaces."""
    return " ".join(title.replace("’", "'").casefold().split())


def is_page_number(lines: Sequence[str], at: int) -> bool:
    """Whether this line is a number alone at the end of a page."""
    if not re.fullmatch(r"\d{1,3}", lines[at].strip()):
        return False
    after = next((line for line in lines[at + 1 :] if line.strip()), " ")
    return after.startswith(" ")
