"""The web server as `make run` starts it, alone, on a PostgreSQL that a test can stop."""

import http.client
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from centres.management.commands.up import web_server
from centres.supervisor import end_with_parent
from tests.services import ROOT, Cluster

Answer = tuple[int, str, str | None]


def environment(cluster: Cluster, place: Path, port: int) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name != "REDIS_URL"}
    return kept | {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DATABASE_URL": cluster.url,
        "VAR_DIR": str(place),
        "PORT": str(port),
    }


class Site:
    """`within`: a command that runs it, as `unshare` does."""

    def __init__(self, environment: dict[str, str], log: Path, within: Sequence[str] = ()) -> None:
        self.environment, self.port, self.log = environment, int(environment["PORT"]), log
        command = [*within, sys.executable, "-m", *web_server()]
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
