"""The gap view as plain values, for a spreadsheet."""

from collections.abc import Callable, Iterator

from assessment.selectors.gaps import Gap, GapView
from centres.templatetags._vocabulary import state_of

COLUMNS: dict[str, Callable[[Gap], object]] = {
    "Unit": lambda gap: gap.progress.enrolment.unit.code,
    "Title": lambda gap: gap.progress.enrolment.unit.title,
    "Criterion": lambda gap: gap.progress.criterion.number,
    "Label": lambda gap: gap.progress.criterion.label,
    "State": lambda gap: state_of(gap.state).word,
    "Evidence": lambda gap: "; ".join(f"{item.receipt} {item} ({item.get_kind_display()})" for item in gap.items),
    "Still needed": lambda gap: gap.needed,
    "Whose turn": lambda gap: gap.turn,
    "The centre’s rule": lambda gap: " ".join(gap.standing.rule_words) if gap.standing.rule else "",
    "Feedback or reason": lambda gap: gap.asked,
    "Planned": lambda gap: gap.task.what if gap.task else "",
    "Due": lambda gap: gap.task.due_on if gap.task else "",
}


def table_of(gaps: GapView) -> Iterator[list[object]]:
    yield list(COLUMNS)
    for unit in gaps.units:
        for gap in unit.shown:
            yield [value(gap) for value in COLUMNS.values()]
