"""The cast that stands in the database is nobody else's."""

import pytest

from centres.models import Centre, Membership
from tests.cast import Cast


@pytest.mark.parametrize("turn", ["one test", "another"])
def test_what_one_test_changes_another_does_not_meet(cast: Cast, turn: str) -> None:
    assert cast.centre.name == Centre.objects.get(pk=cast.centre.pk).name == "Calder Valley Training"
    cast.centre.name = turn
    cast.centre.save()
    cast.approval.delete()


@pytest.mark.django_db
def test_who_does_not_ask_for_the_cast_meets_an_empty_database() -> None:
    assert not Membership.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_nor_does_who_commits() -> None:
    assert not Membership.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_who_commits_and_asks_for_it_has_one_that_is_committed(cast: Cast) -> None:
    Membership.objects.get(pk=cast.alice.pk)
