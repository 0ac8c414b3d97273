"""Why a unit does not count towards a claim yet, in a sentence, and whose move it is."""

from typing import Any

from django.urls import reverse

from centres.gates import Blocker, owned_by
from centres.templatetags.attest import things
from claims.standing import UnitStanding
from iqa.states import ActionState, SampleState
from portfolio.models import Registration
from portfolio.states import UnitState


def why_not_cleared(unit: UnitStanding, registration: Registration) -> Blocker:
    match unit.enrolment.state:
        case UnitState.HOLD:
            return _on_hold(unit)
        case UnitState.AWAITING:
            return _awaiting(unit)
        case UnitState.SIGNED:
            return _not_assured(unit)
    return _in_progress(unit, registration)


def _blocker(unit: UnitStanding, code: str, message: str, detail: str, **more: Any) -> Blocker:
    link = reverse("unit", args=[unit.enrolment.pk])
    return Blocker(f"{code} {unit.unit.code}", message, detail, link=link, link_text="Open the unit", **more)


def _in_progress(unit: UnitStanding, registration: Registration) -> Blocker:
    """The assessor's move while something waits for a decision or the sign-off, else the candidate's."""
    if unit.passed is not None:
        return _by_result(unit, registration)
    said = [f"{unit.met} of {things(unit.total, 'criterion')} met"]
    owner = registration.assessor
    if unit.waiting:
        said.append(f"{unit.waiting} {'waits' if unit.waiting == 1 else 'wait'} for a decision")
    elif unit.met == unit.total:
        said.append("the sign-off is left")
    else:
        owner = registration.candidate.membership
        said.append("the rest waits for evidence")
    since = {"since": unit.waiting_since} if unit.waiting_since else {}
    title = f"“{unit.unit.title}” is not signed off."
    return _blocker(unit, "in_progress", title, f"{', '.join(said)}.", **since, **owned_by(owner))


def _by_result(unit: UnitStanding, registration: Registration) -> Blocker:
    """Of a unit that is assessed as a whole. Results are recorded, and signed off, on the assessor's side."""
    what = unit.unit.get_method_display()
    said = f"{what}: passed, the sign-off is left." if unit.passed else f"{what}: not passed yet."
    title = f"“{unit.unit.title}” is not signed off."
    return _blocker(unit, "in_progress", title, said, **owned_by(registration.assessor))


def _awaiting(unit: UnitStanding) -> Blocker:
    assert unit.sign_off is not None
    trainee = unit.sign_off.assessor
    owner = owned_by(trainee.countersigner) | {"owner_role": "countersigner"}
    message = f"“{unit.unit.title}” awaits a countersignature."
    detail = (
        f"{trainee.name}, in training, signed it off."
        if unit.sign_off.in_training
        else f"{trainee.name} signed off what was decided in training."
    )
    return _blocker(unit, "awaiting", message, detail, since=unit.sign_off.at, **owner)


def _not_assured(unit: UnitStanding) -> Blocker:
    assert unit.sign_off is not None
    message = f"“{unit.unit.title}” is signed off, but not quality assured."
    if unit.sample:
        owner, detail = owned_by(unit.sample.iqa), "It was picked for sampling and has no finding yet."
    elif unit.open_round:
        owner, detail = owned_by(unit.open_round.drawn_by), "It is cleared when its sampling round is closed."
    else:
        owner, detail = {"owner": "IQA", "owner_role": "any of them"}, "No sampling round has contained it yet."
    return _blocker(unit, "not_assured", message, detail, since=unit.sign_off.at, **owner)


def _on_hold(unit: UnitStanding) -> Blocker:
    message = f"“{unit.unit.title}” is on hold: quality assurance asks for something."
    action = unit.action
    if action is None:
        return _blocker(unit, "on_hold", message, _last_finding(unit), **_sampler(unit))
    detail = f"“{action.asks}” {action.get_state_display()}, due on {action.due_on:%-d %B %Y}."
    owner = _sampler(unit) if action.state == ActionState.ANSWERED else owned_by(action.owner)
    return _blocker(unit, "on_hold", message, detail, since=action.opened_at, **owner)


def _last_finding(unit: UnitStanding) -> str:
    outcome = SampleState(unit.sample.state).label if unit.sample else "Held"
    return f"{outcome}. An IQA's next finding ends the hold."


def _sampler(unit: UnitStanding) -> dict[str, Any]:
    return owned_by(unit.sample.iqa) if unit.sample else {"owner": "IQA", "owner_role": "any of them"}
