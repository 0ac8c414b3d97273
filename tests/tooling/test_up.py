"""`manage.py up` as `make run` starts it: a new installation in an empty folder, on SQLite, without Redis."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from centres.supervisor import end_with_parent
from tests.services import ROOT, free_port

COMMAND = [sys.executable, "manage.py", "up"]
OF_OTHERS = ("DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE")


def environment(place: Path, port: int) -> dict[str, str]:
    own = {"VAR_DIR": str(place), "PORT": str(port), "HANDBOOKS_DIR": str(place / "handbooks")}
    return {name: value for name, value in os.environ.items() if name not in OF_OTHERS} | own


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[bytes], int, Path]]:
    port, log = free_port(), tmp_path / "up.log"
    (tmp_path / "handbooks").mkdir()
    (tmp_path / "handbooks" / "shopping.txt").write_text("Milk, bread, eggs.")
    with log.open("wb") as output:
        process = subprocess.Popen(
            COMMAND,
            cwd=ROOT,
            env=environment(tmp_path, port),
            stdout=output,
            stderr=subprocess.STDOUT,
            preexec_fn=end_with_parent(signal.SIGTERM),
        )
    yield process, port, log
    process.terminate()
    process.wait(timeout=30)


def wait_until_ready(process: subprocess.Popen[bytes], log: Path) -> str:
    deadline = time.monotonic() + 240  # a journey in another process may have most of the machine
    while "Ctrl-C stops everything." not in log.read_text():
        assert process.poll() is None, log.read_text()
        assert time.monotonic() < deadline, log.read_text()
        time.sleep(0.1)
    return log.read_text()


def status_of(port: int, path: str) -> int:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
        connection.request("GET", path, headers={"Host": "localhost"})
        return connection.getresponse().status


def processes_of(place: Path) -> list[str]:
    """All that have this installation's folder in their environment."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if f"VAR_DIR={place}".encode() in (folder / "environ").read_bytes().split(b"\0"):
                found.append(folder.name)
        except OSError:
            continue  # another user's, or gone since
    return found


@pytest.mark.journey
def test_one_command_brings_up_a_demo_centre_and_one_signal_ends_it(
    installation: tuple[subprocess.Popen[bytes], int, Path], tmp_path: Path
) -> None:
    process, port, log = installation
    said = wait_until_ready(process, log)
    assert f"Attest is ready: http://localhost:{port}" in said
    assert "Not imported: shopping.txt." in said
    assert "Centre admin" in said
    assert "password" in said
    assert status_of(port, "/account/login/") == 200
    assert len(processes_of(tmp_path)) >= 4  # this one, web server, worker, scheduler
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=30) == 0
    assert processes_of(tmp_path) == []
    assert "Traceback" not in log.read_text()


def test_a_port_that_is_taken_is_said_in_a_sentence(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        refused = subprocess.run(COMMAND, cwd=ROOT, env=environment(tmp_path, port), capture_output=True, text=True)
    assert refused.returncode == 1
    assert refused.stderr == (
        f"CommandError: Port {port} is not free (Address already in use). Stop what uses it, or choose another: "
        f"PORT={port + 1} make run\n"
    )
