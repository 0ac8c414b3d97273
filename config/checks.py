"""`manage.py check --deploy` refuses a production that would lose data or leak it. The containers run it at start."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.checks import Error, register
from django.core.checks import Warning as Advice
from django.core.checks.messages import CheckMessage

Problem = tuple[bool, str, str]


def _problems() -> list[Problem]:
    return [
        (
            not settings.PRODUCTION,
            "PRODUCTION is not true.",
            "Set PRODUCTION=true: secure cookies and HTTPS depend on it.",
        ),
        (settings.DEBUG, "DEBUG is true.", "Unset DEBUG: its error pages show settings and code to visitors."),
        (
            "sqlite" in settings.DATABASES["default"]["ENGINE"],
            "The database is SQLite.",
            "Set DATABASE_URL=postgresql://…",
        ),
        (
            not settings.REDIS_URL,
            "There is no REDIS_URL.",
            "Set REDIS_URL=redis://…: workers on other machines are woken through it.",
        ),
        (
            not settings.ALLOWED_HOSTS or "*" in settings.ALLOWED_HOSTS,
            "ALLOWED_HOSTS names no host.",
            "Set it to the public name of this site.",
        ),
        (
            not settings.BASE_URL.startswith("https://"),
            f"BASE_URL is {settings.BASE_URL}.",
            "Set it to the public https:// address: links in mail use it.",
        ),
        (
            not settings.EMAIL_HOST,
            "There is no EMAIL_HOST.",
            "Invitations and password resets are sent by mail: name the mail server.",
        ),
    ]


def _lacks() -> list[Problem]:
    """What a production may do without, knowingly."""
    return [
        (
            not settings.CLAMD_ADDRESS,
            "Uploaded files are not checked for viruses.",
            "Set CLAMD_ADDRESS: until the scanner has answered, nobody can open a file (docs/production.md).",
        ),
        (
            settings.SEAL_KEYS == [settings.SECRET_KEY],
            "SECRET_KEY seals the decisions.",
            "Set SEAL_KEYS, before the first decision: else a new SECRET_KEY makes every seal look broken (docs/seals.md).",
        ),
    ]


@register("attest", deploy=True)
def refuse_wrong_production(**_: Any) -> list[CheckMessage]:
    return [Error(message, hint=hint, id=f"attest.E{number:03}") for number, message, hint in _wrong(_problems())]


@register("attest", deploy=True)
def advise_production(**_: Any) -> list[CheckMessage]:
    return [Advice(message, hint=hint, id=f"attest.W{number:03}") for number, message, hint in _wrong(_lacks())]


def _wrong(found: list[Problem]) -> Iterator[tuple[int, str, str]]:
    return ((number, message, hint) for number, (wrong, message, hint) in enumerate(found, 1) if wrong)
