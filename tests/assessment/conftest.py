"""A unit of Carol's with submitted evidence for every criterion, and the same for Tess's candidate."""

from dataclasses import dataclass

import pytest

from centres.models import Membership, Role
from centres.navigation import PAGES
from portfolio.models import CriterionProgress, Evidence, Registration, UnitEnrolment
from tests import factories
from tests.cast import Cast
from units.models import Unit

# What every page asks besides its own: session, person with roles, and the numbers in the navigation.
SHELL = 2


def shell_of(role: Role) -> int:
    return SHELL + any(page.count is not None for page in PAGES[role])


@dataclass
class Work:
    enrolment: UnitEnrolment
    rows: list[CriterionProgress]
    item: Evidence

    @property
    def unit(self) -> Unit:
        return self.enrolment.unit


def submitted(registration: Registration, number: int = 0) -> Work:
    enrolment = factories.enrolment(registration, registration.specification.units.order_by("code")[number])
    rows = list(enrolment.criteria.in_order())
    item = factories.evidence(registration, progress=rows)
    return Work(enrolment, rows, item)


@pytest.fixture
def work(cast: Cast) -> Work:
    return submitted(cast.registration)


@pytest.fixture
def tess_work(cast: Cast) -> Work:
    """Of a candidate whose assessor is in training."""
    walt = factories.member(cast.centre, Role.CANDIDATE, "Walt West")
    registration = factories.registration(walt, cast.specification, assessor=cast.tess, recorded_by=cast.alice)
    return submitted(registration)


def qualify(cast: Cast, name: str) -> Membership:
    """A further assessor, qualified and competent for every unit."""
    made = factories.member(cast.centre, Role.ASSESSOR, name)
    factories.competence(made, cast.specification, recorded_by=cast.alice)
    return made
