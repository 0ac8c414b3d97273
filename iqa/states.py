"""States of samples and actions, and what a finding does to them."""

from django.db import models


class SampleState(models.TextChoices):
    PLANNED = "planned", "Planned"
    AGREED = "agreed", "Agreed"
    ADVICE = "advice", "Agreed with advice"
    ACTION = "action", "Action required"
    NOT_UPHELD = "not_upheld", "Not upheld"


class ActionState(models.TextChoices):
    OPEN = "open", "Open"
    ANSWERED = "answered", "Answered"
    CLOSED = "closed", "Closed"


UPHOLDING = (SampleState.AGREED, SampleState.ADVICE)
HOLDING = (SampleState.ACTION, SampleState.NOT_UPHELD)

S, A = SampleState, ActionState
ANY_FINDING = frozenset({S.AGREED, S.ADVICE, S.ACTION, S.NOT_UPHELD})
SAMPLE_MOVES: dict[str, frozenset[str]] = {
    S.PLANNED: ANY_FINDING,
    S.ACTION: ANY_FINDING,
    S.NOT_UPHELD: ANY_FINDING,
    S.AGREED: frozenset(),
    S.ADVICE: frozenset(),
}
ACTION_MOVES: dict[str, frozenset[str]] = {
    A.OPEN: frozenset({A.ANSWERED, A.CLOSED}),
    A.ANSWERED: frozenset({A.CLOSED, A.OPEN}),
    A.CLOSED: frozenset(),
}
