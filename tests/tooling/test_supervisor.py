"""The supervisor with real processes: nothing that it started may outlive it."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
SCRIPT = textwrap.dedent(
    """
    import sys
    from centres.supervisor import Child, Supervisor

    # Each child notes its own process and that of a grandchild, then waits.
    note = "echo $$ >> {0}; sleep 300 & echo $! >> {0}; wait"
    children = [Child(name, ["sh", "-c", note.format(name)]) for name in sys.argv[1:]]
    Supervisor(children, say=lambda line: print(line, flush=True)).run()
    """
)


def pids(path: Path) -> list[int]:
    return [int(line) for line in path.read_text().split()] if path.exists() else []


def is_alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


def wait_for(condition: Callable[[], bool], seconds: float = 15.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.02)


@pytest.fixture
def supervisor(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-c", SCRIPT, str(tmp_path / "web"), str(tmp_path / "worker")],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    wait_for(lambda: len(pids(tmp_path / "web")) >= 2 and len(pids(tmp_path / "worker")) >= 2)
    yield process
    process.kill()
    for child in pids(tmp_path / "web") + pids(tmp_path / "worker"):
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
    process.communicate()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_one_signal_ends_every_process(
    supervisor: subprocess.Popen[str], tmp_path: Path, number: signal.Signals
) -> None:
    started = pids(tmp_path / "web") + pids(tmp_path / "worker")
    assert all(is_alive(pid) for pid in started)
    supervisor.send_signal(number)
    assert supervisor.wait(timeout=15) == 0
    assert not any(is_alive(pid) for pid in started)


def test_a_dead_child_is_started_again_and_its_own_children_are_cleared(
    supervisor: subprocess.Popen[str], tmp_path: Path
) -> None:
    child, grandchild = pids(tmp_path / "web")
    other = pids(tmp_path / "worker")
    os.kill(child, signal.SIGKILL)
    wait_for(lambda: len(pids(tmp_path / "web")) >= 4)
    assert not is_alive(grandchild)
    assert is_alive(pids(tmp_path / "web")[2])
    assert pids(tmp_path / "worker") == other
    assert supervisor.stdout is not None
    assert supervisor.stdout.readline().endswith("ended (status -9); starting it again in 1 s.\n")


@pytest.mark.skipif(sys.platform != "linux", reason="Only Linux tells a child that its parent is gone.")
def test_children_end_when_the_supervisor_is_killed(supervisor: subprocess.Popen[str], tmp_path: Path) -> None:
    children = [pids(tmp_path / "web")[0], pids(tmp_path / "worker")[0]]
    supervisor.kill()
    wait_for(lambda: not any(is_alive(pid) for pid in children))
