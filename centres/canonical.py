"""One way to write a value down, so that everybody who hashes it gets the same (docs/seals.md).

JSON as RFC 8785 has it, for what we put in: keys in ASCII, whole numbers, no escapes but those that JSON demands.
"""

import datetime as dt
import hashlib
import json
from typing import Any
from uuid import UUID


def canonical(value: Any) -> str:
    """Keys in order, no spaces. A moment is in UTC to the microsecond, a day in ISO 8601, a key with its dashes."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain)


def _plain(value: Any) -> str:
    match value:
        case dt.datetime():
            return value.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        case dt.date():
            return value.isoformat()
        case UUID():
            return str(value)
    raise TypeError(f"{type(value).__name__} has no canonical form")


def digest_of(value: Any) -> str:
    return hashlib.sha256(canonical(value).encode()).hexdigest()
