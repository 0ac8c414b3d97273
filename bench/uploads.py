"""Uploads to the real web server, as docker-compose.yml starts it, with a PostgreSQL that flushes each commit.

Four connections. The baseline is the least that Django can do with the same bytes on the same server (bench/bare.py).
"""

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import psycopg

from bench.measure import Line
from bench.serving import WORKERS, connected, server
from tests.services import ROOT, Cluster, free_port, redis_server

MB = 1024 * 1024
CONNECTIONS = 4
LARGEST, PART = 2048 * MB, 16 * MB
HEAD = b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom"  # the beginning of a film
PEOPLE = f"""
import django, json
django.setup()
from django.test import Client
from centres.models import Role
from tests import factories
from tests.cast import assemble
from tests.fixtures import sign_in
cast, keys = assemble(), []
for number in range({CONNECTIONS}):
    person = factories.member(cast.centre, Role.CANDIDATE, f"Candidate {{number}}")
    factories.registration(person, cast.specification, assessor=cast.bob, recorded_by=cast.alice)
    keys.append(sign_in(Client(), person).session.session_key)
print(json.dumps(keys))
"""


def sending() -> Iterator[Line]:
    place = Path(tempfile.mkdtemp(prefix="attest-bench-"))
    place.chmod(0o711)
    try:
        with ExitStack() as stack:
            yield from _measured(stack, place)
    finally:
        shutil.rmtree(place)


def _measured(stack: ExitStack, place: Path) -> Iterator[Line]:
    environment, people = _installation(stack, place)
    with server("bench.bare", environment):
        bare = {size: Rush(people, size) for size in (MB, 10 * MB)}
    with server("config.wsgi", environment) as started:
        for size, rush in bare.items():
            yield from _compared(size, Rush(people, size), rush)
        small = _memory(started)
        people[0].sends_in_parts(LARGEST)
        yield Line("memory while 2 GB arrive", _memory(started) / MB, small / MB, "MB", "after all those small ones")


def _compared(size: int, ours: "Rush", bare: "Rush") -> Iterator[Line]:
    what = f"{size // MB} MB uploads, four at a time"
    yield Line(what, ours.rate, bare.rate, "a second", "bare Django, no hash, no flush")
    yield Line(f"{what}, p95", ours.p95, bare.p95, "ms", "the same")


def _installation(stack: ExitStack, place: Path) -> tuple[dict[str, str], "list[Person]"]:
    cluster = Cluster(place)
    stack.enter_context(cluster.running(flushing=True))
    cluster.create_database()
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DATABASE_URL": cluster.url,
        "REDIS_URL": stack.enter_context(redis_server(place)),
        "VAR_DIR": str(place),
        "EVIDENCE_DIR": str(place / "evidence"),
        "PORT": str(free_port()),
    }
    subprocess.run([sys.executable, "manage.py", "migrate", "-v", "0"], cwd=ROOT, env=environment, check=True)
    told = subprocess.run([sys.executable, "-c", PEOPLE], cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE)
    with psycopg.connect(cluster.url) as connection:
        connection.execute("CREATE TABLE bare (name text)")
    return environment, [Person(environment, key) for key in json.loads(told.stdout)]


class Person:
    def __init__(self, environment: dict[str, str], session: str) -> None:
        self.port, self.session, token = int(environment["PORT"]), session, "x" * 32
        self.headers = {
            "Host": "localhost",
            "Cookie": f"attest_session={session}; csrftoken={token}",
            "X-CSRFToken": token,
            "Tus-Resumable": "1.0.0",
            "Content-Type": "application/offset+octet-stream",
        }

    def connected(self) -> HTTPConnection:
        return connected(self.port)

    def sends(self, connection: HTTPConnection, content: bytes) -> float:
        """One file by one request. Milliseconds until it is stored."""
        started = time.perf_counter()
        self._ask(connection, "POST", "/my/uploads/", content, 201, {"Upload-Length": str(len(content))})
        return 1000 * (time.perf_counter() - started)

    def sends_in_parts(self, size: int) -> None:
        connection = self.connected()
        path = self._ask(connection, "POST", "/my/uploads/", b"", 201, {"Upload-Length": str(size)})["Location"]
        part = bytes(PART)
        for offset in range(0, size, PART):
            content = part if offset else HEAD + part[len(HEAD) :]
            self._ask(connection, "PATCH", path, content, 204, {"Upload-Offset": str(offset)})

    def _ask(
        self, connection: HTTPConnection, method: str, path: str, content: bytes, status: int, more: dict[str, str]
    ) -> Any:
        connection.request(method, path, content, self.headers | more)
        answer = connection.getresponse()
        assert answer.status == status, (answer.status, answer.read())
        answer.read()
        return answer.headers


class Rush:
    """Files of one size, all different, by all people at once, until it has lasted long enough to be believed."""

    LASTS = 8.0  # seconds

    def __init__(self, people: list[Person], size: int) -> None:
        self._warm_up(people[0])
        started = time.perf_counter()
        ends = started + self.LASTS
        with ThreadPoolExecutor(len(people)) as pool:
            taken = [one for found in pool.map(self._one(size, ends), people) for one in found]
        self.rate = len(taken) / (time.perf_counter() - started)
        self.p95 = statistics.quantiles(taken, n=20)[-1]

    @staticmethod
    def _warm_up(person: Person) -> None:
        """Each process of the server imports what it needs with its first request."""
        for _ in range(8 * WORKERS):
            person.sends(person.connected(), HEAD + os.urandom(1000))

    @staticmethod
    def _one(size: int, ends: float) -> Callable[[Person], list[float]]:
        def rush(person: Person) -> list[float]:
            connection, content, taken = person.connected(), bytearray(HEAD + os.urandom(size - len(HEAD))), []
            while time.perf_counter() < ends:
                content[-16:] = os.urandom(16)
                taken.append(person.sends(connection, bytes(content)))
            return taken

        return rush


def _memory(server: "subprocess.Popen[bytes]") -> int:
    """The most that any process of the server ever held, in bytes."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if os.getpgid(int(folder.name)) == server.pid:
                lines = (folder / "status").read_text().splitlines()
                found += [int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM")]
        except (ProcessLookupError, FileNotFoundError):
            continue  # gone since
    return max(found)
