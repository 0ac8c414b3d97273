"""What Attest needs of the machine itself, how to see that it is there, and how to get it on Debian and Ubuntu."""

import ctypes
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

BROWSERS = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
VENV_PACKAGE = f"python3.{sys.version_info.minor}-venv"


@dataclass(frozen=True)
class Piece:
    """`packages` are Debian's names; Ubuntu's apt finds its own by them."""

    name: str
    purpose: str
    packages: tuple[str, ...]
    is_there: Callable[[], bool]


def library(*names: str) -> Callable[[], bool]:
    """Every name is a shared library without `lib` and ending: `pango-1.0`, with the version of its interface."""
    return lambda: all(can_load(name) for name in names)


def can_load(name: str) -> bool:
    stem, version = name.split(" ")
    for file in (f"lib{stem}.so.{version}", f"lib{stem}.{version}.dylib", f"lib{stem}.dylib"):
        try:
            ctypes.CDLL(file)
        except OSError:
            continue
        return True
    return False


def find_browser() -> str | None:
    """The machine's own Chromium. None means that Playwright uses the one that it has installed for itself."""
    return next((path for name in BROWSERS if (path := shutil.which(name))), None)


def has_browser() -> bool:
    cache = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH", Path.home() / ".cache" / "ms-playwright"))
    return find_browser() is not None or any(cache.glob("chromium*"))


def has_venv() -> bool:
    return all(importlib.util.find_spec(name) for name in ("venv", "ensurepip"))


FOR_RUNNING = [
    Piece("python3-venv", "makes the private environment", (VENV_PACKAGE,), has_venv),
    Piece(
        "Pango",
        "draws the PDFs",
        ("libpango-1.0-0", "libpangoft2-1.0-0"),
        library("pango-1.0 0", "pangoft2-1.0 0", "harfbuzz 0", "gobject-2.0 0", "fontconfig 1"),
    ),
    Piece("HarfBuzz subset", "keeps the PDFs small", ("libharfbuzz-subset0",), library("harfbuzz-subset 0")),
    Piece("libmagic", "recognises uploaded files", ("libmagic1",), library("magic 1")),
]
BROWSER = Piece("Chromium", "walks through the pages in the tests", ("chromium",), has_browser)


def missing(pieces: Sequence[Piece]) -> list[Piece]:
    return [piece for piece in pieces if not piece.is_there()]


def provide(pieces: Sequence[Piece]) -> list[Piece]:
    """Installs what is missing where nobody has to be asked: as root, by apt. Returns what is missing still."""
    lacking = missing(pieces)
    if lacking and os.geteuid() == 0 and shutil.which("apt-get"):
        print(f"Installing {', '.join(piece.name for piece in lacking)} …", flush=True)
        install([package for piece in lacking for package in piece.packages])
        lacking = missing(lacking)
    return lacking


def install(packages: Sequence[str]) -> None:
    """A refusal is not an error here: what is missing afterwards is named. The lists are fetched only when needed."""
    command = ["apt-get", "install", "--yes", "--no-install-recommends", *packages]
    if not quietly(command):
        quietly(["apt-get", "update"])
        quietly(command)


def quietly(command: Sequence[str]) -> bool:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    return subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, capture_output=True).returncode == 0


def how_to_get(lacking: Sequence[Piece]) -> str:
    """One line: what is missing, what for, and the command that installs it."""
    named = ", ".join(f"{piece.name} ({piece.purpose})" for piece in lacking)
    packages = " ".join(package for piece in lacking for package in piece.packages)
    return f"Missing on this machine: {named}. Install: sudo apt-get install {packages}"
