"""What stops a choice of units (domain.md 5.4: 12, 15)."""

from collections.abc import Iterator, Sequence

from centres.gates import Blocker, Gate
from centres.models import Membership, Role
from portfolio.models import Registration
from portfolio.states import RegistrationState
from units.models import Competence, Unit

unit_choice_gate = Gate("unit choice")
Found = Iterator[Blocker]


@unit_choice_gate.register
def registration_is_open(*, actor: Membership, registration: Registration, units: Sequence[Unit]) -> Found:
    if registration.state != RegistrationState.ACTIVE:
        yield Blocker(
            "registration_over",
            f"This registration is {registration.get_state_display().lower()}.",
            "Ask a centre admin.",
        )
    if not units:
        yield Blocker("no_unit", "No unit is ticked.", "Tick at least one.")


@unit_choice_gate.register
def units_are_in_the_structure(*, actor: Membership, registration: Registration, units: Sequence[Unit]) -> Found:
    known = set(registration.specification.structure.values_list("unit_id", flat=True))
    for unit in units:
        if unit.pk not in known:
            yield Blocker(
                "not_in_structure",
                f"{unit} is no unit of {registration.specification.qualification}.",
                "Choose from the list.",
            )
        elif unit.expires_on and unit.expires_on < registration.registered_on:
            yield Blocker(
                "unit_expired",
                f"{unit} expired on {unit.expires_on:%-d %B %Y}, before the registration.",
                "Choose another unit.",
            )


@unit_choice_gate.register
def two_people_are_competent(*, actor: Membership, registration: Registration, units: Sequence[Unit]) -> Found:
    ready = deliverable(registration, units)
    for unit in units:
        if unit.pk not in ready:
            yield Blocker(
                "nobody_competent",
                f"{unit} needs one assessor and one different IQA.",
                "A centre admin records who is competent for it. Choose another unit until then.",
            )


def deliverable(registration: Registration, units: Sequence[Unit]) -> set[object]:
    """Ids of the units that two different people here, neither of them the candidate, can assess and quality assure.

    A trainee alone does not make an assessor: their decisions need another's signature.
    """
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
