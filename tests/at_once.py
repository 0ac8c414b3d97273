"""Several acts at one moment, for tests on PostgreSQL."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from centres.gates import Refused

needs_connections = pytest.mark.skipif(
    connection.vendor == "sqlite", reason="SQLite in memory is one connection: run it with make test."
)


def together(*acts: Callable[[], Any]) -> list[Any]:
    """All at once, each on a connection of its own; what each gave, or the refusal that it met."""
    barrier = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        try:
            barrier.wait(timeout=20)
            return act()
        except Refused as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))
