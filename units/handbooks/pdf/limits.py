"""What the process that reads a PDF may use."""

import resource

PROCESSOR_SECONDS = 60
BYTES_OF_MEMORY = 1024**3
MOST_PAGES = 400
MOST_LETTERS = 5_000_000  # the longest handbook known has 300,000


def take_limits() -> None:
    for what, most in (
        (resource.RLIMIT_CPU, PROCESSOR_SECONDS),
        (resource.RLIMIT_AS, BYTES_OF_MEMORY),
        (resource.RLIMIT_FSIZE, 0),  # it writes to pipes only
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(what)
        resource.setrlimit(what, (most, most) if hard == resource.RLIM_INFINITY else (min(most, hard), hard))
