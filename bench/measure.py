import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """`ours` and `baseline` are in `unit`; `than` says what the baseline is."""

    what: str
    ours: float
    baseline: float
    unit: str
    than: str


def seconds(act: Callable[[], object]) -> float:
    started = time.perf_counter()
    act()
    return time.perf_counter() - started


def milliseconds(act: Callable[[], object]) -> float:
    return 1000 * seconds(act)
