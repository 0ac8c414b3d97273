"""What every test shares: a private folder (tests/settings.py), and processes that see the test database."""

import gc
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from urllib.parse import quote

import hypothesis
import pytest
import pytest_django
from django.conf import settings
from django.db import connection

from centres.supervisor import end_with_parent, stop_group
from config.celery import app
from tests.migrating import lay_search
from tests.profile import examples

pytest_plugins = ["tests.fixtures", "tests.standing", "tests.order", "tests.on_sqlite", "tests.emptying"]
hypothesis.settings.register_profile("shared", examples(100))
hypothesis.settings.load_profile("shared")
# A shell lets what it starts in the background ignore Ctrl-C, and so would every process that a test starts.
signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """The modules and thousands of collected tests stay to the end: there is nothing in them for the collector to find."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


def pytest_unconfigure(config: pytest.Config) -> None:
    shutil.rmtree(settings.VAR, ignore_errors=True)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: pytest_django.DjangoDbBlocker) -> None:
    """The database, made from the models (pyproject.toml: --nomigrations)."""
    with django_db_blocker.unblock():
        lay_search()


@pytest.fixture(scope="session")
def process_environment(django_db_setup: None) -> dict[str, str]:
    """The environment of this run, but with DATABASE_URL leading to the test database."""
    if connection.vendor != "postgresql":
        pytest.skip("Another process cannot see a SQLite database in memory. Run it with: make test")
    parts = {name: quote(str(connection.settings_dict[name]), safe="") for name in ("USER", "PASSWORD", "HOST", "NAME")}
    url = (
        "postgresql://{USER}:{PASSWORD}@{HOST}:".format(**parts) + f"{connection.settings_dict['PORT']}/{parts['NAME']}"
    )
    return {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings", "DATABASE_URL": url}


@pytest.fixture(scope="session")
def worker(process_environment: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """A real Celery worker on the test database. Use it with `transactional_db`: it sees what is committed."""
    command = [sys.executable, "-m", "celery", "-A", "config", "worker", "--concurrency", "1", "--loglevel", "WARNING"]
    process = subprocess.Popen(
        [*command, "--without-gossip", "--without-mingle"],
        env=process_environment,
        cwd=settings.BASE_DIR,
        start_new_session=True,
        preexec_fn=end_with_parent(signal.SIGTERM),
    )
    try:
        wait_for_worker(process)
        yield process
    finally:
        stop_group(process)


def wait_for_worker(process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 30
    while not app.control.ping(timeout=0.5):
        assert process.poll() is None, "The worker ended while it started."
        assert time.monotonic() < deadline, "The worker did not answer within 30 seconds."
