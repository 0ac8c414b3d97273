"""Centre policies: figures that no awarding organisation prescribes, each with a default, a history and a first day.

Each app names its own in a `policies.py` and registers them in `AppConfig.ready()`: domain.md marks them [U].
`policy_on(centre, DAYS_TO_DECIDE)` is the value that holds today; `PolicyHistory(centre)` answers for many days or
many policies from one query.
"""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from centres.models import PolicyValue
from centres.prepared import prepared


@dataclass(frozen=True, slots=True)
class Policy:
    """One figure. `meaning` says in a sentence what it does; `unit` is its singular: "working day"."""

    name: str
    label: str
    meaning: str
    unit: str
    default: int
    least: int
    most: int


POLICIES: dict[str, Policy] = {}


def register(*policies: Policy) -> None:
    """In the order in which the page lists them."""
    POLICIES.update({policy.name: policy for policy in policies})


@prepared
def _values_of(centre_id: UUID) -> "QuerySet[PolicyValue]":
    rows: QuerySet[PolicyValue] = PolicyValue.objects.filter(centre_id=centre_id).select_related("set_by__user")
    return rows.order_by("valid_from", "at", "id")


class PolicyHistory:
    """Every value that a centre has set, read in one query."""

    def __init__(self, centre_id: UUID) -> None:
        self.values: list[PolicyValue] = list(_values_of(centre_id))

    def of(self, policy: Policy) -> list[PolicyValue]:
        """In the order of their first days; of two with the same first day the later one holds."""
        return [value for value in self.values if value.name == policy.name]

    def row_on(self, policy: Policy, day: dt.date) -> PolicyValue | None:
        """None where the default holds."""
        return next((value for value in reversed(self.of(policy)) if value.valid_from <= day), None)

    def on(self, policy: Policy, day: dt.date) -> int:
        row = self.row_on(policy, day)
        return row.value if row else policy.default


def policy_on(centre_id: UUID, policy: Policy, day: dt.date | None = None) -> int:
    """The value in force on that day, today if none is named; the default where the centre has set nothing."""
    set_for = PolicyValue.objects.filter(
        centre_id=centre_id, name=policy.name, valid_from__lte=day or timezone.localdate()
    )
    value = set_for.order_by("-valid_from", "-at", "-id").values_list("value", flat=True).first()
    return policy.default if value is None else value
