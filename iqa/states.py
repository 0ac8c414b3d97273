"""States of samples and actions, and what a finding does to them."""

from django.db import models

from centres.states import define


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
ANY_FINDING: set[str] = {S.AGREED, S.ADVICE, S.ACTION, S.NOT_UPHELD}
define(SampleState, {S.PLANNED: ANY_FINDING, S.ACTION: ANY_FINDING, S.NOT_UPHELD: ANY_FINDING})
define(ActionState, {A.OPEN: {A.ANSWERED, A.CLOSED}, A.ANSWERED: {A.CLOSED, A.OPEN}})
