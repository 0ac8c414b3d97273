"""What stops a choice of units (domain.md 5.4: 12, 15; R28, R32)."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from centres.gates import Blocker, Gate
from centres.models import Membership, Role
from portfolio.choosing import Choosing
from portfolio.models import Registration
from portfolio.states import RegistrationState
from portfolio.suitability import unacknowledged
from units.models import Competence, Unit

Found = Iterator[Blocker]
NOBODY = "needs one assessor and one different IQA"


class UnitChoiceGate(Gate):
    """Its checks share what there is to choose from, which is read once: here, unless the caller has done it."""

    def blockers(self, *, actor: Membership, **subject: Any) -> list[Blocker]:
        registration, choosing = subject.pop("registration"), subject.pop("choosing", None)
        choosing = choosing or Choosing.of(registration)
        return super().blockers(actor=actor, choosing=choosing, **subject)


unit_choice_gate = UnitChoiceGate("unit choice")


@unit_choice_gate.register
def registration_is_open(*, actor: Membership, choosing: Choosing, units: Sequence[Unit]) -> Found:
    registration = choosing.registration
    if registration.state != RegistrationState.ACTIVE:
        yield Blocker(
            "registration_over",
            f"This registration is {registration.get_state_display().lower()}.",
            "Ask a centre admin.",
        )
    if not units:
        yield Blocker("no_unit", "No unit is ticked.", "Tick at least one.")


@unit_choice_gate.register
def units_can_be_chosen(*, actor: Membership, choosing: Choosing, units: Sequence[Unit]) -> Found:
    known = set(choosing.units)
    for unit in units:
        if unit not in known:
            yield Blocker(
                "not_in_structure",
                f"{unit} is no unit of {choosing.specification.qualification}.",
                "Choose from the list.",
            )
            continue
        for stop in choosing.stops(unit):
            yield Blocker(stop.code, f"{unit} {stop.said}.", stop.remedy)


@unit_choice_gate.register
def one_way_of_assessing_each(*, actor: Membership, choosing: Choosing, units: Sequence[Unit]) -> Found:
    """Of two ways of assessing one unit the rule counts one, so the second would be work for nothing."""
    wanted = choosing.chosen | {unit.code: unit for unit in units}
    new = {unit.code for unit in units}
    for code, unit in wanted.items():
        for other in choosing.others.get(code, ()):
            if code < other.code and other.code in wanted and new & {code, other.code}:
                yield _either_or(unit, other, choosing)


def _either_or(one: Unit, other: Unit, choosing: Choosing) -> Blocker:
    here = next((unit for unit in (one, other) if unit.code in choosing.chosen), None)
    take = f"{here.code} is chosen already. Take it out first, or leave the other." if here else "Tick one of them."
    return Blocker(
        "barred_pair", f"{one.code} and {other.code} are two ways of assessing “{one.title}”: one of them counts.", take
    )


@unit_choice_gate.register
def suitability_is_acknowledged(*, actor: Membership, choosing: Choosing, units: Sequence[Unit]) -> Found:
    yield from unacknowledged(units, choosing.acknowledged)


@unit_choice_gate.register
def two_people_are_competent(*, actor: Membership, choosing: Choosing, units: Sequence[Unit]) -> Found:
    ready = deliverable(choosing.registration, units)
    for unit in units:
        if unit.pk not in ready:
            yield Blocker(
                "nobody_competent",
                f"{unit} {NOBODY}.",
                "A centre admin records who is competent for it. Choose another unit until then.",
            )


def deliverable(registration: Registration, units: Iterable[Unit]) -> set[object]:
    """Ids of the units that two different people here, neither of them the candidate, can assess and quality assure.

    A trainee alone does not make an assessor: their decisions need another's signature.
    """
    units = list(units)
    rows = (
        Competence.objects.on()
        .filter(unit__in=units, membership__centre_id=registration.centre_id, membership__ended_at=None)
        .filter(membership__role__in=[Role.ASSESSOR, Role.IQA], membership__trainee=False)
        .exclude(membership__user=registration.candidate.membership.user_id)
        .values_list("unit_id", "membership__role", "membership__user_id")
    )
    people: dict[tuple[object, str], set[object]] = {}
    for unit_id, role, user_id in rows:
        people.setdefault((unit_id, role), set()).add(user_id)
    assessors = {unit: people.get((unit.pk, Role.ASSESSOR), set()) for unit in units}
    iqas = {unit: people.get((unit.pk, Role.IQA), set()) for unit in units}
    return {unit.pk for unit in units if assessors[unit] and iqas[unit] and len(assessors[unit] | iqas[unit]) > 1}
