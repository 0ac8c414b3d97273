"""A candidate's unit as staff see it."""

from dataclasses import replace
from functools import cached_property
from typing import Any

from assessment import panels
from assessment.again import recall_by_criterion, replaces_their_assessor
from assessment.gates import (
    countersign_gate,
    criterion_reopening_gate,
    newest_sign_off,
    reopening_gate,
    sign_off_gate,
)
from assessment.models import UnitSignOff
from assessment.readiness import countersigned_people, criteria_of, trainees_of, with_evidence
from assessment.selectors.criteria import (
    BAR,
    IN_WORDS,
    CriterionLine,
    OutcomeBlock,
    by_outcome,
    counts,
    leading_to,
    lines_of,
)
from assessment.selectors.history import Entry, history
from assessment.selectors.results import UnitResults
from assessment.sufficiency import newest_versions, unit_standing_of
from centres.gates import Blocker
from centres.models import Membership, Role
from centres.recall import remember, together
from portfolio.models import Evidence, Registration, UnitEnrolment
from portfolio.selectors.units import covered_by_whole
from portfolio.states import CriterionState, UnitState
from portfolio.sufficiency_rules import Standing
from units.models import Outcome

NEWEST = 12  # acts of its history that the page begins with


def oldest_item(lines: list[CriterionLine]) -> Evidence | None:
    """Where to begin: the newest item of the criterion that waits the longest."""
    waiting = [line for line in lines if line.waits and line.supporting]
    return min(waiting, key=lambda line: line.progress.since).supporting[-1] if waiting else None


