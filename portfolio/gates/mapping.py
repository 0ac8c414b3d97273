"""What stops an item from being put forward for a criterion, or a proposal from being taken back (domain.md R57 to R59).

Upper apps register what only they know: who may add one as an assessor, and what rests on one.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse

from centres.gates import Blocker, Gate, owned_by
from centres.models import Membership, Role
from portfolio.models import CriterionProgress, Evidence, EvidenceLink, Registration
from portfolio.states import CriterionState, EvidenceState, LinkState, RegistrationState, UnitState


@dataclass(frozen=True, slots=True)
class Proposal:
    """`link`: the one that was not accepted, where it is put forward again."""

    evidence: Evidence
    progress: CriterionProgress
    link: EvidenceLink | None = None
    words: str = ""

    @property
    def is_sent(self) -> bool:
        return self.evidence.state == EvidenceState.SENT


@dataclass(frozen=True, slots=True)
class Changes:
    """What one press does to the links of a candidate. `left`: of each item, how many count when it is done."""

    registration: Registration
    proposals: list[Proposal]
    taken_back: list[EvidenceLink]
    left: dict[Evidence, int]


Found = Iterator[Blocker]
mapping_gate = Gate("mapping")


@mapping_gate.register
def registration_runs(*, actor: Membership, changes: Changes) -> Found:
    row = changes.registration
    if row.state != RegistrationState.ACTIVE:
        yield Blocker(
            "registration_over", f"The registration is {row.get_state_display().lower()}.", "Ask your centre."
        )


@mapping_gate.register
def items_are_there(*, actor: Membership, changes: Changes) -> Found:
    """What is withdrawn, or has a newer version, is put forward for nothing more."""
    for item in dict.fromkeys(one.evidence for one in changes.proposals):
        if item.state == EvidenceState.WITHDRAWN:
            yield Blocker("item_withdrawn", f"“{item}” was withdrawn.", "Choose another item.", yours=True)
        elif item.state == EvidenceState.SUPERSEDED:
            yield Blocker("item_superseded", f"“{item}” has a newer version.", "Choose the newest one.", yours=True)


@mapping_gate.register
def units_are_open(*, actor: Membership, changes: Changes) -> Found:
    units = dict.fromkeys(one.progress.enrolment for one in changes.proposals)
    for enrolment in (row for row in units if row.state != UnitState.PROGRESS):
        state = enrolment.get_state_display().lower()
        yield Blocker("unit_closed", f"{enrolment.unit.title} is {state}.", "Untick its criteria.", yours=True)


@mapping_gate.register
def criteria_are_open(*, actor: Membership, changes: Changes) -> Found:
    """A draft may be ticked for what is met: nobody is asked anything before it is submitted."""
    met = [one.progress for one in changes.proposals if one.is_sent and one.progress.state == CriterionState.MET]
    for progress in dict.fromkeys(met):
        where = f"{progress} of {progress.enrolment.unit.title}"
        yield Blocker("already_met", f"{where} is met.", "It needs nothing more. Untick it.", yours=True)


@mapping_gate.register
def it_is_not_the_same_again(*, actor: Membership, changes: Changes) -> Found:
    """What was not accepted comes back with something new: other words, or a pinpoint."""
    if actor.role != Role.CANDIDATE:
        return
    for one in changes.proposals:
        link = one.link
        if link is None or (one.words and one.words != link.words):
            continue
        if not link.pinpoints.filter(made_at__gt=link.answered_at).exists():
            yield Blocker(
                "same_again",
                f"“{one.evidence}” was not accepted for {one.progress}.",
                "Say what in it shows the criterion, or pinpoint the place; then propose it again.",
                link=reverse("evidence", args=[one.evidence.pk]),
                link_text="Open the item",
                yours=True,
            )


@mapping_gate.register
def it_is_theirs_to_take_back(*, actor: Membership, changes: Changes) -> Found:
    """A proposal until it is answered; what an assessor confirmed or added stays."""
    for link in changes.taken_back:
        said = f"“{link.evidence}” for {link.progress}"
        if link.state == LinkState.CONFIRMED and link.answered_by is not None:
            yield Blocker(
                "confirmed",
                f"{said} was confirmed by {link.answered_by.name}.",
                "Only your assessor can say that it does not show it.",
                since=link.answered_at,
                **owned_by(link.answered_by),
            )
        elif actor.role != Role.CANDIDATE:
            yield Blocker(
                "not_yours", f"{said} is the candidate’s proposal.", "Say with a reason why it is not accepted."
            )


@mapping_gate.register
def something_is_left(*, actor: Membership, changes: Changes) -> Found:
    for item, left in changes.left.items():
        if not left and item.state == EvidenceState.SENT:
            yield Blocker(
                "nothing_left",
                f"“{item}” would be put forward for nothing.",
                "Leave one criterion ticked, or withdraw the item.",
                link=reverse("withdraw", args=[item.pk]) if actor.role == Role.CANDIDATE else "",
                link_text="Withdraw it",
                yours=True,
            )
