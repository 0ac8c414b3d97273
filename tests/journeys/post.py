"""What the worker did meanwhile: jobs that it finished, and mail that it sent."""

import time
from collections.abc import Callable
from email import message_from_bytes, policy
from email.message import EmailMessage
from urllib.parse import urlsplit

from django.conf import settings

from centres.models import Job
from centres.models.job import JobState


def eventually(holds: Callable[[], object], what: str, *, within: float = 30.0) -> None:
    deadline = time.monotonic() + within
    while not holds():
        assert time.monotonic() < deadline, f"Not within {within:g} seconds: {what}"
        time.sleep(0.05)


def worker_is_done() -> None:
    """Every job that was asked for is finished."""
    eventually(lambda: not Job.objects.exclude(state=JobState.DONE).exists(), "every job done")


def link_mailed_to(address: str) -> str:
    """The path in the newest invitation: the host is that of the installation, which a test's server does not have."""
    worker_is_done()
    found = [message for message in mails() if message["To"] == address]
    assert found, f"No mail to {address}"
    words = found[-1].get_content().split()
    return urlsplit(next(word for word in words if word.startswith("http"))).path


def mails() -> list[EmailMessage]:
    """What the worker sent."""
    files = sorted((settings.VAR / "mail").glob("*.log"), key=lambda path: path.stat().st_mtime_ns)
    return [message_from_bytes(path.read_bytes(), policy=policy.default) for path in files]  # type: ignore[misc]
