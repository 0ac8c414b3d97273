"""Numbers by position, and which printed label belongs to which number.

Labels lost their points, went missing or turned into letters, so none of them decides a
number. Only where all labels of a unit can be read, and count its outcomes differently,
does their word stand against the catalogue's; and where the text has other numbers of outcomes or
criteria than the catalogue, they are all there is to say which criterion belongs to which outcome.
"""

from collections import Counter
from collections.abc import Sequence
from itertools import groupby

from units.handbooks.notes import UnitNotes
from units.handbooks.proqual.bodies import Label, Page
from units.handbooks.proqual.passages import Passage


def numbers(outcomes: Sequence[int]) -> list[str]:
    return [f"{outcome}.{at}" for outcome, count in enumerate(outcomes, 1) for at in range(1, count + 1)]


def reading(printed: str) -> str:
    """What a label says once its lost point is put back, "" where it cannot be read."""
    if len(printed) == 2 and printed.isdigit():
        return f"{printed[0]}.{printed[1]}"
    return printed if printed.replace(".", "").isdigit() else ""


def printed_labels(
    passages: Sequence[Passage], pages: Sequence[Page], counts: Sequence[int], notes: UnitNotes
) -> list[str]:
    """The label that was printed for each passage, "" where there was none.

    A page with more labels than passages has lost a passage, whatever the unit's total says.
    """
    wanted, labels = numbers(counts), [passage.label for passage in passages]
    for at, page in enumerate(pages):
        loose = [index for index, passage in enumerate(passages) if passage.page == at and not passage.label]
        on_page = _whole(page.labels)
        found = _align([label.printed for label in on_page], [wanted[index] for index in loose])
        for index, label in zip(loose, found, strict=True):
            labels[index] = label
        _note_strays(on_page, found, notes)
    return labels


def _note_strays(on_page: Sequence[Label], found: Sequence[str], notes: UnitNotes) -> None:
    strays = Counter(label.printed for label in on_page) - Counter(found)
    lost = len(on_page) > len(found)
    for label in on_page:
        if strays[label.printed] and lost:
            reason = "This page has more numbers than criteria. Compare it with the printed handbook."
            notes.contradict("error", label.line, label.printed, "", reason)
        elif strays[label.printed]:
            notes.add("warning", label.line, label.printed, "", "This number fits no criterion of its page.")


def _whole(labels: Sequence[Label]) -> list[Label]:
    """Labels of one page; one that fell apart into single letters put together again."""
    whole: list[Label] = []
    for readable, group in groupby(labels, key=lambda label: bool(reading(label.printed))):
        some = list(group)
        whole.extend(some if readable else [Label(" ".join(label.printed for label in some), some[0].line)])
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


def share_out(passages: Sequence[Passage], pages: Sequence[Page]) -> tuple[int, ...]:
    """Criteria per outcome as the printed numbers share them out; empty where they do not tell."""
    readings: list[str] = []
    for at, page in enumerate(pages):
        on_page = _readings_of_page([passage for passage in passages if passage.page == at], page)
        if on_page is None:
            return ()
        readings.extend(on_page)
    return _shares(readings)


def _readings_of_page(passages: Sequence[Passage], page: Page) -> list[str] | None:
    """What each passage's number says, "" where it has none; None where numbers and passages cannot be paired."""
    loose = [reading(label.printed) for label in _whole(page.labels)]
    without = sum(not passage.label for passage in passages)
    if len(loose) != without:
        loose = _completed(loose) or [""] * without
    if len(loose) != without:
        return None
    found = iter(loose)
    return [reading(passage.label) if passage.label else next(found) for passage in passages]


def _completed(readings: Sequence[str]) -> list[str]:
    """The numbers with those that are missing between two of them."""
    completed: list[str] = []
    for number in filter(None, readings):
        outcome, at = _parts(number)
        before = _parts(completed[-1]) if completed else (outcome, at - 1)
        first = before[1] + 1 if before[0] == outcome else 1
        completed.extend(f"{outcome}.{lost}" for lost in range(first, at))
        completed.append(number)
    return completed


def _shares(readings: Sequence[str]) -> tuple[int, ...]:
    """A criterion without a number goes with those around it: before “2.2” stands 2.1, before “2.1” the end of 1."""
    counts, unnumbered = [0], 0
    for number in readings:
        outcome, at = _parts(number) if number else (0, 0)
        if outcome == len(counts):
            counts[-1] += unnumbered + 1
        elif outcome == len(counts) + 1:
            own = min(at - 1, unnumbered)
            counts[-1] += unnumbered - own
            counts.append(own + 1)
        elif number:
            return ()
        unnumbered = 0 if number else unnumbered + 1
    counts[-1] += unnumbered
    return () if 0 in counts else tuple(counts)


def _parts(number: str) -> tuple[int, int]:
    outcome, _, at = number.partition(".")
    return int(outcome), int(at)


def check_labels(printed: Sequence[str], outcomes: Sequence[int], notes: UnitNotes, line: int) -> tuple[int, ...]:
    """Criteria per outcome: as in the catalogue, unless all the labels can be read and say otherwise."""
    counted = _counted([reading(label) for label in printed])
    if not counted or counted == tuple(outcomes):
        return tuple(outcomes)
    reason = "The printed numbers give the outcomes other numbers of criteria than the catalogue. Compare both."
    notes.contradict("error", line, dashed(counted), dashed(outcomes), reason)
    return counted


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
