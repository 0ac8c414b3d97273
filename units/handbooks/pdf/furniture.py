"""What stands at the top or the foot of every page: numbers, titles, dates. It is no part of what the pages say."""

import re
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Sequence
from typing import Protocol

from units.handbooks.pdf.columns import is_label
from units.handbooks.pdf.lines import Line
from units.handbooks.pdf.words import Word

EDGE = 3  # lines
FEWEST_PAGES = 3  # what stands on fewer may be there by chance
APART = 2.0  # of the height of a line
LABEL_APART = 6.0  # a paragraph may stand further from its number
_PAGE_NUMBER = re.compile(r"(?:Page )?(\d{1,3})(?: (?:of|/) \d{1,3})?", re.IGNORECASE)
_NUMBER_AT_ONE_SIDE = re.compile(r"^\d{1,3} (?=.*[A-Za-z]{3})|(?<=[a-z)]) \d{1,3}$")


class Part(Protocol):
    lines: list[str]
    is_table: bool


Place = tuple[Part, int]


def parts_apart(lines: Sequence[Line], number: int) -> list[str] | None:
    """A line that has a footer at one side of the page and the page's number at another, apart; None for any other."""
    if EDGE <= number < len(lines) - EDGE:
        return None
    line = lines[number]
    parts: list[list[Word]] = []
    for word in line.words:
        label = bool(parts) and is_label(parts[-1], word, first=len(parts) == 1)
        if not parts or word.box.left - parts[-1][-1].box.right > (LABEL_APART if label else APART) * line.height:
            parts.append([])
        parts[-1].append(word)
    return [" ".join(word.text for word in words) for words in parts] if len(parts) > 1 else None


def take_out_furniture(pages: Sequence[Sequence[Part]]) -> list[str]:
    """Leave it out of each page; what the feet say, but for the pages' numbers, is given back once.

    The first of the heads stays where it is: it may be the title of what follows.
    """
    feet = list(_taken(pages, from_top=False))
    list(_taken(pages, from_top=True))
    return list(dict.fromkeys(reversed(feet)))


def _taken(pages: Sequence[Sequence[Part]], *, from_top: bool) -> Iterator[str]:
    """Line by line from the edge, for as long as the page's outermost line is furniture."""
    still = dict(enumerate(pages))
    for _ in range(EDGE):
        outermost = {number: place for number, page in still.items() if (place := _outermost(page, from_top=from_top))}
        signs = {number: _sign(part.lines[index], number) for number, (part, index) in outermost.items()}
        times = Counter(signs.values())
        first = {sign: number for number, sign in reversed(signs.items())}
        still = {
            number: pages[number]
            for number, sign in signs.items()
            if _is_furniture(sign, times[sign], len(pages))
            and not (from_top and isinstance(sign, str) and first[sign] == number)
        }
        for number in still:
            part, index = outermost[number]
            text, sign = part.lines.pop(index), signs[number]
            if isinstance(sign, str):
                yield _NUMBER_AT_ONE_SIDE.sub("", text)


def _outermost(page: Iterable[Part], *, from_top: bool) -> Place | None:
    with_lines = [part for part in page if part.lines]
    if not with_lines:
        return None
    part = with_lines[0 if from_top else -1]
    return None if part.is_table else (part, 0 if from_top else len(part.lines) - 1)


def _sign(text: str, page: int) -> Hashable:
    """What is the same on every page: how far its number is from its place, or the text without the number."""
    if number := _PAGE_NUMBER.fullmatch(text):
        return int(number[1]) - page
    return _NUMBER_AT_ONE_SIDE.sub("", text)


def _is_furniture(sign: Hashable, times: int, pages: int) -> bool:
    """A document of a page or two is believed to have a number only where it is the first."""
    if isinstance(sign, int):
        return sign == 1 if pages < FEWEST_PAGES else times * 2 >= pages
    return times >= FEWEST_PAGES and times * 2 > pages
