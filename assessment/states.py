"""The states of appeals, adjustments and special consideration, and their moves (domain.md 5.2)."""

from django.db import models

from centres.states import define


class AppealState(models.TextChoices):
    INFORMAL = "informal", "Assessor to explain"
    ANSWERED = "answered", "Explained"
    RECEIVED = "received", "Received in writing"
    ACKNOWLEDGED = "acknowledged", "Acknowledged"
    INVESTIGATED = "investigated", "Looked into"
    DECIDED = "decided", "Decided"
    REVIEW = "review", "Review asked for"
    REVIEWING = "reviewing", "Under review"
    REVIEWED = "reviewed", "Reviewed"
    ESCALATED = "escalated", "With the awarding organisation"
    CLOSED = "closed", "Closed"
    WITHDRAWN = "withdrawn", "Withdrawn"


A = AppealState
OVER = (A.CLOSED, A.WITHDRAWN)
define(
    AppealState,
    {
        A.INFORMAL: {A.ANSWERED, A.RECEIVED, A.WITHDRAWN},
        A.ANSWERED: {A.RECEIVED, A.CLOSED, A.WITHDRAWN},
        A.RECEIVED: {A.ACKNOWLEDGED, A.WITHDRAWN},
        A.ACKNOWLEDGED: {A.INVESTIGATED, A.WITHDRAWN},
        A.INVESTIGATED: {A.DECIDED, A.CLOSED, A.WITHDRAWN},  # closed: upheld in whole
        A.DECIDED: {A.REVIEW, A.CLOSED, A.WITHDRAWN},
        A.REVIEW: {A.REVIEWING, A.WITHDRAWN},
        A.REVIEWING: {A.REVIEWED, A.CLOSED, A.WITHDRAWN},
        A.REVIEWED: {A.ESCALATED, A.CLOSED, A.WITHDRAWN},
        A.ESCALATED: {A.CLOSED, A.WITHDRAWN},
    },
)


class AdjustmentState(models.TextChoices):
    ASKED = "asked", "Asked for"
    AGREED = "agreed", "Agreed"
    REFUSED = "refused", "Refused"
    ENDED = "ended", "Ended"


class ConsiderationState(models.TextChoices):
    ASKED = "asked", "Asked for"
    GRANTED = "granted", "Granted"
    REFUSED = "refused", "Refused"
    FORWARDED = "forwarded", "Sent to the awarding organisation"
    CLOSED = "closed", "Answered"


define(
    AdjustmentState,
    {
        AdjustmentState.ASKED: {AdjustmentState.AGREED, AdjustmentState.REFUSED, AdjustmentState.ENDED},
        AdjustmentState.AGREED: {AdjustmentState.ENDED},
    },
)
define(
    ConsiderationState,
    {
        ConsiderationState.ASKED: {
            ConsiderationState.GRANTED,
            ConsiderationState.REFUSED,
            ConsiderationState.FORWARDED,
        },
        ConsiderationState.FORWARDED: {ConsiderationState.CLOSED},
    },
)
OVER_ADJUSTMENTS = (AdjustmentState.REFUSED, AdjustmentState.ENDED)
OVER_CONSIDERATIONS = (ConsiderationState.GRANTED, ConsiderationState.REFUSED, ConsiderationState.CLOSED)
