import http.client
import socket
import sys
from collections.abc import Iterable
from io import StringIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from centres.models import Centre, Membership, Role
from centres.supervisor import Child, Supervisor

UNUSABLE = 2  # the status with which import_handbook says that nothing was stored
SHOWN = 3  # people of each role who are named at the start


class Command(BaseCommand):
    help = "Attest on this machine: brings the data up to date, then runs web server, worker and scheduler together."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        refuse_a_taken_port()
        try:
            self.prepare()
        except KeyboardInterrupt:
            return
        self.said_hello = False
        Supervisor(children(), say=self.say, each_round=self.say_hello_when_ready).run()
        self.say("Attest has stopped.")

    def prepare(self) -> None:
        """The upper apps' commands are called by name: this app knows none of theirs."""
        call_command("migrate", verbosity=0, interactive=False)
        collect_static_files()
        call_command("load_catalogue", stdout=self.stdout)
        if not Centre.objects.exists():
            self.say("Making the demo centre …")
            keep_note(settings.VAR / "demo-note", "seed_demo")
        self.import_handbooks()

    def import_handbooks(self) -> None:
        """A document that is no handbook we can read is named, and the start goes on."""
        documents = sorted(path for path in settings.HANDBOOKS_DIR.glob("*") if path.suffix in (".txt", ".pdf"))
        refused = [path.name for path in documents if not self.is_imported(path)]
        if refused:
            self.say(f"Not imported: {', '.join(refused)}. Why: .venv/bin/python manage.py import_handbook FILE")

    def is_imported(self, path: Path) -> bool:
        """Also when it was imported before, and when it contradicts the catalogue in places."""
        told = StringIO()
        try:
            call_command("import_handbook", str(path), verbosity=0, stdout=told, stderr=told)
        except CommandError as error:
            if error.returncode == UNUSABLE:
                return False
            told.write(str(error))
        self.say(" ".join(told.getvalue().split()))
        return True

    def say_hello_when_ready(self) -> None:
        if not self.said_hello and is_answering():
            self.said_hello = True
            self.say(f"\nAttest is ready: {settings.BASE_URL}\n")
            self.say("\n".join(people()))
            self.say(note(settings.VAR / "demo-note"))
            self.say("\nCtrl-C stops everything.")

    def say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()


def refuse_a_taken_port() -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", settings.PORT))
        except OSError as error:
            raise CommandError(
                f"Port {settings.PORT} is not free ({error.strerror}). Stop what uses it, or choose another: "
                f"PORT={settings.PORT + 1} make run"
            ) from error


def keep_note(path: Path, command: str) -> None:
    """What a command says is shown at every start: the demo's password, say."""
    told = StringIO()
    call_command(command, stdout=told)
    path.write_text(told.getvalue())


def note(path: Path) -> str:
    return path.read_text().strip() if path.exists() else ""


def collect_static_files() -> None:
    """Only after a change, since hashing and compressing all of them takes seconds."""
    stamp, now = settings.STATIC_ROOT / ".collected", static_state()
    if not stamp.exists() or stamp.read_text() != now:
        call_command("collectstatic", verbosity=0, interactive=False)
        stamp.write_text(now)


def static_state() -> str:
    files = (Path(storage.path(name)) for finder in get_finders() for name, storage in finder.list([]))
    return "\n".join(f"{path} {path.stat().st_size} {path.stat().st_mtime_ns}" for path in files)


def children() -> list[Child]:
    python = [sys.executable, "-m"]
    as_root = "ignore:You're running the worker"  # in a container, say: whoever starts it knows
    celery = [sys.executable, "-W", as_root, "-m", "celery", "--app", "config", "--quiet"]
    worker = ["worker", "--concurrency", "1", "--loglevel", "WARNING", "--without-gossip", "--without-mingle"]
    beat = ["beat", "--loglevel", "WARNING", "--schedule", str(settings.VAR / "schedule"), "--pidfile="]
    return [
        Child("The web server", [*python, *web_server()], settings.BASE_DIR),
        Child("The worker", [*celery, *worker], settings.BASE_DIR),
        Child("The scheduler", [*celery, *beat], settings.BASE_DIR),
    ]


def web_server() -> list[str]:
    address = ["--host", "127.0.0.1", "--port", str(settings.PORT)]
    size = [
        "--workers",
        "1",
        "--blocking-threads",
        "4",
        "--blocking-threads-idle-timeout",
        "600",
        "--no-ws",
        "--http",
        "1",
    ]
    return ["granian", "config.wsgi:application", "--interface", "wsgi", "--log-level", "warning", *address, *size]


def is_answering() -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", settings.PORT, timeout=5)
    try:
        connection.request("GET", "/health/", headers={"Host": "localhost"})
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def people() -> Iterable[str]:
    """A line for each role: who can sign in."""
    for role in (Role.ADMIN, Role.ASSESSOR, Role.IQA, Role.EQA, Role.CANDIDATE):
        members = Membership.objects.current().filter(role=role).select_related("user").order_by("started_at")
        named = ", ".join(f"{member.name} <{member.user.email}>" for member in members[:SHOWN] if member.user)
        more = f" and {members.count() - SHOWN} more" if members.count() > SHOWN else ""
        if named:
            yield f"  {role.label:13} {named}{more}"
