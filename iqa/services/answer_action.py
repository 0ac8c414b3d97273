from django.db import transaction

from centres.audit import record
from centres.gates import Blocker, Refused, owned_by
from centres.models import Membership, Role
from centres.permissions import require_role
from iqa.models import Action, ActionResponse
from iqa.states import ActionState
from portfolio.states import move


@transaction.atomic
def answer_action(*, actor: Membership, action: Action, text: str) -> ActionResponse:
    """The owner says what was done, or why nothing has to be. The same words again change nothing."""
    require_role(actor, Role.ASSESSOR)
    rows = Action.objects.select_for_update(of=("self",), no_key=True).select_related(
        "owner__user", "finding__sample__sign_off"
    )
    current: Action = rows.get(pk=action.pk)
    text = text.strip()
    last: ActionResponse | None = current.responses.filter(actor=actor).last()
    if last and last.text == text:
        return last
    blockers = answer_blockers(actor, current) + _objections(current, text)
    if blockers:
        raise Refused(*blockers)
    response = ActionResponse.objects.create(action=current, actor=actor, text=text)
    move(current, ActionState, ActionState.ANSWERED)
    record(actor, "sampling.action_answered", current, text=text)
    return response


def answer_blockers(actor: Membership, action: Action) -> list[Blocker]:
    found = []
    if action.owner_id != actor.pk:
        said = f"This action is {action.owner.name}'s."
        found.append(Blocker("not_owner", said, f"{action.owner.name} answers it.", **owned_by(action.owner)))
    if action.state == ActionState.CLOSED:
        said = "This action is closed: there is a newer finding."
        found.append(Blocker("closed", said, "The history of the unit's findings shows it."))
    return found


def _objections(action: Action, text: str) -> list[Blocker]:
    if text:
        return []
    said = "The answer is missing."
    return [
        Blocker(
            "text",
            said,
            "Say what you did, or why nothing has to be done.",
            link=f"#id_text_{action.pk}",
            link_text="Go to it",
            yours=True,
        )
    ]
