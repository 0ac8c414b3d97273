"""The record of acts against the seals: an act cut off with its seal has still left its entry, and the other way round."""

from collections.abc import Iterator
from uuid import UUID

from django.utils.timezone import localtime

from assessment.verifying.record import Record, Sealed
from centres.audit import VERBS
from centres.models import AuditEvent
from portfolio.models import CriterionProgress


def entries_without_act(record: Record) -> Iterator[tuple[UUID, str, str]]:
    """Enrolment, what the entry is about, what is missing."""
    known = {one.seal.digest for one in record.sealed}
    for event in record.trail:
        if event.facts["seal"] not in known:
            yield _unit(record, event), _title(event), "the record of acts has it, and there is no seal of it any more"


def acts_without_entry(record: Record) -> Iterator[tuple[Sealed, str]]:
    """Of acts older than the seals no entry names one."""
    named = {event.facts["seal"] for event in record.trail}
    for one in record.sealed:
        if not one.seal.sealed_later and one.seal.digest not in named:
            yield one, "the record of acts has no entry that names its seal"


def _unit(record: Record, event: AuditEvent) -> UUID:
    if event.object_id in record.enrolments:
        return event.object_id
    return CriterionProgress.objects.values_list("enrolment", flat=True).get(pk=event.object_id)


def _title(event: AuditEvent) -> str:
    words = VERBS.get(event.verb, event.verb)
    return f"{event.actor.name} {words} “{event.object_label}” on {localtime(event.at):%-d %B %Y}"
