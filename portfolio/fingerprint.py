"""What an item of evidence was when it was judged, in 64 characters: two items of the same fingerprint are the same to an assessor.

The hash of a file says which bytes; this says which item: the bytes or none, under which name, shown as what, of whom.
"""

from typing import Any

from centres.canonical import digest_of
from portfolio.models import Evidence

ORDINARY = {"context": "real"}


def fingerprint(item: Evidence) -> str:
    """SHA-256 of what the item says. Its state is left out: an item that is withdrawn was the same item when it was judged."""
    return digest_of(said_by(item))


def said_by(item: Evidence) -> dict[str, Any]:
    """What is hashed. What an item has nothing to say in is hashed as if there were no such column (docs/seals.md)."""
    said = {
        "fingerprint": 1,
        "owner": item.registration_id,
        "receipt": item.receipt,
        "file": item.file_id or None,
        "kind": item.kind,
        "title": item.title,
        "shows": item.shows,
        "done_on": item.done_on,
    }
    more = {name: getattr(item, name, None) for name in ("details", "made_by_id", "context")}
    return said | {name: value for name, value in more.items() if value and value != ORDINARY.get(name)}
