"""States of a claim."""

from django.db import models

from centres.states import define


class ClaimState(models.TextChoices):
    QUEUED = "queued", "Being checked again"
    MADE = "made", "Claimed"
    PULLED = "pulled", "Pulled"
    HELD = "held", "Held for the body's confirmation"


S = ClaimState
define(ClaimState, {S.QUEUED: {S.MADE, S.PULLED}, S.HELD: {S.QUEUED, S.PULLED}})
