"""What stops a file from being sent at all. Asked before the first byte is taken, by what the sender announces."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db.models import Sum

from centres.gates import Blocker, Gate
from centres.models import Membership
from portfolio.models import Evidence, Registration, Upload
from portfolio.states import EvidenceState, RegistrationState, UploadState
from portfolio.vault import in_megabytes, too_large

arrival_gate = Gate("arrival")
Found = Iterator[Blocker]


@arrival_gate.register
def registration_runs(*, actor: Membership, registration: Registration, name: str, length: int) -> Found:
    if registration.state != RegistrationState.ACTIVE:
        state = registration.get_state_display().lower()
        yield Blocker("registration_over", f"Your registration is {state}.", "Ask your centre.")


@arrival_gate.register
def it_has_a_size_that_is_taken(*, actor: Membership, registration: Registration, name: str, length: int) -> Found:
    if not length:
        yield Blocker(
            "file_empty", f"“{name}” is empty.", "Open it to see that there is something in it, and send it again."
        )
    if length > settings.MAX_UPLOAD_BYTES:
        yield from too_large(name, settings.MAX_UPLOAD_BYTES, in_megabytes(length)).blockers


@arrival_gate.register
def there_is_room(*, actor: Membership, registration: Registration, name: str, length: int) -> Found:
    used = _used(registration)
    if used + length > settings.PORTFOLIO_QUOTA_BYTES:
        yield Blocker(
            "quota_used_up",
            f"“{name}” has {in_megabytes(length)}; your portfolio holds {in_megabytes(used)} "
            f"of {in_megabytes(settings.PORTFOLIO_QUOTA_BYTES)}.",
            "Remove drafts and unfinished uploads that you do not need, or ask your centre.",
        )


def _used(registration: Registration) -> int:
    """What is there, and what was promised to uploads that are on their way. Bytes; one query."""
    there = Evidence.objects.filter(registration=registration).exclude(state=EvidenceState.WITHDRAWN)
    coming = Upload.objects.filter(registration=registration, state=UploadState.RECEIVING)
    totals = _total(there, "file__size").union(_total(coming, "length"), all=True)
    return sum(int(total) for (total,) in totals)


def _total(rows: Any, size: str) -> Any:
    return rows.order_by().values("registration").annotate(total=Sum(size)).values_list("total")
