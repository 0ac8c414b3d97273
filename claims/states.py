"""States of a claim. The moves are walked pair by pair in tests/claims/test_states.py."""

from django.db import models


class ClaimState(models.TextChoices):
    QUEUED = "queued", "Being checked again"
    MADE = "made", "Claimed"
    PULLED = "pulled", "Pulled"
    HELD = "held", "Held for the body's confirmation"


S = ClaimState
MOVES: dict[str, frozenset[str]] = {
    S.QUEUED: frozenset({S.MADE, S.PULLED}),
    S.HELD: frozenset({S.QUEUED, S.PULLED}),
    S.MADE: frozenset(),
    S.PULLED: frozenset(),
}
LIVE = (S.QUEUED, S.HELD, S.MADE)
