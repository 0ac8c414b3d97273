"""Measures what makes people wait, each against a baseline that was taken in the same run: python -m bench [PART…]

Run it by `make bench` (`make bench PARTS="pages uploads"` for some of it), which gives it a PostgreSQL of its own. The figures of two machines do not compare; the
factors between the columns do, roughly.
"""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator

import django

from bench.measure import Line, seconds

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


def parts() -> dict[str, Callable[[], Iterator[Line]]]:
    from bench import catalogue, centre, combination, documents, pages, uploads

    return {
        "starts": starts,
        "combination": combination.combination,
        "jobs": jobs,
        "loading": documents.loading,
        "documents": documents.reading,
        "centre": centre.checking,
        "search": catalogue.searching,
        "pages": pages.reading,
        "uploads": uploads.sending,
    }


def main() -> None:
    prepare()
    known = parts()
    wanted = sys.argv[1:] or list(known)
    if unknown := set(wanted) - set(known):
        raise SystemExit(f"There is no {', '.join(sorted(unknown))}. Measured are: {', '.join(known)}.")
    print(f"{'':38}{'Attest':>12}{'baseline':>12}  unit")
    for part in wanted:
        for line in known[part]():
            print(
                f"{line.what:38}{line.ours:12,.1f}{line.baseline:12,.1f}  {line.unit}; baseline: {line.than}",
                flush=True,
            )


if __name__ == "__main__":
    main()
