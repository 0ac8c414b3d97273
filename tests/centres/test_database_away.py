"""PostgreSQL stops while the site runs: a plain page and 503 everywhere, and all is well again once it is back."""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest
from django.db import IntegrityError, InterfaceError, OperationalError
from django.test import RequestFactory

from centres.supervisor import stop_group
from centres.views.errors import server_error
from tests.portfolio import files
from tests.sender import Sender, wait_until
from tests.services import ROOT, Cluster, free_port, postgres_programs
from tests.site import Site, environment

SIGNED_IN = {"Cookie": f"attest_session={'x' * 32}"}  # a session has to be looked up


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


TABLES = """
import django
django.setup()
from tests.migrating import lay_tables
lay_tables()
"""


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """With our tables in it, and stopped."""
    if postgres_programs() is None:
        pytest.skip("No PostgreSQL server is on this machine.")
    place = Path(tempfile.mkdtemp(prefix="attest-away-"))
    place.chmod(0o711)
    cluster = Cluster(place)
    with cluster.running():
        cluster.create_database()
        run(environment(cluster, tmp_path_factory.mktemp("tables"), free_port()), "-c", TABLES)
    yield cluster
    shutil.rmtree(place)


def run(environment: dict[str, str], *arguments: str) -> str:
    command = [sys.executable, *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True).stdout


@pytest.fixture(scope="module")
def site(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Begins with the database away."""
    place = tmp_path_factory.mktemp("site")
    site = Site(environment(cluster, place, free_port()), place / "web.log")
    try:
        site.wait_until_it_answers()
        yield site
    finally:
        stop_group(site.process)


def statuses(site: Site) -> list[int]:
    return [site.ask("/health/")[0], site.ask("/", **SIGNED_IN)[0], site.ask("/claims/", **SIGNED_IN)[0]]


def test_pages_answer_503_while_the_database_is_away_and_recover_by_themselves(site: Site, cluster: Cluster) -> None:
    for _ in range(2):
        assert statuses(site) == [503, 503, 503]
        with cluster.running():
            assert statuses(site) == [200, 302, 302]
    assert statuses(site) == [503, 503, 503]
    status, page, retry = site.ask("/", **SIGNED_IN)
    assert (status, retry) == (503, "10")
    assert "The database cannot be reached. Nothing is lost" in page


CAROL = """
import django
django.setup()
from django.test import Client
from tests.cast import assemble
from tests.fixtures import sign_in
print(sign_in(Client(), assemble().carol).session.session_key)
"""


def test_an_upload_goes_on_from_where_the_database_stopped(site: Site, cluster: Cluster) -> None:
    content = files.video(300_000)
    with cluster.running(flushing=True):
        carol = Sender(site, run(site.environment, "-c", CAROL).strip())
        path = carol.begins(len(content))
        assert carol.sends(path, 0, content[:100_000]).status == 204
        half_way = carol.half_sends(path, 100_000, content[100_000:150_000], 200_000)
        wait_until(lambda: is_claimed(cluster))
    with suppress(BrokenPipeError):  # a slow machine has refused it before the rest is sent
        half_way.send(content[150_000:])
    assert half_way.getresponse().status == 503
    half_way.close()
    assert carol.sends(path, 100_000, content[100_000:]).status == 503
    assert carol.is_at(path)[0] == 503
    with cluster.running(flushing=True):
        assert carol.is_at(path) == (200, "100000")
        last = carol.goes_on(path, 100_000, content[100_000:])
        assert (last.status, carol.is_at(path)) == (204, (200, "300000"))
        assert carol.ask("HEAD", path).headers["Upload-Receipt"] == last.headers["Upload-Receipt"]


def is_claimed(cluster: Cluster) -> bool:
    with psycopg.connect(cluster.url) as connection:
        return connection.execute("SELECT 1 FROM portfolio_upload WHERE writer IS NOT NULL").fetchone() is not None
