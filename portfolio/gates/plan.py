"""What stops a unit plan. That it does not finish yet stops nothing: it is said, and a part of the way is a plan too."""

from collections.abc import Iterator, Sequence

from centres.gates import Blocker
from centres.models import Membership
from portfolio.choosing import Choosing
from portfolio.gates.unit_choice import (
    UnitChoiceGate,
    one_way_of_assessing_each,
    two_people_are_competent,
    units_can_be_chosen,
)
from portfolio.states import RegistrationState
from units.models import Unit

plan_gate = UnitChoiceGate("unit plan")
Found = Iterator[Blocker]


@plan_gate.register
def there_is_something_to_plan(*, actor: Membership, choosing: Choosing, units: Sequence[Unit]) -> Found:
    registration = choosing.registration
    if registration.state != RegistrationState.ACTIVE:
        said = f"The registration of {registration.candidate} is {registration.get_state_display().lower()}."
        yield Blocker("registration_over", said, "There is nothing left to plan.")
    if not units:
        yield Blocker("no_unit", "No unit is in the plan.", "Take at least one.", yours=True)


@plan_gate.register
def new_units_can_be_chosen(*, actor: Membership, choosing: Choosing, units: Sequence[Unit]) -> Found:
    """A unit that is chosen already was asked this when it was chosen."""
    new = [unit for unit in units if unit.code not in choosing.chosen]
    yield from units_can_be_chosen(actor=actor, choosing=choosing, units=new)
    yield from two_people_are_competent(actor=actor, choosing=choosing, units=new)


plan_gate.register(one_way_of_assessing_each)
