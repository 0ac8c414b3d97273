"""Lines joined to sentences and paragraphs; nothing else about the wording is changed."""

import re
from collections.abc import Sequence
from itertools import pairwise

from units.handbooks.cg4417.notes import PageNotes
from units.handbooks.cg4417.page_lines import Line
from units.handbooks.vocabulary import Vocabulary

# A stray sign, a full stop too many, a space within a word.
_DAMAGE = re.compile(r"\|\w*|\w+’ s\b|\w+\. ?\.(?!\.)")
_ITEM = re.compile(r"• |[a-z]\) ")


def vocabulary(lines: Sequence[Line]) -> Vocabulary:
    return Vocabulary.of((), [line.text for line in lines])


def sentence(lines: Sequence[Line], what: str, words: Vocabulary, notes: PageNotes) -> str:
    """The lines as one text. Where a blank line or a page's end stood between them, ``notes`` says so."""
    for before, after in pairwise(lines):
        last, first = before.text.rpartition(" ")[2], after.text.partition(" ")[0]
        if after.gap:
            where = "on the next page" if after.fresh_page else "after a blank line"
            reason = f"{what}: the sentence continues {where}."
            notes.add("info", after.number, f"{last} ¶ {first}", words.join([last, first]), reason)
        elif words.is_soft_hyphen(last, first):
            reason = f"{what}: the word was divided at the end of the line."
            notes.add("info", after.number, f"{last} {first}", words.join([last, first]), reason)
    for line in lines:
        for damage in _DAMAGE.findall(line.text):
            notes.add("info", line.number, damage, damage, f"{what}: this looks damaged; it is kept as printed.")
    return words.join([line.text for line in lines])


def paragraphs(lines: Sequence[Line], what: str, words: Vocabulary, notes: PageNotes) -> str:
    """Paragraphs parted by a blank line, each item of a list on a line of its own."""
    found: list[list[Line]] = []
    for line in lines:
        if not found or _starts(line, found[-1][-1].text):
            found.append([])
        found[-1].append(line)
    texts = [sentence(paragraph, what, words, notes) for paragraph in found]
    whole = texts[0] if texts else ""
    for text in texts[1:]:
        whole += f"\n{text}" if _ITEM.match(text) else f"\n\n{text}"
    return whole


def _starts(line: Line, last: str) -> bool:
    """Whether a paragraph starts here: one that goes on in lower case was only torn apart."""
    if _ITEM.match(line.text):
        return True
    goes_on = line.text[:1].islower() and not last.endswith((".", ":", ";", "?", "!"))
    return line.gap and not goes_on
