"""What an IQA says about one sign-off, before it is recorded."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils import timezone

from centres.gates import Blocker
from iqa.models import Finding
from iqa.states import HOLDING, UPHOLDING, SampleState

HEADINGS = {
    "competent": "made by a competent assessor",
    "fair": "sound and fair",
    "recorded": "recorded accurately",
}


@dataclass(frozen=True, slots=True)
class Judgement:
    """An outcome, the three headings of every report (004:168-172), and what is asked for."""

    outcome: str
    competent: bool
    fair: bool
    recorded: bool
    comment: str
    asks: str = ""
    due_on: dt.date | None = None

    @property
    def upholds(self) -> bool:
        return self.outcome in UPHOLDING

    @property
    def failed(self) -> list[str]:
        return [words for name, words in HEADINGS.items() if not getattr(self, name)]

    def values(self) -> dict[str, object]:
        headings = {name: getattr(self, name) for name in HEADINGS}
        return {"outcome": self.outcome, "comment": self.comment.strip(), **headings}

    def is_recorded_as(self, finding: Finding) -> bool:
        return all(getattr(finding, name) == value for name, value in self.values().items())

    def blockers(self) -> Iterator[Blocker]:
        """What the person can put right in the form."""
        for code, message, detail in self._objections():
            yield Blocker(code, message, detail, link=f"#id_{code}", link_text="Go to it", yours=True)

    def _objections(self) -> Iterator[tuple[str, str, str]]:
        if self.outcome not in (*UPHOLDING, *HOLDING):
            yield "outcome_0", "No outcome is chosen.", "Choose one of the four."
        elif self.upholds:
            yield from self._against_upholding()
        else:
            yield from self._against_holding()

    def _against_upholding(self) -> Iterator[tuple[str, str, str]]:
        if self.failed:
            said = f"Agreed, but not confirmed: {', '.join(self.failed)}."
            yield "competent", said, "Tick the heading if it holds, or ask for action."
        if self.outcome == SampleState.ADVICE and not self.comment.strip():
            yield "comment", "Agreed with advice, but the advice is missing.", "Write it, or choose Agreed."

    def _against_holding(self) -> Iterator[tuple[str, str, str]]:
        if not self.failed:
            said = f"{SampleState(self.outcome).label}, but all three headings are ticked."
            yield "competent", said, "Leave out the heading that fails."
        if not self.comment.strip():
            yield "comment", "The finding has no words.", "Write what you looked at, and what is not right."
        if not self.asks.strip():
            yield "asks", "It is not said what the assessor has to do.", "Write what would settle it."
        if self.due_on is None:
            yield "due_on", "The due date is missing.", "Enter the day by which you expect an answer."
        elif self.due_on < timezone.localdate():
            yield "due_on", f"{self.due_on:%-d %B %Y} is in the past.", "Enter today or a later day."
