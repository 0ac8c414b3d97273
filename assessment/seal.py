"""The arithmetic of seals: pure, and written so that a stranger with `docs/seals.md` gets the same 64 characters."""

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from typing import Any

from centres.canonical import canonical

VERSION = 1


def first_previous(enrolment: object) -> str:
    """What the first seal of a unit follows: no seal of another unit can stand in its place."""
    return _sha256(f"attest-seal-{VERSION}\n{enrolment}")


def statement_of(facts: Mapping[str, Any]) -> str:
    return canonical(facts)


def digest_of(previous: str, statement: str) -> str:
    return _sha256(f"attest-seal-{VERSION}\n{previous}\n{statement}")


def mac_of(key: str, digest: str) -> str:
    """HMAC-SHA256 of the digest's 64 characters."""
    return hmac.new(key.encode(), digest.encode(), hashlib.sha256).hexdigest()


def key_id(key: str) -> str:
    """Which key, without a word about it that helps to guess it."""
    return _sha256(f"attest-seal-key\n{key}")[:8]


def key_named(wanted: str, keys: Sequence[str]) -> str | None:
    return next((key for key in keys if key_id(key) == wanted), None)


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
