"""Reader of City & Guilds' comparison of the units of 4430 with those of 4543, which they replaced."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import takewhile

from units.handbooks.comparison.remarks import meaning, remarks
from units.handbooks.comparison.rows import Head, Line, Row, content_lines, mend, read_head, split_rows
from units.handbooks.lines import comparable
from units.handbooks.reading import (
    Correction,
    ExpectedUnit,
    NotAHandbook,
    ReadComparison,
    ReadHandbook,
    correction,
)
from units.handbooks.vocabulary import Vocabulary

__all__ = ["NAME", "PREVIOUS_SCHEME", "SCHEME", "meaning", "read", "recognises"]

NAME, SCHEME, PREVIOUS_SCHEME = "cg4430-comparison", "4430", "4543"
_TITLE = re.compile(r"Comparison document\b.*\b4430\b.*\b4543\b.*")


def recognises(lines: Sequence[str]) -> bool:
    return bool(_title([*content_lines(lines)]))


def read(lines: Sequence[str], expected: Sequence[ExpectedUnit]) -> ReadHandbook:
    content = [*content_lines(lines)]
    rows = split_rows(content)
    if not rows:
        raise NotAHandbook(
            "The document ends before the first row of its table: no line starts with the number of a unit. "
            "Choose the whole document and import it again."
        )
    notes: list[Correction] = []
    problems: list[Correction] = []
    words = Vocabulary.of((), [line.text for line in content])
    known = {unit.code: unit for unit in expected}
    comparisons = list(_comparisons(rows, known, words, notes, problems))
    notes.extend(remarks(comparisons, known))
    problems.extend(_lacking(rows, comparisons, expected))
    return ReadHandbook(
        layout=NAME,
        title=_title(content),
        edition="",
        units=(),
        corrections=tuple(sorted(notes, key=lambda note: note.line)),
        contradictions=tuple(sorted(problems, key=lambda problem: problem.line)),
        comparisons=tuple(comparisons),
    )


def _title(lines: Sequence[Line]) -> str:
    """The document's title, which ends before a blank line; empty where it has none."""
    for at, line in enumerate(lines):
        if line.text.startswith("Comparison document"):
            rest = takewhile(lambda line: not line.gap, lines[at + 1 :])
            title = " ".join([line.text, *(more.text for more in rest)])
            return title if _TITLE.fullmatch(title) else ""
    return ""


def _comparisons(
    rows: Sequence[Row],
    known: Mapping[str, ExpectedUnit],
    words: Vocabulary,
    notes: list[Correction],
    problems: list[Correction],
) -> Iterator[ReadComparison]:
    """The rows of units that the catalogue has, each once."""
    times = Counter(row.number for row in rows)
    seen: set[str] = set()
    for row in rows:
        code, head = f"{SCHEME}-{row.number}", read_head(row, words)
        if row.number in seen:
            continue
        seen.add(row.number)
        if times[row.number] > 1:
            reason = "The document has this row more than once; the first was read. Keep the right one in your copy."
            problems.append(correction("error", row.line, code, " ".join(row.head), "", reason))
        if code not in known:
            reason = "The catalogue has no such unit. Nothing is filled in from here."
            problems.append(correction("error", row.line, code, " ".join(row.head), "", reason))
        elif head is None:
            reason = (
                "The row has no credit value that can be read, so its cells cannot be told apart. Correct your copy."
            )
            problems.append(correction("error", row.line, code, " ".join(row.head), "", reason))
        else:
            yield _comparison(row, head, known[code], words, notes, problems)


def _comparison(
    row: Row, head: Head, unit: ExpectedUnit, words: Vocabulary, notes: list[Correction], problems: list[Correction]
) -> ReadComparison:
    title, line = mend(row, head.title, unit.title, words)
    if line:
        reason = "The row is broken by the end of a page; its cells were put together again."
        notes.append(correction("info", line.number, unit.code, line.text, title, reason))
    _compare(row, title, head.credit, unit, notes, problems)
    detail = "\n".join(f"• {words.join([line.text for line in bullet])}" for bullet in row.bullets)
    return ReadComparison(unit.code, row.previous, title, head.credit, head.difference, detail, row.line)


def _compare(
    row: Row, title: str, credit: int, unit: ExpectedUnit, notes: list[Correction], problems: list[Correction]
) -> None:
    if _letters(title) != _letters(unit.title):
        reason = "The document's title is not the catalogue's. The unit's number decides."
        problems.append(correction("warning", row.line, unit.code, title, unit.title, reason))
    elif comparable(title) != comparable(unit.title):
        reason = "The document spells the title in another way; the catalogue's spelling holds."
        notes.append(correction("info", row.line, unit.code, title, unit.title, reason))
    if credit != unit.credit:
        reason = "The document's credit is not the catalogue's. Ask the awarding organisation which holds."
        problems.append(correction("warning", row.line, unit.code, str(credit), str(unit.credit), reason))


def _letters(title: str) -> str:
    """A title without spaces, hyphens and apostrophes, and without what British and American spelling differ in."""
    return "".join(filter(str.isalnum, title.casefold())).replace("our", "or").replace("iz", "is")


def _lacking(
    rows: Sequence[Row], found: Sequence[ReadComparison], expected: Sequence[ExpectedUnit]
) -> Iterator[Correction]:
    numbers = {f"{SCHEME}-{row.number}" for row in rows}
    missing = [unit for unit in expected if unit.code not in numbers]
    for unit in missing:
        reason = "The document has no row of this unit: it may be cut off. Choose the whole document."
        yield correction("error", 0, unit.code, "", unit.title, reason)
    yield from _cut_off(rows, found, missing)


def _cut_off(
    rows: Sequence[Row], found: Sequence[ReadComparison], missing: Sequence[ExpectedUnit]
) -> Iterator[Correction]:
    """The highest number stands last in the table: where a higher one is missing, the row that is last may be torn."""
    last = next((row for row in found if row.code == f"{SCHEME}-{rows[-1].number}"), None)
    if last and (not last.detail or any(unit.code > last.code for unit in missing)):
        reason = "The document ends in this row: it may be cut off in mid-sentence. Choose the whole document."
        yield correction("error", last.line, last.code, last.detail, "", reason)
