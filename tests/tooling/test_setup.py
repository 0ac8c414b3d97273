"""The parts of `make setup` that decide; that it installs is shown by running it."""

from pathlib import Path

from scripts import machine
from scripts.machine import Piece
from scripts.setup import Stamp


def test_a_step_is_done_again_only_when_what_it_reads_has_changed(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    lock.write_text("one")
    stamp = Stamp(tmp_path / "stamps" / "packages", lock)
    assert not stamp.is_right()
    stamp.set()
    assert Stamp(tmp_path / "stamps" / "packages", lock).is_right()
    lock.write_text("two")
    assert not Stamp(tmp_path / "stamps" / "packages", lock).is_right()


def test_what_is_missing_is_named_in_one_line_with_the_command_that_installs_it() -> None:
    here = Piece("Something", "is here", ("something",), lambda: True)
    pango = Piece("Pango", "draws the PDFs", ("libpango-1.0-0", "libpangoft2-1.0-0"), lambda: False)
    chromium = Piece("Chromium", "walks through the pages", ("chromium",), lambda: False)
    assert machine.missing([here, pango, chromium]) == [pango, chromium]
    assert machine.how_to_get([pango, chromium]) == (
        "Missing on this machine: Pango (draws the PDFs), Chromium (walks through the pages). "
        "Install: sudo apt-get install libpango-1.0-0 libpangoft2-1.0-0 chromium"
    )


def test_the_libraries_of_this_machine_are_found() -> None:
    assert machine.missing(machine.FOR_RUNNING) == []
    assert not machine.library("no-such-library 1")()
