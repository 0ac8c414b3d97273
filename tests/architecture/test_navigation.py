"""The navigation stands on every page, so what it counts has to be cheap: one query for all of a role's numbers."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from centres.models import Role
from centres.navigation import PAGES, numbers_of
from tests.cast import Cast

ROLES = [role for role, pages in PAGES.items() if any(page.count for page in pages)]


@pytest.mark.parametrize("role", ROLES)
def test_the_numbers_in_the_navigation_are_one_query(
    cast: Cast, role: Role, django_assert_num_queries: Callable[[int], AbstractContextManager[object]]
) -> None:
    members = {
        Role.ADMIN: cast.alice,
        Role.ASSESSOR: cast.bob,
        Role.IQA: cast.ivan,
        Role.EQA: cast.eve,
        Role.CANDIDATE: cast.carol,
    }
    with django_assert_num_queries(1):
        assert numbers_of(members[role]) == {page.view: 0 for page in PAGES[role] if page.count}
