"""Unit references and titles, which stand twice: in the groups' tables and above each unit."""

from collections.abc import Sequence

from units.handbooks.lines import comparable
from units.handbooks.notes import UnitNotes
from units.handbooks.proqual.bodies import Body
from units.handbooks.proqual.front_pages import TableRow
from units.handbooks.reading import Correction, Severity, correction
from units.references import ALPHABET, check_letter, is_valid_reference, repair_reference


def resolve_references(
    printed: Sequence[tuple[str, int]], other: Sequence[str], notes: list[Correction], problems: list[Correction]
) -> list[str]:
    """The reference meant by each (reference, line); "" for one that nothing may repair.

    ``other`` are the references printed in the other place.
    """
    return [_resolve(reference, line, frozenset(other), notes, problems) for reference, line in printed]


def _resolve(
    printed: str, line: int, other: frozenset[str], notes: list[Correction], problems: list[Correction]
) -> str:
    if is_valid_reference(printed):
        return printed
    repaired = repair_reference(printed, other)
    if repaired:
        reason = "The first letter was misread; the check letter is the one printed in the other place."
        notes.append(correction("warning", line, repaired, printed, repaired, reason))
        return repaired
    problems.append(correction("error", line, printed, printed, "", _why_not(printed)))
    return ""


def _why_not(printed: str) -> str:
    remedy = "Compare it with the printed handbook and correct your copy; nothing is filled in from here."
    _, _, digits = printed.partition("/")
    try:
        letter = check_letter(digits)
    except ValueError:
        return f"This is not a unit reference (a letter, three digits and four digits). {remedy}"
    why = "a letter or a digit is wrong" if printed[0] in ALPHABET else "and the other place does not confirm it"
    return f"The check letter of {digits} is {letter}, not {printed[0]}: {why}. {remedy}"


def note_title(body: Body, row: TableRow | None, notes: UnitNotes) -> None:
    if len(body.title_lines) > 1:
        printed = " ¶ ".join(line.text for line in body.title_lines)
        notes.add("info", body.title_lines[1].number, printed, body.title, "The title wraps; its lines were joined.")
    if row and row.title != body.title:
        reason = "The table of the group prints the title differently; the one above the unit is stored."
        severity: Severity = "info" if comparable(row.title) == comparable(body.title) else "warning"
        notes.add(severity, row.line, row.title, body.title, reason)
