"""How long the property tests look: the same examples each time, or ever new ones for a long run.

`LONG_RUN=20 pytest tests/units/combination` takes twenty times as many.
"""

import os

from hypothesis import HealthCheck, settings

TIMES = int(os.environ.get("LONG_RUN", "0"))


def examples(number: int) -> settings:
    return settings(
        max_examples=number * (TIMES or 1),
        derandomize=not TIMES,
        database=None,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
    )
