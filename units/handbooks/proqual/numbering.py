"""Numbers by position, and which printed label belongs to which number.

Labels lost their points, went missing or turned into letters, so none of them decides a
number. Only where all labels of a unit can be read, and count its outcomes differently,
does their word stand against the catalogue's.
"""

from collections.abc import Sequence
from itertools import groupby

from units.handbooks.proqual.bodies import Label, Page
from units.handbooks.proqual.notes import UnitNotes
from units.handbooks.proqual.passages import Passage


def numbers(outcomes: Sequence[int]) -> list[str]:
    return [f"{outcome}.{at}" for outcome, count in enumerate(outcomes, 1) for at in range(1, count + 1)]


def reading(printed: str) -> str:
    """What a label says once its lost point is put back, "" where it cannot be read."""
    if len(printed) == 2 and printed.isdigit():
        return f"{printed[0]}.{printed[1]}"
    return printed if printed.replace(".", "").isdigit() else ""


def printed_labels(passages: Sequence[Passage], pages: Sequence[Page], wanted: Sequence[str]) -> list[str]:
    """The label that was printed for each passage, "" where there was none."""
    labels: list[str] = []
    for at, page in enumerate(pages):
        on_page = [index for index, passage in enumerate(passages) if passage.page == at]
        loose = [index for index in on_page if not passages[index].label]
        slots = dict(zip(loose, _align(_whole(page.labels), [wanted[index] for index in loose]), strict=True))
        labels.extend(passages[index].label or slots.get(index, "") for index in on_page)
    return labels


def _whole(labels: Sequence[Label]) -> list[str]:
    """Labels of one page; one that fell apart into single letters put together again."""
    whole: list[str] = []
    for readable, group in groupby(labels, key=lambda label: bool(reading(label.printed))):
        printed = [label.printed for label in group]
        whole.extend(printed if readable else [" ".join(printed)])
    return whole


def _align(labels: Sequence[str], wanted: Sequence[str]) -> list[str]:
    if len(labels) == len(wanted):
        return list(labels)
    remaining = list(labels)
    found = []
    for number in wanted:
        readings = [reading(label) for label in remaining]
        if number in readings:
            del remaining[: readings.index(number)]
            found.append(remaining.pop(0))
        else:
            found.append("")
    return found


def check_labels(printed: Sequence[str], outcomes: Sequence[int], notes: UnitNotes, line: int) -> None:
    counted = _counted([reading(label) for label in printed])
    if counted and counted != tuple(outcomes):
        reason = "The printed numbers give the outcomes other numbers of criteria than the catalogue. Compare both."
        notes.contradict("error", line, dashed(counted), dashed(outcomes), reason)


def _counted(readings: Sequence[str]) -> tuple[int, ...]:
    """Criteria per outcome as the labels count them; empty unless the labels are whole and in order."""
    counts: list[int] = []
    for label in readings:
        outcome, _, at = label.partition(".")
        if outcome == str(len(counts) + 1) and at == "1":
            counts.append(1)
        elif counts and outcome == str(len(counts)) and at == str(counts[-1] + 1):
            counts[-1] += 1
        else:
            return ()
    return tuple(counts)


def dashed(counts: Sequence[int]) -> str:
    return "-".join(map(str, counts))


def note_label(printed: str, number: str, line: int, notes: UnitNotes) -> None:
    if printed == number:
        return
    if not printed:
        notes.add("warning", line, "", number, "The number is missing in print; numbered by position.")
    elif reading(printed) == number:
        notes.add("info", line, printed, number, "The point in the number was lost in the scan.")
    else:
        notes.add("warning", line, printed, number, "The printed number does not fit; numbered by position.")
