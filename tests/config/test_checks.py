from typing import Any

import pytest

from config.checks import advise_production, refuse_wrong_production

RIGHT: dict[str, Any] = {
    "PRODUCTION": True,
    "DEBUG": False,
    "DATABASES": {"default": {"ENGINE": "django.db.backends.postgresql"}},
    "REDIS_URL": "redis://redis:6379/0",
    "ALLOWED_HOSTS": ["attest.example.org"],
    "BASE_URL": "https://attest.example.org",
    "EMAIL_HOST": "mail.example.org",
}
WRONG: list[tuple[str, Any, str]] = [
    ("PRODUCTION", False, "PRODUCTION is not true."),
    ("DEBUG", True, "DEBUG is true."),
    ("DATABASES", {"default": {"ENGINE": "django.db.backends.sqlite3"}}, "The database is SQLite."),
    ("REDIS_URL", "", "There is no REDIS_URL."),
    ("ALLOWED_HOSTS", ["*"], "ALLOWED_HOSTS names no host."),
    ("BASE_URL", "http://attest.example.org", "BASE_URL is http://attest.example.org."),
    ("EMAIL_HOST", "", "There is no EMAIL_HOST."),
]


class Fake:
    """Settings as an installer might have them; the check reads nothing else."""

    def __init__(self, **values: Any) -> None:
        self.__dict__.update(values)


def test_a_right_production_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("config.checks.settings", Fake(**RIGHT))
    assert refuse_wrong_production() == []


@pytest.mark.parametrize(("name", "value", "message"), WRONG, ids=[name for name, _, _ in WRONG])
def test_each_wrong_setting_is_refused_with_its_remedy(
    monkeypatch: pytest.MonkeyPatch, name: str, value: Any, message: str
) -> None:
    monkeypatch.setattr("config.checks.settings", Fake(**RIGHT | {name: value}))
    (error,) = refuse_wrong_production()
    assert error.msg == message
    assert error.hint


SAFE: dict[str, Any] = {"CLAMD_ADDRESS": "clamd:3310", "SECRET_KEY": "one", "SEAL_KEYS": ["another"]}


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({}, []),
        ({"CLAMD_ADDRESS": ""}, ["Uploaded files are not checked for viruses."]),
        ({"SEAL_KEYS": ["one"]}, ["SECRET_KEY seals the decisions."]),
        ({"SEAL_KEYS": ["new", "one"]}, []),
    ],
)
def test_a_production_is_told_what_it_does_without(
    monkeypatch: pytest.MonkeyPatch, values: dict[str, Any], said: list[str]
) -> None:
    monkeypatch.setattr("config.checks.settings", Fake(**SAFE | values))
    assert [advice.msg for advice in advise_production()] == said