class UnitPage:
    """What the page shows to `actor`; only an assessor finds something to do on it."""

    def __init__(self, actor: Membership, enrolment: UnitEnrolment, *, whole_history: bool = False) -> None:
        self.actor, self.enrolment, self.whole_history = actor, enrolment, whole_history
        together([enrolment])
        if not getattr(enrolment, "has_conflicts", True):
            remember([enrolment], "conflicts", {})
        if not getattr(enrolment, "has_sign_offs", True):
            remember([enrolment], "newest sign-off", {})

    @cached_property
    def lines(self) -> list[CriterionLine]:
        rows = [] if self.enrolment.whole else criteria_of(self.enrolment)
        for row in rows:
            row.enrolment = self.enrolment
        lines = lines_of(rows)
        standing = [line.newest for line in lines if line.state == CriterionState.MET and line.newest]
        remember([self.enrolment], "standing decisions", {self.enrolment.pk: with_evidence(standing)})
        items = {item.pk: item for line in lines for item in line.clips}
        remember([self.enrolment], "counting evidence", {self.enrolment.pk: newest_versions(list(items.values()))})
        first = oldest_item(lines) if self.opens_candidate else None  # else nothing waits for them
        remember([self.enrolment], "oldest item", {self.enrolment.pk: first})
        return lines

    @cached_property
    def outcomes(self) -> list[OutcomeBlock]:
        """With the links to what the actor may open, and no other titles."""
        if self.lines and not self.opens_candidate:
            items = Evidence.objects.visible_to(self.actor).filter(registration=self.enrolment.registration_id)
            return by_outcome(leading_to(set(items.values_list("pk", flat=True)), self.lines))
        return by_outcome(self.lines)

    @cached_property
    def results(self) -> UnitResults | None:
        """Of a unit that is assessed as a whole: its attempts stand where its criteria would."""
        return UnitResults(self.actor, self.enrolment) if self.enrolment.whole else None

    @cached_property
    def covered(self) -> list[Outcome]:
        """What its one test or assignment covers."""
        return covered_by_whole(self.enrolment)

    @cached_property
    def counts(self) -> dict[str, int]:
        return counts(self.lines)

    @property
    def bar(self) -> dict[str, int]:
        return {state: self.counts.get(state, 0) for state in BAR}

    @property
    def legend(self) -> list[tuple[str, str]]:
        """Code and "3 submitted", for the states that occur."""
        return [(code, f"{self.counts[code]} {word}") for code, word in IN_WORDS.items() if self.counts.get(code)]

    @property
    def bar_label(self) -> str:
        return ", ".join([*(said for _, said in self.legend), f"of {len(self.lines)}"])

    @property
    def assesses(self) -> bool:
        return self.actor.role == Role.ASSESSOR

    @cached_property
    def sign_off(self) -> UnitSignOff | None:
        """The one that stands: newest, and the unit not open again since."""
        return newest_sign_off(self.enrolment) if self.enrolment.state != UnitState.PROGRESS else None

    @property
    def is_ready(self) -> bool:
        return self.enrolment.state == UnitState.PROGRESS and not self.sign_off_blockers

    @property
    def shown_state(self) -> str:
        return "ready" if self.is_ready else self.enrolment.state

    @cached_property
    def sign_off_blockers(self) -> list[Blocker]:
        """For everybody but an assessor, what stops the candidate's own assessor: to read, and none of it is theirs."""
        assert self.lines is not None  # their decisions are what the gate asks for
        if self.assesses:
            return sign_off_gate.blockers(actor=self.actor, enrolment=self.enrolment)
        found = sign_off_gate.blockers(actor=self.enrolment.registration.assessor, enrolment=self.enrolment)
        return [replace(blocker, yours=False, link="") for blocker in found]

    @cached_property
    def standing(self) -> Standing:
        """What the centre's rule for the unit as a whole still asks for."""
        assert self.lines is not None  # their evidence is what the rule looks at
        return unit_standing_of(self.enrolment)

    @property
    def will_need_countersigning(self) -> bool:
        return self.actor.trainee or bool(trainees_of(self.enrolment))

    @property
    def countersigner(self) -> str:
        """Who has to sign after the trainee, by name."""
        people = countersigned_people(self.sign_off) if self.sign_off else trainees_of(self.enrolment)
        people += [self.actor] if self.actor.trainee and not self.sign_off else []
        named = {person.countersigner.name for person in people if person.countersigner}
        return " and ".join(sorted(named)) or "the countersigner"

    @property
    def awaits(self) -> bool:
        return self.enrolment.state == UnitState.AWAITING

    @cached_property
    def countersign_blockers(self) -> list[Blocker]:
        if self.sign_off is None:
            return []
        self.sign_off.enrolment = self.enrolment
        return countersign_gate.blockers(actor=self.actor, sign_off=self.sign_off)

    @property
    def countersigns(self) -> bool:
        """The gate is shown to whoever could be meant: not to the person who signed."""
        return (
            self.awaits and self.assesses and self.sign_off is not None and self.sign_off.assessor_id != self.actor.pk
        )

    @cached_property
    def reopenable(self) -> list[CriterionLine]:
        met = (CriterionState.MET, CriterionState.REOPENED)
        found = [line for line in self.lines if line.progress.state in met] if self.assesses else []
        recall_by_criterion(self.actor, self.enrolment, together([line.progress for line in found]))
        theirs = [line for line in found if not self._kept_from(line)]
        return theirs if any(line.state == CriterionState.MET for line in theirs) else []

    def _kept_from(self, line: CriterionLine) -> list[Blocker]:
        return criterion_reopening_gate.blockers(actor=self.actor, progress=line.progress)

    @cached_property
    def reopening_blockers(self) -> list[Blocker]:
        return reopening_gate.blockers(actor=self.actor, enrolment=self.enrolment)

    @cached_property
    def history(self) -> list[Entry]:
        return history(self.actor, self.enrolment, every_item=self.opens_candidate)

    @cached_property
    def panels(self) -> list[dict[str, Any]]:
        return [panel for ask in panels.UNIT_PANELS if (panel := ask(self.actor, self.enrolment))]

    @cached_property
    def signs_for_another(self) -> bool:
        """An appeal replaced the candidate's assessor: whoever signs did not judge all of it."""
        return self.assesses and replaces_their_assessor(self.actor, self.enrolment) is not None

    @cached_property
    def opens_candidate(self) -> bool:
        """Not for whom an appeal named, once they have decided: the unit alone stays open to them."""
        if not self.assesses or self.actor.pk == self.enrolment.registration.assessor_id:
            return True
        open_to_them: bool = (
            Registration.objects.visible_to(self.actor).filter(pk=self.enrolment.registration_id).exists()
        )
        return open_to_them

    @property
    def item_view(self) -> str:
        """Where a piece of evidence opens: beside its criteria for an assessor."""
        return "marking" if self.assesses else "evidence"

    @property
    def as_history(self) -> dict[str, Any]:
        """The newest, unless all are asked for: a unit has a hundred acts by the time it is signed off."""
        shown = self.history if self.whole_history else self.history[:NEWEST]
        return {"entries": shown, "earlier": len(self.history) - len(shown)}
