"""What stops a registration from going to another edition of its qualification. Claims registers its check here."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.urls import reverse
from django.utils import timezone

from centres.gates import Blocker, Gate
from centres.models import Membership
from portfolio.choosing import Choosing
from portfolio.gates.unit_choice import NOBODY, deliverable
from portfolio.models import Registration
from portfolio.moving import Fate, UnitMove, unit_moves
from portfolio.states import RegistrationState
from units.models import Specification
from units.selectors import registration_closes

Found = Iterator[Blocker]
Moves = Sequence[UnitMove]
RECORD = "Record on people's pages who is competent for it, or take"


class EditionGate(Gate):
    """Its checks share what becomes of each unit, which is read once."""

    def blockers(self, *, actor: Membership, **subject: Any) -> list[Blocker]:
        moves = subject.pop("moves", None) or unit_moves(subject["registration"], subject["specification"])
        return super().blockers(actor=actor, moves=moves, **subject)


edition_gate = EditionGate("edition")


@edition_gate.register
def registration_runs(
    *, actor: Membership, registration: Registration, specification: Specification, reason: str, moves: Moves
) -> Found:
    if registration.state != RegistrationState.ACTIVE:
        said = f"The registration of {registration.candidate} is {registration.get_state_display().lower()}."
        yield Blocker("registration_over", said, "It stays on the edition on which it ended.")


@edition_gate.register
def reason_is_given(
    *, actor: Membership, registration: Registration, specification: Specification, reason: str, moves: Moves
) -> Found:
    if not reason:
        yield Blocker("no_reason", "The reason is missing.", "Say why the candidate is moved.", yours=True)


@edition_gate.register
def edition_is_of_this_qualification(
    *, actor: Membership, registration: Registration, specification: Specification, reason: str, moves: Moves
) -> Found:
    """An edition that another centre made is not there for this one."""
    qualification = registration.specification.qualification
    here = Specification.objects.of_centre(registration.centre_id).filter(qualification=qualification)
    if not here.filter(pk=specification.pk).exists():
        yield Blocker(
            "another_qualification",
            f"This is no edition of {qualification} that the centre has.",
            "Choose one from the list. For another qualification, register the candidate for it.",
        )


@edition_gate.register
def edition_takes_registrations(
    *, actor: Membership, registration: Registration, specification: Specification, reason: str, moves: Moves
) -> Found:
    opens, closes = specification.registration_from, registration_closes(registration.centre, specification)
    if opens and timezone.localdate() < opens:
        said = f"Edition {specification.version} opens on {opens:%-d %B %Y}."
        yield Blocker("edition_not_open", said, "Move the candidate on that day or later.")
    if closes and registration.registered_on > closes:
        yield Blocker(
            "edition_closed",
            f"Edition {specification.version} took registrations until {closes:%-d %B %Y}; this one is of "
            f"{registration.registered_on:%-d %B %Y}.",
            "Choose a later edition, or record the body's extension under Qualifications.",
        )


@edition_gate.register
def candidate_is_not_on_it(
    *, actor: Membership, registration: Registration, specification: Specification, reason: str, moves: Moves
) -> Found:
    others = Registration.objects.filter(candidate=registration.candidate_id, specification=specification)
    for other in others.exclude(pk=registration.pk):
        yield Blocker(
            "registered_already",
            f"{registration.candidate} is registered on edition {specification.version} already, under {other.number}.",
            "Carry on with that registration.",
            link=reverse("candidate", args=[other.pk]),
            link_text="Open it",
        )


@edition_gate.register
def begun_units_count_the_same(
    *, actor: Membership, registration: Registration, specification: Specification, reason: str, moves: Moves
) -> Found:
    """The rule would count the new edition's credits for a unit that was achieved with the old one's."""
    for move in moves:
        old, new = move.enrolment.unit, move.new
        if move.fate != Fate.STAYS or new is None or (old.credit, old.level) == (new.credit, new.level):
            continue
        yield Blocker(
            f"counts_otherwise {old.code}",
            f"{old} was begun with {old.credit} credits at Level {old.level}; in edition {specification.version} it has "
            f"{new.credit} at Level {new.level}.",
            f"Which of them counts is the awarding organisation's word. Leave the candidate on edition "
            f"{registration.specification.version}.",
        )


@edition_gate.register
def new_units_can_be_delivered(
    *, actor: Membership, registration: Registration, specification: Specification, reason: str, moves: Moves
) -> Found:
    """A unit that changes is chosen anew, so it is asked what any unit is asked that is chosen."""
    new = [move.new for move in moves if move.fate == Fate.CHANGES and move.new]
    if not new:
        return
    choosing = Choosing(registration, specification, timezone.localdate())
    ready = deliverable(registration, new)
    for unit in new:
        staffed = unit.pk in ready
        said = [stop.said for stop in choosing.stops(unit)] + ([] if staffed else [NOBODY])
        if said:
            yield Blocker(
                f"not_deliverable {unit.code}",
                f"{unit} {', and it '.join(said)}, in edition {specification.version}.",
                f"{'Take' if staffed else RECORD} the unit out of the candidate's choice.",
                link="" if staffed else reverse("people"),
                link_text="" if staffed else "Open the people",
            )
