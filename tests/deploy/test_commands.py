"""Production without Docker: the very commands of docker-compose.yml, on a fresh database of the private servers.

The walk ends with a job that only works when all of them do: an invitation is written, its wake-up crosses Redis, the
worker mails it to a mail server that listens here.
"""

import os
import secrets
import socket
import socketserver
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from signal import SIGTERM

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from centres.supervisor import end_with_parent, stop_group
from tests.deploy import compose
from tests.services import ROOT, free_port

INVITE = """
from centres.services.invite_member import invite_member
from centres.services.open_centre import open_centre
alice = open_centre(name="Alice's Centre", number="1", address="1 High Street", admin_email="alice@example.org",
                    admin_name="Alice Adams")
invite_member(actor=alice, email="bob@example.org", name="Bob Brown", role="assessor")
"""


class MailServer(socketserver.ThreadingTCPServer):
    """Just enough SMTP to take a mail and keep it."""

    allow_reuse_address = daemon_threads = True

    def __init__(self) -> None:
        self.mails: list[str] = []
        super().__init__(("127.0.0.1", 0), TakeMail)


class TakeMail(socketserver.StreamRequestHandler):
    server: MailServer

    def handle(self) -> None:
        self.say("220 ready")
        for line in self.rfile:
            word = line.split()[0].upper() if line.split() else b""
            if word == b"DATA":
                self.say("354 go on")
                self.server.mails.append(self.read_mail())
            self.say("221 bye" if word == b"QUIT" else "250 ok")

    def read_mail(self) -> str:
        return b"".join(iter(self.rfile.readline, b".\r\n")).decode()

    def say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


@pytest.fixture
def mail_server() -> Iterator[MailServer]:
    with MailServer() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def database_url() -> Iterator[str]:
    url = os.environ.get("DATABASE_URL", "")
    if not url.startswith("postgresql://"):
        pytest.skip("Production needs PostgreSQL and Redis. Run it with: make test")
    name = f"deploy_{secrets.token_hex(4)}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        yield url.rpartition("/")[0] + f"/{name}"
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def values(mail_server: MailServer) -> dict[str, str]:
    """What a person writes into .env."""
    return {
        "SITE_HOST": "attest.example.org",
        "SECRET_KEY": secrets.token_urlsafe(50),
        "POSTGRES_PASSWORD": "unused-here",
        "REDIS_PASSWORD": "unused-here",
        "EMAIL_HOST": "127.0.0.1",
        "EMAIL_PORT": str(mail_server.server_address[1]),
        "EMAIL_FROM": "attest@example.org",
        "EMAIL_TLS": "false",
        "WEB_PROCESSES": "1",
    }


class Containers:
    """Runs a service's own command, with its own environment but for the addresses that a container would have."""

    def __init__(self, values: dict[str, str], database_url: str, place: Path) -> None:
        self.values, self.place = values, place
        self.own = {
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "HOSTNAME": socket.gethostname(),
            "VAR_DIR": str(place),
            "DATABASE_URL": database_url,
            "REDIS_URL": os.environ["REDIS_URL"].rpartition("/")[0] + "/15",
            "GRANIAN_HOST": "127.0.0.1",
            "GRANIAN_PORT": str(free_port()),
        }

    def environment(self, service: str) -> dict[str, str]:
        return compose.environment(service, self.values) | self.own

    def words(self, command: list[str]) -> list[str]:
        """/tmp is a container's own; here it is this test's."""
        return [word.replace("/tmp/", f"{self.place}/") for word in command]

    def run(self, service: str, command: list[str]) -> subprocess.CompletedProcess[str]:
        environment = self.environment(service)
        return subprocess.run(self.words(command), cwd=ROOT, env=environment, capture_output=True, text=True)

    @contextmanager
    def started(self, service: str) -> Iterator[None]:
        with (self.place / f"{service}.log").open("wb") as log:
            process = subprocess.Popen(
                self.words(compose.command(service, self.values)),
                cwd=ROOT,
                env=self.environment(service),
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=end_with_parent(SIGTERM),
            )
        try:
            yield
            assert process.poll() is None, (self.place / f"{service}.log").read_text()
        finally:
            stop_group(process)

    def is_healthy(self, service: str) -> bool:
        return self.run(service, compose.health_command(service, self.values)).returncode == 0

    def wait_for(self, condition: Callable[[], bool], what: str, seconds: float = 60.0) -> None:
        deadline = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < deadline, f"waited too long for {what}:\n{self.logs()}"
            time.sleep(0.1)

    def logs(self) -> str:
        return "\n".join(f"{path.name}: {path.read_text()[-3000:]}" for path in sorted(self.place.glob("*.log")))


def job_states(database_url: str) -> list[tuple[str, str]]:
    with psycopg.connect(database_url) as connection:
        return connection.execute("SELECT purpose, state FROM centres_job").fetchall()


def test_the_commands_of_production_serve_and_do_a_job(
    values: dict[str, str], database_url: str, mail_server: MailServer, tmp_path: Path
) -> None:
    containers = Containers(values, database_url, tmp_path)
    migrated = containers.run("migrate", compose.command("migrate", values))
    assert migrated.returncode == 0, migrated.stdout + migrated.stderr
    with ExitStack() as stack:
        for service in ("web", "worker", "scheduler"):
            stack.enter_context(containers.started(service))
        for service in ("web", "worker", "scheduler"):
            containers.wait_for(lambda service=service: containers.is_healthy(service), service)
        invited = containers.run("web", ["python", "manage.py", "shell", "--verbosity", "0", "--command", INVITE])
        assert invited.returncode == 0, invited.stderr
        containers.wait_for(lambda: job_states(database_url) == [("mail_invitation", "done")], "the job")
    assert len(mail_server.mails) == 1
    assert "https://attest.example.org/" in mail_server.mails[0]


def test_a_production_without_its_settings_does_not_start(
    values: dict[str, str], database_url: str, tmp_path: Path
) -> None:
    containers = Containers(values, database_url, tmp_path)
    containers.own |= {"ALLOWED_HOSTS": "*", "EMAIL_HOST": ""}
    refused = containers.run("migrate", compose.command("migrate", values))
    assert refused.returncode != 0
    assert "ALLOWED_HOSTS names no host." in refused.stderr
    assert "There is no EMAIL_HOST." in refused.stderr
    with psycopg.connect(make_conninfo(**conninfo_to_dict(database_url))) as connection:
        assert connection.execute("SELECT to_regclass('django_migrations')").fetchone() == (None,)
