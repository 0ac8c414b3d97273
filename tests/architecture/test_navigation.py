"""The navigation stands on every page, so what it counts has to be cheap: one query a number, whatever there is."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from centres.models import Role
from centres.navigation import PAGES, Page
from tests.cast import Cast

COUNTED = [(role, page) for role, pages in PAGES.items() for page in pages if page.count]


@pytest.mark.parametrize(("role", "page"), COUNTED, ids=[f"{role}-{page.view}" for role, page in COUNTED])
def test_a_number_in_the_navigation_is_one_query(
    cast: Cast, role: Role, page: Page, django_assert_num_queries: Callable[[int], AbstractContextManager[object]]
) -> None:
    members = {
        Role.ADMIN: cast.alice,
        Role.ASSESSOR: cast.bob,
        Role.IQA: cast.ivan,
        Role.EQA: cast.eve,
        Role.CANDIDATE: cast.carol,
    }
    assert page.count is not None
    with django_assert_num_queries(1):
        assert page.count(members[role]) == 0
