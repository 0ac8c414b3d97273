"""Every pair of states of every machine: what the table has, `move` does; what it has not, `move` refuses."""

import itertools

import pytest

from centres.states import MOVES, IllegalMoveError, Machine, move
from portfolio.models import CriterionProgress
from portfolio.states import CriterionState
from tests import factories
from tests.cast import Cast

pytestmark = pytest.mark.core
PAIRS = list(itertools.permutations(CriterionState, 2))


@pytest.fixture
def row(cast: Cast) -> CriterionProgress:
    return factories.enrolment(cast.registration, cast.specification.units.first()).criteria.first()


@pytest.mark.parametrize("machine", MOVES, ids=lambda machine: machine.__name__)
def test_every_state_has_its_line_and_every_target_exists(machine: Machine) -> None:
    assert set(MOVES[machine]) == set(machine.values)
    assert {target for targets in MOVES[machine].values() for target in targets} <= set(machine.values)


@pytest.mark.parametrize(("old", "new"), PAIRS)
def test_only_the_moves_of_the_table_are_made(row: CriterionProgress, old: str, new: str) -> None:
    CriterionProgress.objects.filter(pk=row.pk).update(state=old)
    row.refresh_from_db()
    if new in MOVES[CriterionState][old]:
        move(row, CriterionState, new)
        row.refresh_from_db()
        assert row.state == new
    else:
        with pytest.raises(IllegalMoveError):
            move(row, CriterionState, new)


def test_a_row_that_somebody_else_moved_is_not_moved_again(row: CriterionProgress) -> None:
    other = CriterionProgress.objects.get(pk=row.pk)
    move(other, CriterionState, CriterionState.DRAFT)
    with pytest.raises(IllegalMoveError, match="no longer none"):
        move(row, CriterionState, CriterionState.SENT)


def test_moving_to_where_it_is_changes_nothing(row: CriterionProgress) -> None:
    since = row.since
    move(row, CriterionState, CriterionState.NONE)
    row.refresh_from_db()
    assert row.since == since
