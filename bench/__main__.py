"""Measures what makes people wait, each against a baseline that was taken in the same run: python -m bench

Run it by `make bench`, which gives it a PostgreSQL of its own. The figures of two machines do not compare; the
factors between the columns do, roughly.
"""

import os
import random
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial

import django

from bench.measure import Line, seconds
from units.combination import Rule, evaluate, load_rule
from units.combination.files import CATALOGUE

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
ROUNDS, JOBS, SETS = 5, 200, 300


def best_start(*arguments: str) -> float:
    """Milliseconds for a Python that runs these arguments: the least of several, since noise only ever adds."""
    command = [sys.executable, *arguments]
    return 1000 * min(seconds(lambda: subprocess.run(command, check=True, capture_output=True)) for _ in range(ROUNDS))


def starts() -> Iterator[Line]:
    empty, plain = best_start("-c", "pass"), best_start("-c", "import django.core.management, django.db.models")
    yield Line("import config.settings", best_start("-c", "import config.settings"), empty, "ms", "an empty Python")
    yield Line("manage.py check", best_start("manage.py", "check"), plain, "ms", "importing Django alone")


def verdicts() -> Iterator[Line]:
    """Random sets of units, from hopeless to surplus, as the claim page asks for them."""
    for name in sorted(path.stem for path in (CATALOGUE / "rules").glob("*.toml")):
        rule, chance = load_rule(name), random.Random(1)
        codes = sorted(rule.facts)
        sets = [chance.sample(codes, chance.randint(1, len(codes))) for _ in range(SETS)]
        ours, sums = per_second(partial(evaluate, rule), sets), per_second(partial(credits_of, rule), sets)
        yield Line(f"verdicts, {name}", ours, sums, "a second", "adding up the credits")


def credits_of(rule: Rule, achieved: list[str]) -> int:
    return sum(rule.facts[code].credit for code in achieved)


def per_second(act: Callable[[list[str]], object], sets: list[list[str]]) -> float:
    return len(sets) / seconds(lambda: [act(achieved) for achieved in sets])


def jobs() -> Iterator[Line]:
    """Jobs that do nothing, so that only the row, its lease and its end are measured. No broker."""
    from centres.models import Centre, Job
    from centres.services.run_job import run_job

    centre = Centre.objects.create(name="Bench", number="0", address="-", email="bench@example.org")

    def write(prefix: str) -> list[str]:
        rows = (Job.objects.create(key=f"{prefix}:{number}", purpose="bench", centre=centre) for number in range(JOBS))
        return [str(row.pk) for row in rows]

    def run(prefix: str) -> None:
        done = [run_job(job_id=job_id) for job_id in write(prefix)]
        assert all(done)

    written = JOBS / seconds(lambda: write("written"))
    yield Line(
        "jobs written, claimed and ended", JOBS / seconds(lambda: run("run")), written, "a second", "writing them"
    )


def prepare() -> None:
    """The database of tests.services is thrown away afterwards; any other is left alone."""
    if "THROWAWAY" not in os.environ:
        raise SystemExit("This writes rows that nobody wants to keep. Run it by: make bench")
    django.setup()
    from django.core.management import call_command

    from centres import jobs

    call_command("migrate", verbosity=0)
    jobs.register("bench", lambda job: None)


def main() -> None:
    prepare()
    from bench import catalogue, documents

    print(f"{'':34}{'Attest':>12}{'baseline':>12}  unit")
    for measure in (starts, verdicts, jobs, documents.loading, documents.reading, catalogue.searching):
        for line in measure():
            print(f"{line.what:34}{line.ours:12,.1f}{line.baseline:12,.1f}  {line.unit}; baseline: {line.than}")


if __name__ == "__main__":
    main()
