"""Short ways to say what an assessor does in a test."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from assessment.models import CriterionDecision
from assessment.services.decide import decide
from centres.gates import Refused
from centres.models import Membership
from portfolio.models import CriterionProgress

RULES = {"valid": True, "authentic": True, "current": True, "sufficient": True}
NOT_YET = RULES | {"verdict": "not_yet", "sufficient": False, "feedback": "Add the customer's reply."}
MET = RULES | {"verdict": "met", "feedback": ""}


def judge(actor: Membership, progress: CriterionProgress, **more: Any) -> CriterionDecision:
    """Met, unless `more` says otherwise."""
    return decide(actor=actor, progress=progress, **(MET | more))


@contextmanager
def refused(*codes: str) -> Iterator[Refused]:
    """The act is refused for exactly these reasons."""
    caught = Refused()
    with pytest.raises(Refused) as info:
        yield caught
    caught.blockers = info.value.blockers
    assert sorted(blocker.code for blocker in caught.blockers) == sorted(codes)
    for blocker in caught.blockers:
        assert blocker.message.endswith("."), blocker.message
