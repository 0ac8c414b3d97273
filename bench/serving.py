"""The real web server, as docker-compose.yml starts it, with a barer one for the baseline."""

import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.client import HTTPConnection

from centres.supervisor import stop_group
from tests.services import ROOT

WORKERS = 4


@contextmanager
def server(application: str, environment: Mapping[str, str]) -> "Iterator[subprocess.Popen[bytes]]":
    """Of the module that `application` names, on the PORT of the environment. It has answered when this begins."""
    threads = ["--blocking-threads", "4", "--blocking-threads-idle-timeout", "600"]
    options = ["--interface", "wsgi", "--no-ws", "--http", "1", *threads, "--log-level", "warning"]
    size = ["--workers", str(WORKERS), "--host", "127.0.0.1", "--port", environment["PORT"]]
    command = [sys.executable, "-m", "granian", f"{application}:application", *options, *size]
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env=dict(environment),
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait(int(environment["PORT"]))
        yield process
    finally:
        stop_group(process)


def connected(port: int) -> HTTPConnection:
    return HTTPConnection("127.0.0.1", port, timeout=120)


def _wait(port: int) -> None:
    deadline = time.monotonic() + 60
    while True:
        try:
            connected(port).request("GET", "/")
            return
        except OSError:
            assert time.monotonic() < deadline
            time.sleep(0.1)
