"""The record of acts: one append-only row an act, in the transaction of the act itself."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from typing import Any

import structlog
from django.db import models, transaction

from centres.models import AuditEvent, Membership

VERBS: dict[str, str] = {}


def register_verbs(verbs: dict[str, str]) -> None:
    """Each app names its acts in `AppConfig.ready()`: code -> words for the page. An act nobody named is refused."""
    VERBS.update(verbs)


def record(actor: Membership, verb: str, subject: models.Model, **facts: Any) -> AuditEvent:
    """Writes the event. Raises outside a transaction: an act and its record stand or fall together."""
    return record_all(actor, [(verb, subject, facts)])[0]


def record_all(actor: Membership, acts: Iterable[tuple[str, models.Model, Mapping[str, Any]]]) -> list[AuditEvent]:
    """Many acts of one person at once, in one query."""
    events = [_event(actor, verb, subject, facts) for verb, subject, facts in acts]
    return AuditEvent.objects.bulk_create(events)


def _event(actor: Membership, verb: str, subject: models.Model, facts: Mapping[str, Any]) -> AuditEvent:
    if verb not in VERBS:
        raise LookupError(f"{verb} is not a registered act: name it in the app's AppConfig.ready()")
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError(f"{verb} recorded outside a transaction")
    return AuditEvent(
        centre_id=actor.centre_id,
        actor=actor,
        verb=verb,
        object_type=subject._meta.label_lower,
        object_id=subject.pk,
        object_label=str(subject)[:200],
        facts={name: _plain(value) for name, value in facts.items()},
        request_id=structlog.contextvars.get_contextvars().get("request_id", ""),
    )


def _plain(value: Any) -> Any:
    if isinstance(value, dt.date | uuid.UUID | models.Model):
        return str(value)
    return value
