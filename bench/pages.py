"""The pages that staff have open all day, in a centre of 2,000 candidates, from the real web server; four connections.

The baseline is a page of bare Django that reads one row, on the same server in the same run (bench/bare.py).
"""

import os
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle
from typing import NamedTuple

from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessment.selectors.queue import queue
from bench import large
from bench.measure import Line, seconds
from bench.serving import WORKERS, connected, server
from centres.models import Membership
from portfolio.models import UnitEnrolment
from portfolio.states import UnitState
from tests.fixtures import sign_in
from tests.services import free_port

CONNECTIONS, DIFFERENT = 4, 12  # people at once; addresses of each person
WARMS_UP, LASTS = 4.0, 8.0  # seconds
MOST_QUERIES = 15


class Visitor(NamedTuple):
    client: Client
    addresses: list[str]


def reading() -> Iterator[Line]:
    call_command("collectstatic", interactive=False, verbosity=0)
    built: list[large.Large] = []
    yield Line("1,000,000 decisions copied in", seconds(lambda: built.append(large.build())), 600, "s", "its limit")
    visitors = _visitors(built[0])
    for what, people in visitors.items():
        yield Line(f"{what}: queries", _queries(people[0]), MOST_QUERIES, "queries", "what it may take")
    with tempfile.TemporaryDirectory() as place:
        environment = {**os.environ, "PORT": str(free_port()), "EVIDENCE_DIR": place}
        with server("bench.bare", environment):
            bare = _p95(environment, [Visitor(Client(), ["/page/"])] * CONNECTIONS)
        with server("config.wsgi", environment):
            for what, people in visitors.items():
                yield Line(f"{what}: p95", _p95(environment, people), bare, "ms", "a bare page of one row")


def _visitors(built: large.Large) -> dict[str, list[Visitor]]:
    """Four assessors with pages of their own, and an admin."""
    staff = [(sign_in(Client(SERVER_NAME="localhost"), person), person) for person in built.assessors[:CONNECTIONS]]
    admin = Visitor(sign_in(Client(SERVER_NAME="localhost"), built.admin), [reverse("queues")])
    return {
        "caseload": [Visitor(client, [reverse("caseload")]) for client, _ in staff],
        "queue": [Visitor(client, [reverse("queue")]) for client, _ in staff],
        "unit": [Visitor(client, _units(person)) for client, person in staff],
        "marking": [Visitor(client, _items(person)) for client, person in staff],
        "all queues": [admin] * CONNECTIONS,
        "admin's first page": [Visitor(admin.client, [reverse("admin_home")])] * CONNECTIONS,
    }


def _units(assessor: Membership) -> list[str]:
    under_way = UnitEnrolment.objects.filter(registration__assessor=assessor, state=UnitState.PROGRESS)
    return [reverse("unit", args=[key]) for key in under_way.values_list("pk", flat=True)[:DIFFERENT]]


def _items(assessor: Membership) -> list[str]:
    return [reverse("marking", args=[row.pk]) for row in queue(assessor)[:DIFFERENT]]


def _queries(visitor: Visitor) -> int:
    with CaptureQueriesContext(connection) as captured:
        answer = visitor.client.get(visitor.addresses[0])
    assert answer.status_code == 200, answer
    return len(captured)


def _p95(environment: dict[str, str], people: Sequence[Visitor]) -> float:
    """Milliseconds, when every process has answered and its connections have planned."""
    for _ in range(8 * WORKERS):
        _visits(environment, people[0], 0.0)
    with ThreadPoolExecutor(len(people)) as pool:
        list(pool.map(lambda person: _visits(environment, person, WARMS_UP), people))
        taken = list(pool.map(lambda person: _visits(environment, person, LASTS), people))
    return statistics.quantiles([one for found in taken for one in found], n=20)[-1]


def _visits(environment: dict[str, str], visitor: Visitor, lasts: float) -> list[float]:
    """Milliseconds that each answer took, one after the other for so many seconds."""
    cookies = {name: morsel.value for name, morsel in visitor.client.cookies.items()}
    headers = {"Host": "localhost", "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())}
    web, ends, taken = connected(int(environment["PORT"])), time.perf_counter() + lasts, []
    for address in cycle(visitor.addresses):
        started = time.perf_counter()
        web.request("GET", address, headers=headers)
        answer = web.getresponse()
        answer.read()
        assert answer.status == 200, (address, answer.status)
        taken.append(1000 * (time.perf_counter() - started))
        if time.perf_counter() > ends:
            break
    return taken
