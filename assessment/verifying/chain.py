"""The seals of a unit among themselves: none missing, none put elsewhere, none made anew without the key."""

import datetime as dt
from collections.abc import Iterator, Sequence
from itertools import pairwise

from django.conf import settings
from django.utils.timezone import localtime

from assessment.seal import VERSION, digest_of, first_previous, key_named, mac_of
from assessment.verifying.record import Sealed

AT_ONCE = dt.timedelta(minutes=1)  # between an act and its seal, which one transaction writes
Found = Iterator[tuple[Sealed, str, str]]  # the seal, a code, what is wrong with it


def chain_differences(chain: Sequence[Sealed]) -> Found:
    """`chain`: the seals of one unit in the order of their numbers."""
    for one in chain:
        yield from ((one, code, said) for code, said in _alone(one))
    yield from _gaps(chain)
    yield from _times(chain)


def _alone(one: Sealed) -> Iterator[tuple[str, str]]:
    seal = one.seal
    if seal.version != VERSION:
        yield "seal_changed", f"its seal says that it is of format {seal.version}, of which this program knows nothing"
    if digest_of(seal.previous, seal.statement) != seal.digest:
        yield "seal_changed", f"its seal (number {seal.number}) does not hash to the digest that stands beside it"
    key = key_named(seal.key, settings.SEAL_KEYS)
    if key is None:
        yield "key_unknown", f"its seal was made with the key {seal.key}, which this server does not have"
    elif mac_of(key, seal.digest) != seal.mac:
        yield "seal_forged", f"its seal (number {seal.number}) was not made by this program: the keyed hash is wrong"
    yield from _labels(one)


def _labels(one: Sealed) -> Iterator[tuple[str, str]]:
    """The columns beside the statement are for finding it; they say the same."""
    seal, facts = one.seal, one.facts
    said = (
        facts.get("act"),
        one.row.get("id"),
        facts.get("unit", {}).get("enrolment"),
        bool(facts.get("sealed_later")),
    )
    if said != (seal.kind, str(seal.act), str(seal.enrolment_id), seal.sealed_later):
        yield "seal_moved", f"its seal (number {seal.number}) is filed under another act, unit or kind than it names"
    if one.at and not seal.sealed_later and not dt.timedelta(0) <= seal.at - one.at <= AT_ONCE:
        yield "sealed_apart", f"it was sealed on {_moment(seal.at)}, and made on {_moment(one.at)}: not at one moment"


def _gaps(chain: Sequence[Sealed]) -> Found:
    """What each seal follows, and whether that is the one before it."""
    expected, number = (first_previous(chain[0].seal.enrolment_id), 0) if chain else ("", 0)
    for one in chain:
        seal = one.seal
        if seal.number != number + 1:
            gone = f"number {number + 1}" if seal.number == number + 2 else f"numbers {number + 1} to {seal.number - 1}"
            yield one, "seal_missing", f"before it, {gone} of the unit's seals is gone"
        elif seal.previous != expected:
            yield one, "chain_broken", f"its seal (number {seal.number}) does not follow {_place(number)}"
        expected, number = seal.digest, seal.number


def _place(number: int) -> str:
    return f"number {number}" if number else "the beginning of this unit"


def _times(chain: Sequence[Sealed]) -> Found:
    """Nothing was made before what it follows; of acts older than the seals only the order is known."""
    for before, one in pairwise([one for one in chain if one.at and not one.seal.sealed_later]):
        if one.at and before.at and one.at < before.at:
            said = f"it was made on {_moment(one.at)}, before the act that it follows ({_moment(before.at)})"
            yield one, "back_dated", said


def _moment(at: dt.datetime) -> str:
    return f"{localtime(at):%-d %B %Y, %H:%M:%S}"


def by_unit(sealed: Sequence[Sealed]) -> dict[object, list[Sealed]]:
    found: dict[object, list[Sealed]] = {}
    for one in sealed:
        found.setdefault(one.seal.enrolment_id, []).append(one)
    return found
