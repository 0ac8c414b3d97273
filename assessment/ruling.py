"""What an assessor says about one criterion, before it is recorded."""

from collections.abc import Iterator
from dataclasses import dataclass

from assessment.models import RULES_OF_EVIDENCE, CriterionDecision, Verdict
from centres.gates import Blocker
from portfolio.models import CriterionProgress


@dataclass(frozen=True, slots=True)
class Ruling:
    """`attempt`: the number of the decision that the person saw themselves making; None takes the next.

    `short_reason`: why it is met although the centre's sufficiency rule asks for more; left out where it does not.
    """

    progress: CriterionProgress
    verdict: str
    valid: bool
    authentic: bool
    current: bool
    sufficient: bool
    feedback: str
    attempt: int | None = None
    short_reason: str = ""

    @property
    def missing_rules(self) -> list[str]:
        return [rule for rule in RULES_OF_EVIDENCE if not getattr(self, rule)]

    def values(self) -> dict[str, object]:
        rules = {rule: getattr(self, rule) for rule in RULES_OF_EVIDENCE}
        return {"verdict": self.verdict, "feedback": self.feedback.strip(), **rules}

    def is_recorded_as(self, decision: CriterionDecision) -> bool:
        same_reason = not decision.short or decision.short_reason == self.short_reason.strip()
        return same_reason and all(getattr(decision, name) == value for name, value in self.values().items())

    def blockers(self) -> Iterator[Blocker]:
        """What the person can put right in the form, each line with the criterion it is about."""
        for code, message, detail in self._objections():
            yield Blocker(
                code,
                f"{self.progress}: {message}",
                detail,
                link=f"#decide-{self.progress.pk}",
                link_text=f"Go to {self.progress.criterion.number}",
                yours=True,
            )

    def _objections(self) -> Iterator[tuple[str, str, str]]:
        missing = self.missing_rules
        if self.verdict not in Verdict.values:
            yield "verdict", "no decision is chosen.", "Choose Met or Not yet met, or clear what you entered."
        elif self.verdict == Verdict.MET and missing:
            yield (
                "rules_of_met",
                f"met needs all four rules of evidence, and {_listed(missing)} {_is(missing)} not ticked.",
                "Tick what you can confirm, or decide not yet met.",
            )
        elif self.verdict == Verdict.NOT_YET:
            if not missing:
                yield (
                    "rules_of_not_yet",
                    "not yet met, but all four rules are ticked.",
                    "Leave out the rule that failed.",
                )
            if not self.feedback.strip():
                yield (
                    "feedback",
                    "not yet met needs feedback.",
                    "Write what is there, what is missing and how little is enough.",
                )


def _listed(words: list[str]) -> str:
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]]))


def _is(words: list[str]) -> str:
    return "is" if len(words) == 1 else "are"
