"""The private servers end with the command, however it ends."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest
import redis

from tests.services import ROOT

TELL = "import json, os; print(json.dumps([os.environ['DATABASE_URL'], os.environ['REDIS_URL']]), flush=True); "


def start(code: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.services", "--", sys.executable, "-c", TELL + code]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, start_new_session=True)


def addresses(process: subprocess.Popen[str]) -> tuple[str, str]:
    assert process.stdout is not None
    database_url, redis_url = json.loads(process.stdout.readline())
    return database_url, redis_url


def assert_both_are_gone(database_url: str, redis_url: str) -> None:
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(database_url, connect_timeout=2)
    with pytest.raises(redis.exceptions.ConnectionError), redis.Redis.from_url(redis_url) as client:
        client.ping()


def test_the_command_reaches_both_servers_and_its_status_is_kept() -> None:
    code = (
        "import psycopg, redis, sys; "
        "one = psycopg.connect(os.environ['DATABASE_URL']).execute('SELECT 1').fetchone()[0]; "
        "sys.exit(3 if one and redis.Redis.from_url(os.environ['REDIS_URL']).ping() else 4)"
    )
    process = start(code)
    urls = addresses(process)
    assert process.wait(timeout=60) == 3
    process.communicate()
    assert_both_are_gone(*urls)


@pytest.mark.parametrize("whole_group", [True, False], ids=["Ctrl-C", "SIGTERM"])
def test_both_servers_end_when_the_command_is_interrupted(whole_group: bool) -> None:
    process = start("import time; time.sleep(300)")
    urls = addresses(process)
    if whole_group:
        os.killpg(process.pid, signal.SIGINT)
    else:
        process.terminate()
    process.communicate(timeout=30)
    assert process.returncode != 0
    assert_both_are_gone(*urls)


@pytest.mark.skipif(sys.platform != "linux", reason="Only Linux tells a child that its parent is gone.")
def test_both_servers_end_when_their_keeper_is_killed() -> None:
    process = start("import time; time.sleep(300)")
    urls = addresses(process)
    folder = folder_of(process.pid)
    process.kill()
    deadline = time.monotonic() + 15
    while servers_in(folder):
        assert time.monotonic() < deadline, "a server is still running"
        time.sleep(0.05)
    shutil.rmtree(folder)
    process.communicate()
    assert_both_are_gone(*urls)


def folder_of(keeper: int) -> str:
    children = Path(f"/proc/{keeper}/task/{keeper}/children").read_text().split()
    return next(command for child in children if "attest-services-" in (command := working_folder(child)))


def working_folder(pid: str) -> str:
    return str(Path(f"/proc/{pid}/cwd").resolve().parent)


def servers_in(folder: str) -> list[str]:
    running = (path.name for path in Path("/proc").iterdir() if path.name.isdigit())
    return [pid for pid in running if folder in command_of(pid)]


def command_of(pid: str) -> str:
    with suppress(FileNotFoundError, ProcessLookupError):  # it may end while it is looked at
        return Path(f"/proc/{pid}/cmdline").read_text(errors="replace")
    return ""
