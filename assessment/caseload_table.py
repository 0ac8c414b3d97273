"""The caseload as plain values, for a spreadsheet."""

from collections.abc import Callable, Iterable, Iterator

from django.utils import timezone

from assessment.selectors.caseload import CaseloadRow
from centres.templatetags._vocabulary import state_of

COLUMNS: dict[str, Callable[[CaseloadRow], object]] = {
    "Candidate": lambda row: row.name,
    "Registration": lambda row: row.registration.number,
    "Assessor": lambda row: row.registration.assessor.name,
    "Qualification": lambda row: row.registration.specification.qualification.title,
    "Registered on": lambda row: row.registration.registered_on,
    "Planned end": lambda row: row.standing.ends,
    "Next review": lambda row: row.standing.review_on,
    "Criteria met": lambda row: row.criteria["met"],
    "Criteria chosen": lambda row: row.total,
    "Due by now": lambda row: row.standing.due_by_now,
    "Units signed off": lambda row: row.units["signed"],
    "Units chosen": lambda row: row.chosen,
    "Items waiting": lambda row: row.waiting,
    "Waiting since": lambda row: row.waiting_since and timezone.localdate(row.waiting_since),
    "Decision promised by": lambda row: row.promised,
    "Last contact": lambda row: row.standing.last_contact,
    "Risk": lambda row: state_of(row.risk.level).word,
    "Reason": lambda row: row.risk.reason,
}


def table_of(rows: Iterable[CaseloadRow]) -> Iterator[list[object]]:
    yield list(COLUMNS)
    for row in rows:
        yield [value(row) for value in COLUMNS.values()]
