"""What a background job does: each app registers a handler for its purpose in `AppConfig.ready()`."""

from collections.abc import Callable

from centres.models import Job

Handler = Callable[[Job], None]
HANDLERS: dict[str, Handler] = {}


class GaveUp(Exception):
    """Raised by a handler for which trying again is useless; the message is shown to people."""


class NotYet(Exception):
    """Raised by a handler that waits for somebody else's machine: it is asked again every minute, however long that takes.

    The message stands with the job until then.
    """


def register(purpose: str, handler: Handler) -> None:
    HANDLERS[purpose] = handler
