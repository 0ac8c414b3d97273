from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from uuid import UUID

from assessment.verifying.acts import act_differences
from assessment.verifying.chain import by_unit, chain_differences
from assessment.verifying.difference import Difference
from assessment.verifying.files import Rehash, file_differences
from assessment.verifying.record import Record, Sealed, unit_of
from assessment.verifying.statements import statement_differences
from assessment.verifying.trail import acts_without_entry, entries_without_act
from portfolio.models import UnitEnrolment

BATCH = 25  # units read at once


@dataclass
class Result:
    """What was looked at, and everything that is not as it was sealed."""

    units: int = 0
    acts: int = 0
    files: int = 0
    bytes: int = 0
    differences: list[Difference] = field(default_factory=list)


def verify(enrolments: Iterable[UnitEnrolment], *, files: bool = True, rehash: Rehash | None = None) -> Result:
    """`enrolments` with their unit and candidate loaded. Reads only; memory stays that of one batch.

    `rehash`: files that it has read already are not read again, and count where they were read.
    """
    result, rehash = Result(), rehash or Rehash()
    rows, before = iter(enrolments), (len(rehash.read), rehash.bytes)
    while batch := list(islice(rows, BATCH)):
        record = Record(batch)
        result.units += len(batch)
        result.acts += len(record.sealed) + len(record.unsealed)
        result.differences += differences_of(record, rehash if files else None)
    result.files, result.bytes = len(rehash.read) - before[0], rehash.bytes - before[1]
    return result


def differences_of(record: Record, rehash: Rehash | None = None) -> list[Difference]:
    """Unit by unit, in the order of the acts; what no seal is left of comes last."""
    found = list(_of_seals(record, rehash))
    order = {one.seal.pk: place for place, one in enumerate(record.sealed)}
    found.sort(key=lambda line: order[line[0].seal.pk])
    return [*(_sealed(record, *line) for line in found), *_of_the_rest(record)]


def _of_seals(record: Record, rehash: Rehash | None) -> Iterator[tuple[Sealed, str, str]]:
    for chain in by_unit(record.sealed).values():
        yield from chain_differences(chain)
    for one in record.sealed:
        yield from ((one, code, said) for code, said in act_differences(record, one))
    yield from ((one, "entry_missing", said) for one, said in acts_without_entry(record))
    yield from statement_differences(record)
    if rehash is not None:
        yield from file_differences(record, rehash)


def _sealed(record: Record, one: Sealed, code: str, said: str) -> Difference:
    return _difference(record.enrolments[one.seal.enrolment_id], code, record.title_of(one), said)


def _of_the_rest(record: Record) -> Iterator[Difference]:
    for kind, row in record.unsealed:
        yield _difference(unit_of(row), "unsealed", record.title_of_row(kind, row), "it has no seal")
    for enrolment, title, said in entries_without_act(record):
        yield _difference(record.enrolments[enrolment], "act_cut_off", title, said)


def _difference(enrolment: UnitEnrolment, code: str, act: str, said: str) -> Difference:
    candidate, unit = enrolment.registration.candidate.name, str(enrolment.unit)
    return Difference(code, enrolment.pk, candidate, unit, act, said)


def units_of(keys: Sequence[UUID]) -> Iterator[UnitEnrolment]:
    rows = UnitEnrolment.objects.select_related("unit", "registration__candidate")
    return iter(rows.filter(pk__in=keys).order_by("pk"))
