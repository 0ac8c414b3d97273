"""From the full certificate on, the time runs for which why an arrangement was needed is kept."""

import datetime as dt

import pytest
from django.utils import timezone

from assessment.retention import over_on
from assessment.services.answer_adjustment import answer_adjustment
from assessment.services.ask_for_adjustment import ask_for_adjustment
from claims.models import Claim
from claims.states import ClaimState
from tests.cast import Cast

pytestmark = pytest.mark.core


@pytest.mark.parametrize(
    ("kind", "state", "ends"),
    [
        ("full", ClaimState.MADE, True),
        ("full", ClaimState.QUEUED, False),
        ("unit", ClaimState.MADE, False),
    ],
)
def test_an_arrangement_without_a_last_day_is_over_with_the_full_certificate(
    cast: Cast, kind: str, state: str, ends: bool
) -> None:
    row = ask_for_adjustment(actor=cast.carol, registration=cast.registration, kind="scribe", need="A plaster.")
    row = answer_adjustment(actor=cast.alice, adjustment=row, agreed=True, valid_from=timezone.localdate())
    assert over_on(row) is None
    made_at = timezone.now() - dt.timedelta(days=3)
    facts = {"kind": kind, "state": state, "made_at": made_at, "outcome": {}, "snapshot": {}, "claimed_by": cast.alice}
    Claim.objects.create(registration=cast.registration, **facts)
    assert over_on(row) == (timezone.localdate(made_at) if ends else None)
