"""The pages that staff have open all day ask what they would ask if every query were built for them."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from centres.models import Membership
from tests.assessment.conftest import Work
from tests.cast import Cast
from tests.fixtures import Compared

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("view", "least"), [("unit", 10), ("marking", 8), ("caseload", 7), ("queue", 5)])
@pytest.mark.parametrize("who", ["bob", "ivan", "alice"])
def test_pages_find_what_is_built_anew(
    cast: Cast,
    work: Work,
    client_of: Callable[[Membership], Client],
    compared: Compared,
    view: str,
    least: int,
    who: str,
) -> None:
    about = {"unit": [work.enrolment.pk], "marking": [work.item.pk]}.get(view, [])
    status = client_of(getattr(cast, who)).get(reverse(view, args=about)).status_code
    assert status == (200 if who == "bob" or view == "unit" else 403)
    assert compared() >= (least if status == 200 else 1)
