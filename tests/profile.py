"""How long the property tests look: the same examples each time, or ever new ones for a long run.

`LONG_RUN=20 pytest tests/units/combination` takes twenty times as many. Below 1 it is a short run: fewer of the same
examples, and none is made smaller once it has failed; `make mutants` only wants to know that one has.
"""

import os

from hypothesis import HealthCheck, Phase, settings

TIMES = float(os.environ.get("LONG_RUN", "1"))


def examples(number: int) -> settings:
    return settings(
        max_examples=max(1, round(number * TIMES)),
        phases=[Phase.explicit, Phase.generate] if TIMES < 1 else list(Phase),
        derandomize="LONG_RUN" not in os.environ or TIMES < 1,
        database=None,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
    )
