"""What a program can do that reads a stranger's file. The programs are real processes."""

import sys
import tempfile
import time
from pathlib import Path

import pytest

from centres import confined
from centres.confined import Ended, Limits

LIMITS = Limits(seconds=20, processor=5, memory=512 * 1024**2, output=64 * 1024)


def run(program: str, limits: Limits = LIMITS, folder: Path | None = None) -> Ended:
    with tempfile.TemporaryFile() as file:
        file.write(b"what was sent")
        file.seek(0)
        return confined.run([sys.executable, "-c", program], file=file, limits=limits, folder=folder)


def test_it_reads_the_file_and_answers() -> None:
    ended = run("import sys; sys.stdout.write(sys.stdin.read()[::-1])")
    assert ended == Ended(0, b"tnes saw tahw", "")


def test_it_says_in_a_sentence_why_it_has_no_answer() -> None:
    ended = run("import sys; sys.stderr.write('It is torn.'); sys.exit(3)")
    assert (ended.status, ended.refusal) == (3, "It is torn.")
    assert run("raise ValueError").refusal == ""


def test_it_knows_none_of_our_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "secret")
    names = run("import os; print(*sorted(os.environ))").answer.decode().split()
    assert {name for name in names if not name.startswith("LC_")} == {"PYTHONPATH", "PYTHONUTF8"}


def test_memory_processor_and_output_have_an_end() -> None:
    assert "MemoryError" in run("b'x' * 1024**3").complaint
    before = time.monotonic()
    assert run("while True: pass", Limits(20, 1, 512 * 1024**2, 0)).status == -9
    assert time.monotonic() - before < 15
    full = run("import sys\nwhile True: sys.stdout.write('x' * 1000)")
    assert (len(full.answer), "File too large" in full.complaint) == (LIMITS.output, True)


def test_when_time_is_up_it_ends_with_all_that_it_started(tmp_path: Path) -> None:
    program = "import subprocess, sys; subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(2); open(\"alive\", \"w\")']).wait()"
    ended = run(program, Limits(1, 5, 512 * 1024**2, 1024), tmp_path)
    assert ended.status is None
    time.sleep(2)
    assert not (tmp_path / "alive").exists()


def test_it_has_no_network_where_the_system_can_take_it_away() -> None:
    taken = run("import ctypes; print(ctypes.CDLL(None).unshare(0x10000000))").answer.strip() == b"0"
    if not taken:
        pytest.skip("This system gives no namespaces.")
    assert run("import socket; print([name for _, name in socket.if_nameindex()])").answer.strip() == b"['lo']"


def test_a_system_that_gives_the_namespace_without_the_names_in_it_is_no_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As Ubuntu 24.04 does. Here the lines are such as any system refuses."""
    text = confined.START.read_text()
    assert text.count(' 1"') == 2
    (tmp_path / "start.py").write_text(text.replace(' 1"', ' 99999"'))
    monkeypatch.setattr(confined, "START", tmp_path / "start.py")
    assert run("import sys; sys.stdout.write(sys.stdin.read())") == Ended(0, b"what was sent", "")
