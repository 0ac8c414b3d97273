"""How many units of an edition have expired: who registers after a unit's last day cannot choose it (domain.md R21)."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from units.models import RegistrationExtension, Unit


@dataclass(frozen=True)
class Expiry:
    """`unknown`: units without a day beside others with one; that is not "never". `extension` covers who registers today."""

    units: int
    expired: int
    unknown: int
    first: dt.date | None
    last: dt.date | None
    extension: RegistrationExtension | None


def expiry_of(units: Iterable[Unit], extensions: Iterable[RegistrationExtension], today: dt.date) -> Expiry:
    rows = list(units)
    expired = [unit.expires_on for unit in rows if unit.expires_on and unit.expires_on < today]
    unknown = sum(unit.expires_on is None for unit in rows)
    covering = [row for row in extensions if row.until >= today]
    return Expiry(
        units=len(rows),
        expired=len(expired),
        unknown=unknown if unknown < len(rows) else 0,
        first=min(expired, default=None),
        last=max(expired, default=None),
        extension=max(covering, key=lambda row: row.until, default=None),
    )
