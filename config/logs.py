"""Logs as data: one JSON object a line in production, readable lines elsewhere; each carries the request's id."""

import re
import sys

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

KEYS_IN_ADDRESSES = re.compile(
    r"(/(?:invitation|witness/link|password/reset/key)/|/calendar/(?=[^/?\s]+\.ics))[^/?\s]+"
)


def without_keys(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    """Whoever reads the log must not be able to follow an invitation, a witness's, a calendar's or a password link in it."""
    for name, value in event.items():
        if isinstance(value, str):
            event[name] = KEYS_IN_ADDRESSES.sub(r"\1…", value)
    return event


SHARED: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    without_keys,
]


def configure(*, as_json: bool) -> dict[str, object]:
    """Sets structlog up and returns the formatter for Django's LOGGING."""
    structlog.configure(
        processors=[
            *SHARED,
            structlog.processors.format_exc_info,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    plain = structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback)
    last = structlog.processors.JSONRenderer() if as_json else plain
    return {
        "()": "structlog.stdlib.ProcessorFormatter",
        "foreign_pre_chain": [*SHARED, structlog.processors.format_exc_info] if as_json else SHARED,
        "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, last],
    }
