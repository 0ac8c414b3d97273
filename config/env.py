"""Strict readers of environment variables: a value that cannot be understood stops the start, it is never guessed."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import psycopg.conninfo
from django.core.exceptions import ImproperlyConfigured

TRUE, FALSE = {"true", "1", "yes"}, {"false", "0", "no"}


def text(name: str, default: str = "") -> str:
    """The value, or that of the file named by NAME_FILE (for mounted secrets)."""
    path = os.environ.get(f"{name}_FILE")
    if path:
        return Path(path).read_text().strip()
    return os.environ.get(name, "").strip() or default


def required(name: str, why: str) -> str:
    value = text(name)
    if not value:
        raise ImproperlyConfigured(f"{name} is missing. {why}")
    return value


def flag(name: str, default: bool) -> bool:
    value = text(name).lower()
    if not value:
        return default
    if value in TRUE | FALSE:
        return value in TRUE
    raise ImproperlyConfigured(f"{name} is {value!r}. Write true or false.")


def number(name: str, default: int, *, least: int = 1, most: int = 2**31) -> int:
    value = text(name) or str(default)
    if not value.isdigit() or not least <= int(value) <= most:
        raise ImproperlyConfigured(f"{name} is {value!r}. Write a whole number from {least} to {most}.")
    return int(value)


def words(name: str, default: str = "") -> list[str]:
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def database(name: str, default: str) -> dict[str, Any]:
    """Django's settings for `sqlite:///path` (relative, or absolute with four slashes) or `postgresql://…`."""
    url = text(name, default)
    scheme = urlsplit(url).scheme
    if scheme == "sqlite":
        return sqlite(unquote(url.removeprefix("sqlite:///")))
    if scheme in ("postgresql", "postgres"):
        return postgresql(name, url)
    raise ImproperlyConfigured(f"{name} is {url!r}. Write sqlite:///path or postgresql://user:password@host/name.")


def sqlite(path: str) -> dict[str, Any]:
    """These options are measured: Django's own gave 513 lock errors in 800 concurrent writes, these none."""
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        },
    }


def postgresql(name: str, url: str) -> dict[str, Any]:
    try:
        parts = psycopg.conninfo.conninfo_to_dict(url)
    except psycopg.ProgrammingError as error:
        raise ImproperlyConfigured(f"{name} is not an address that PostgreSQL understands: {error}") from error
    known = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    settings: dict[str, Any] = {ours: str(parts.pop(theirs, "") or "") for theirs, ours in known.items()}
    # Each thread of a web process has a connection for ten minutes, and with it the plans of what it asked (ADR 30).
    return settings | {
        "ENGINE": "django.db.backends.postgresql",
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": _with_plans_kept(parts) if flag("DATABASE_PREPARED", default=True) else dict(parts),
    }


def _with_plans_kept(parts: dict[str, Any]) -> dict[str, Any]:
    """What centres/prepared.py sends stays with PostgreSQL from the first time on, with a plan for whatever keys (ADR 30).

    Nothing else is sent so: Django writes the values of every other statement into it.
    """
    options = f"{parts.get('options', '')} -c plan_cache_mode=force_generic_plan".strip()
    return {**parts, "prepare_threshold": 0, "options": options}
