"""No test is left out of `make test`: what its first run leaves to the second, the second takes from everywhere."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_two_runs_take_every_test_between_them() -> None:
    runs = re.findall(r"^\t.*\$\(PY\) -m pytest (.*)$", (ROOT / "Makefile").read_text(), re.MULTILINE)
    chosen = [re.sub(r"-n \d+|--dist \w+", "", run).split() for run in runs]
    assert chosen[0] == ["-m", '"not', 'journey"']
    assert chosen[1] == ["-m", "journey"]
