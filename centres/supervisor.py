"""Keeps a few child processes alive together and ends them together. Knows no Django: tests and commands use it alike."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any

PR_SET_PDEATHSIG = 1
FIRST_WAIT, LONGEST_WAIT, HEALTHY_AFTER = 0.5, 30.0, 60.0  # seconds
GRACE = 10.0  # seconds between the request to stop and the kill


def end_with_parent(number: int) -> Callable[[], None]:
    """For Popen's preexec_fn: on Linux the child gets this signal when the thread that started it is gone, however."""

    def ask_the_kernel() -> None:
        if sys.platform == "linux":
            ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, number, 0, 0, 0)

    return ask_the_kernel


def stop_group(process: subprocess.Popen[Any], grace: float = GRACE) -> None:
    """Ends a process started in its own session: politely, so that it finishes its task, then with all it started."""
    process.terminate()
    with suppress(subprocess.TimeoutExpired):
        process.wait(timeout=grace)
    kill_group(process)
    process.wait()


def kill_group(process: subprocess.Popen[Any]) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)


@dataclass
class Child:
    """One command of the supervisor. Each restart waits longer, until the child has stayed alive for a minute."""

    name: str
    command: Sequence[str]
    folder: Path = field(default_factory=Path.cwd)
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    restart_at: float = 0.0
    wait: float = FIRST_WAIT

    def start(self) -> None:
        self.started_at = time.monotonic()
        self.process = subprocess.Popen(
            list(self.command),
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=end_with_parent(signal.SIGTERM),
        )

    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def note_death(self) -> int:
        """Clears what the dead process left running, plans the restart, and returns the exit status."""
        assert self.process is not None
        kill_group(self.process)
        status, self.process = self.process.returncode, None
        lived = time.monotonic() - self.started_at
        self.wait = FIRST_WAIT if lived >= HEALTHY_AFTER else min(self.wait * 2, LONGEST_WAIT)
        self.restart_at = time.monotonic() + self.wait
        return status


class Supervisor:
    """Runs children until a signal asks it to stop: `run()` returns when all of them are gone.

    `each_round` is called five times a second while they run.
    """

    def __init__(
        self, children: Sequence[Child], say: Callable[[str], None], each_round: Callable[[], None] = lambda: None
    ) -> None:
        self.children = list(children)
        self.say = say
        self.each_round = each_round
        self.stopping = False

    def run(self) -> None:
        self.listen()
        try:
            while not self.stopping:
                self.look_after_children()
                self.each_round()
                time.sleep(0.2)
        finally:
            self.say("Stopping …")
            self.stop_all()

    def listen(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            # Under nohup a closed terminal is no reason to stop; Ctrl-C and a polite kill are, however it was started.
            if number != signal.SIGHUP or signal.getsignal(number) is not signal.SIG_IGN:
                signal.signal(number, self.ask_to_stop)

    def ask_to_stop(self, number: int, frame: FrameType | None) -> None:
        self.stopping = True

    def look_after_children(self) -> None:
        for child in self.children:
            if child.process is not None and not child.is_running():
                status = child.note_death()
                self.say(f"{child.name} ended (status {status}); starting it again in {child.wait:g} s.")
            if child.process is None and not self.stopping and time.monotonic() >= child.restart_at:
                child.start()

    def stop_all(self) -> None:
        """Asks all of them first, so that they end at the same time."""
        running = [child.process for child in self.children if child.process is not None]
        for process in running:
            process.terminate()
        deadline = time.monotonic() + GRACE
        for process in running:
            stop_group(process, grace=max(0.1, deadline - time.monotonic()))
