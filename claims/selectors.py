"""Reads for pages."""

from claims.loading import standing_of
from portfolio.models import Registration
from units.combination import Outcome


def verdict(registration: Registration) -> Outcome | None:
    """The rule's, on the units that internal quality assurance has cleared; None where no rule is on file."""
    return standing_of(registration).verdict
