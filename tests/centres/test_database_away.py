"""PostgreSQL stops while the site runs: a plain page and 503 everywhere, and all is well again once it is back."""

import http.client
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from django.db import IntegrityError, InterfaceError, OperationalError
from django.test import RequestFactory

from centres.management.commands.up import web_server
from centres.supervisor import end_with_parent, stop_group
from centres.views.errors import server_error
from tests.services import ROOT, Cluster, free_port, postgres_programs

SIGNED_IN = {"Cookie": f"attest_session={'x' * 32}"}  # a session has to be looked up
Answer = tuple[int, str, str | None]


def answer_to(error: Exception) -> tuple[int, str]:
    try:
        raise error
    except type(error):  # Django calls the handler within its own `except`
        response = server_error(RequestFactory().get("/"))
    return response.status_code, response.content.decode()


@pytest.mark.parametrize("kind", [OperationalError, InterfaceError])
def test_a_database_that_cannot_be_reached_is_said_to_be_away(kind: type[Exception]) -> None:
    status, page = answer_to(kind("server closed the connection unexpectedly"))
    assert status == 503
    assert "Attest is away for a moment" in page
    assert "server closed" not in page


@pytest.mark.parametrize("kind", [IntegrityError, KeyError])
def test_anything_else_is_a_mistake_of_ours(kind: type[Exception]) -> None:
    status, page = answer_to(kind("registration_once"))
    assert status == 500
    assert "registration_once" not in page


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    if postgres_programs() is None:
        pytest.skip("No PostgreSQL server is on this machine.")
    place = Path(tempfile.mkdtemp(prefix="attest-away-"))
    place.chmod(0o711)
    yield Cluster(place)
    shutil.rmtree(place)


def environment(cluster: Cluster, place: Path, port: int) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name != "REDIS_URL"}
    return kept | {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DATABASE_URL": cluster.url,
        "VAR_DIR": str(place),
        "PORT": str(port),
    }


class Site:
    """The web server as `make run` starts it, alone."""

    def __init__(self, environment: dict[str, str], log: Path) -> None:
        self.port, self.log = int(environment["PORT"]), log
        command = [sys.executable, "-m", *web_server()]
        command[command.index("--port") + 1] = environment["PORT"]
        with log.open("wb") as output:
            self.process = subprocess.Popen(
                command,
                cwd=ROOT,
                env=environment,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=end_with_parent(signal.SIGTERM),
            )

    def ask(self, path: str, method: str = "GET", **headers: str) -> Answer:
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)) as connection:
            connection.request(method, path, headers={"Host": "localhost", **headers})
            answer = connection.getresponse()
            return answer.status, answer.read().decode(), answer.headers["Retry-After"]

    def wait_until_it_answers(self) -> None:
        deadline = time.monotonic() + 60
        while True:
            assert self.process.poll() is None, self.log.read_text()
            try:
                self.ask("/health/")
            except OSError:
                assert time.monotonic() < deadline, self.log.read_text()
                time.sleep(0.1)
            else:
                return


@pytest.fixture
def site(cluster: Cluster, tmp_path: Path) -> Iterator[Site]:
    """Begins with the database away."""
    site = Site(environment(cluster, tmp_path, free_port()), tmp_path / "web.log")
    try:
        site.wait_until_it_answers()
        yield site
    finally:
        stop_group(site.process)


def statuses(site: Site) -> list[int]:
    return [site.ask("/health/")[0], site.ask("/", **SIGNED_IN)[0], site.ask("/claims/", **SIGNED_IN)[0]]


def test_pages_answer_503_while_the_database_is_away_and_recover_by_themselves(
    site: Site, cluster: Cluster, tmp_path: Path
) -> None:
    assert statuses(site) == [503, 503, 503]
    with cluster.running():
        cluster.create_database()
        migrate = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
        subprocess.run(migrate, cwd=ROOT, env=environment(cluster, tmp_path, site.port), check=True)
        assert statuses(site) == [200, 302, 302]
    for _ in range(2):
        assert statuses(site) == [503, 503, 503]
    status, page, retry = site.ask("/", **SIGNED_IN)
    assert (status, retry) == (503, "10")
    assert "The database cannot be reached. Nothing is lost" in page
    with cluster.running():
        assert statuses(site) == [200, 302, 302]
