"""When a candidate was certified, for what is kept until then."""

import datetime as dt

from django.utils import timezone

from claims.models import Claim
from claims.models.claim import Kind
from claims.states import ClaimState
from portfolio.models import Registration


def certified_on(registration: Registration) -> dt.date | None:
    """The day of the full certificate."""
    made = Claim.objects.filter(registration=registration, kind=Kind.FULL, state=ClaimState.MADE)
    at = made.values_list("made_at", flat=True).first()
    return timezone.localdate(at) if at else None
