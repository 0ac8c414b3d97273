"""What stops a pinpoint from being set or removed. Upper apps register who may, and what was decided with it."""

from collections.abc import Iterator
from dataclasses import dataclass

from centres.gates import Blocker, Gate, owned_by
from centres.models import Membership, Role
from portfolio.models import EvidenceLink, Pinpoint
from portfolio.pinpoints import Place, objections
from portfolio.states import CriterionState, EvidenceState, UnitState

pinning_gate = Gate("pinpoint")
Found = Iterator[Blocker]
CLOSED = (UnitState.SIGNED, UnitState.AWAITING)


@dataclass(frozen=True, slots=True)
class Pinning:
    """One of the two: a place that is added to the link, or a pinpoint that is removed from it."""

    link: EvidenceLink
    adds: Place | None = None
    removes: Pinpoint | None = None


@pinning_gate.register
def item_is_there(*, actor: Membership, pinning: Pinning) -> Found:
    item = pinning.link.evidence
    if item.state not in (EvidenceState.DRAFT, EvidenceState.SENT):
        state = item.get_state_display().lower()
        yield Blocker("item_closed", f"“{item}” is {state}.", "Pinpoint in the item that is submitted.", yours=True)


@pinning_gate.register
def criterion_is_open(*, actor: Membership, pinning: Pinning) -> Found:
    progress = pinning.link.progress
    if progress.state == CriterionState.MET:
        yield Blocker("already_met", f"{progress} is met.", "Its pinpoints stay as they were decided on.")
    elif progress.enrolment.state in CLOSED:
        state = progress.enrolment.get_state_display().lower()
        yield Blocker("unit_closed", f"{progress.enrolment.unit.title} is {state}.", "Its pinpoints stay as they are.")


@pinning_gate.register
def link_counts(*, actor: Membership, pinning: Pinning) -> Found:
    """The candidate points at the place with which they propose it again; for anybody else it is settled."""
    link = pinning.link
    if actor.role != Role.CANDIDATE and not link.counts:
        yield Blocker("not_accepted", f"{link} was not accepted.", "Accept it first.", yours=True)


@pinning_gate.register
def it_is_their_own(*, actor: Membership, pinning: Pinning) -> Found:
    pin = pinning.removes
    if pin is not None and pin.made_by_id != actor.pk:
        yield Blocker("not_yours", f"{pin.made_by.name} set this pinpoint.", "Add your own.", **owned_by(pin.made_by))


@pinning_gate.register
def it_fits_the_file(*, actor: Membership, pinning: Pinning) -> Found:
    for code, message, detail in objections(pinning.link.evidence, pinning.adds) if pinning.adds else ():
        yield Blocker(code, message, detail, yours=True)
