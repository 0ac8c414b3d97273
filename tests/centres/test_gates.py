import datetime as dt
from collections.abc import Iterator

import pytest

from centres.gates import Blocker, Gate, Refused, owned_by
from centres.models import Membership
from tests.cast import Cast


def test_a_refusal_carries_every_reason_yours_first_then_the_oldest(cast: Cast) -> None:
    def checks(*, actor: Membership, door: str) -> Iterator[Blocker]:
        yield Blocker("young", f"The {door} is locked.", since=dt.date(2026, 11, 20), **owned_by(cast.alice))
        yield Blocker("old", f"The {door} is painted.", since=dt.date(2026, 11, 1), **owned_by(cast.ivan))
        yield Blocker("mine", f"You hold the {door}.", **owned_by(cast.bob))

    gate = Gate("door", [checks])
    with pytest.raises(Refused) as refusal:
        gate.require(actor=cast.bob, door="door")
    assert [(blocker.code, blocker.yours) for blocker in refusal.value.blockers] == [
        ("mine", True),
        ("old", False),
        ("young", False),
    ]
    assert refusal.value.blockers == gate.blockers(actor=cast.bob, door="door")


def test_an_upper_app_adds_its_own_check(cast: Cast) -> None:
    gate = Gate("door")
    gate.require(actor=cast.bob, door="door")
    gate.register(lambda *, actor, door: [Blocker("late", "It is late.")])
    with pytest.raises(Refused, match="It is late"):
        gate.require(actor=cast.bob, door="door")
