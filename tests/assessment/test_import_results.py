"""Many results of tests from one CSV file: all rows or none, and every row that is wrong is named."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessment.models import UnitResult
from centres.models import Membership
from portfolio.models import UnitEnrolment
from tests.assessment.sittings import offered
from tests.cast import Cast

pytestmark = pytest.mark.core
ClientOf = Callable[[Membership], Client]


@pytest.fixture
def unit(cast: Cast) -> UnitEnrolment:
    return offered(cast).test


def line(enrolment: UnitEnrolment, /, **more: Any) -> str:
    day = timezone.localdate() - dt.timedelta(days=3)
    cells = {
        "registration": enrolment.registration.number,
        "unit": "T/1",
        "taken_on": f"{day:%d/%m/%Y}",
        "minutes": "48",
        "result": "Pass",
        "words": "",
        "version": "",
        "invigilator": "Ines Invigilator",
        "marks_1": "3",
        "marks_2": "1",
    } | more
    return ",".join(cells.values())


def send(client: Client, *lines: str) -> Any:
    head = client.get(reverse("blank_results")).content.decode().split(",Marks 3")[0]
    file = SimpleUploadedFile("results.csv", "\r\n".join([head, *lines]).encode())
    return client.post(reverse("import_results"), {"file": file})


def earlier(days_ago: int) -> str:
    return f"{timezone.localdate() - dt.timedelta(days=days_ago):%Y-%m-%d}"


def test_a_file_is_recorded_in_the_order_of_the_days_and_can_be_sent_again(
    cast: Cast, unit: UnitEnrolment, client_of: ClientOf
) -> None:
    client = client_of(cast.alice)
    fail = line(unit, taken_on=earlier(9), result="fail", marks_1="1", marks_2="0")
    assert send(client, line(unit, words="Merit"), fail).status_code == 302
    found = UnitResult.objects.order_by("attempt").values_list("attempt", "passed", "words")
    assert list(found) == [(1, False, "Fail"), (2, True, "Merit")]
    assert [mark.marks for mark in UnitResult.objects.get(attempt=2).marks.all()] == [3, 1]
    again = client.get(send(client, fail, line(unit, words="Merit")).headers["Location"])
    assert "0 results recorded. 2 rows said what is recorded already." in again.content.decode()
    assert UnitResult.objects.count() == 2


def test_one_wrong_row_keeps_all_out_and_each_is_named(cast: Cast, unit: UnitEnrolment, client_of: ClientOf) -> None:
    answer = send(
        client_of(cast.alice),
        line(unit, taken_on=earlier(9), result="fail"),
        line(unit, registration="R-NOBODY"),
        line(unit, unit="T/2"),
        line(unit, marks_1="4", invigilator="Carol Cole"),
    )
    said = [(problem.row, problem.reason) for problem in answer.context["problems"]]
    assert (answer.status_code, UnitResult.objects.count()) == (409, 0)
    number = unit.registration.number
    assert said == [
        (3, "R-NOBODY is on no test T/1 here."),
        (4, f"{number} is on no test T/2 here."),
        (5, "Carol Cole is the candidate."),
        (5, "Outcome 1 has 3 questions, and 4 marks are entered."),
    ]


def test_cells_that_cannot_be_read_are_named_by_row_and_column(
    cast: Cast, unit: UnitEnrolment, client_of: ClientOf
) -> None:
    answer = send(client_of(cast.alice), line(unit, minutes="an hour", result="perhaps"), line(unit, invigilator=""))
    said = [(problem.row, problem.column) for problem in answer.context["problems"]]
    assert said == [(2, "Minutes"), (2, "Result"), (3, "Invigilator")]
    empty = send(client_of(cast.alice))
    assert "There is no row." in empty.content.decode()
