"""Two people, or one person's two tabs, at one moment: PostgreSQL's, as in tests/claims."""

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from centres.gates import Refused
from centres.models import Role, User
from portfolio.models import Candidate, Evidence, Registration
from portfolio.services.move_registration import move_registration
from portfolio.services.register_candidate import register_candidate
from portfolio.services.submit_drafts import submit_drafts
from portfolio.states import EvidenceState
from tests import factories
from tests.at_once import together
from tests.cast import Cast, assemble
from tests.portfolio.acts import chosen, ready
from tests.portfolio.editions import renewed
from units.models import QualificationApproval


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    if connection.vendor != "postgresql":
        pytest.skip("Two connections cannot share a SQLite database in memory. Run it with: make test")
    return assemble()


def registering(cast: Cast, number: int) -> Callable[[], Registration]:
    """Nia, new everywhere, by the admin of a centre of her own choice."""
    centre = factories.centre()
    admin, assessor = factories.member(centre, Role.ADMIN), factories.member(centre, Role.ASSESSOR)
    factories.competence(assessor, cast.specification, recorded_by=admin)
    QualificationApproval.objects.create(
        centre=centre,
        qualification=cast.specification.qualification,
        approved_from=cast.approval.approved_from,
    )
    return lambda: register_candidate(
        actor=admin,
        name="Nia North",
        email="nia@example.org",
        date_of_birth=dt.date(1990, 5, 17),
        uln="",
        specification=cast.specification,
        number=f"PQ-{number}",
        registered_on=timezone.localdate(),
        assessor=assessor,
        independent=True,
    )


def test_several_centres_register_the_same_new_person_at_once(cast: Cast) -> None:
    made = together(*[registering(cast, number) for number in range(4)])
    assert [type(answer) for answer in made] == [Registration] * 4
    assert User.objects.filter(email="nia@example.org").count() == 1
    assert Candidate.objects.filter(name="Nia North").count() == 4


def test_two_tabs_submit_batches_on_the_same_units_in_opposite_orders(cast: Cast) -> None:
    first, second = chosen(cast, 2)
    rows = [first.criteria.all()[:1], second.criteria.all()[:1]]
    items = [ready(cast, list(rows[turn % 2]), f"Notes {turn}".encode()) for turn in range(8)]

    def sending(batch: Sequence[Evidence]) -> Callable[[], Any]:
        return lambda: submit_drafts(actor=cast.carol, items=batch, declared=True)

    made = together(sending(items[:4]), sending(list(reversed(items[4:]))))
    assert [len(sent) for sent in made] == [4, 4]
    assert not Evidence.objects.exclude(state=EvidenceState.SENT).exists()


def test_a_unit_is_submitted_for_and_moved_to_another_edition_at_once(cast: Cast) -> None:
    """Whichever comes first: never is something submitted for criteria that are gone."""
    specification = renewed(cast)
    (_, enrolment) = chosen(cast, 2)
    item = ready(cast, list(enrolment.criteria.all()))
    sent, moved = together(
        lambda: submit_drafts(actor=cast.carol, items=[item], declared=True),
        lambda: move_registration(
            actor=cast.alice, registration=cast.registration, specification=specification, reason="Edition 1 closes."
        ),
    )
    assert moved.specification == specification
    enrolment.refresh_from_db()
    if isinstance(sent, Refused):
        assert ([blocker.code for blocker in sent.blockers], enrolment.unit.edition) == (["not_linked"], 2)
    else:
        assert (item.links.count(), enrolment.unit.edition) == (3, 1)
