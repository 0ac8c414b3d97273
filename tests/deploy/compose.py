"""docker-compose.yml as data: commands and environments with their variables filled in, for tests without Docker."""

import re
from functools import cache
from typing import Any

import yaml

from tests.services import ROOT

TEXT = (ROOT / "docker-compose.yml").read_text()
VARIABLE = re.compile(r"\$(?:\$|\{(?P<name>[A-Z0-9_]+)(?::(?P<kind>[-?])(?P<rest>[^}]*))?\})")


@cache
def services() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = yaml.safe_load(TEXT)["services"]
    return found


def fill_in(text: str, values: dict[str, str]) -> str:
    """As Compose does it: `$$` is a dollar, `:-` names a default, `:?` refuses a missing value."""

    def one(match: re.Match[str]) -> str:
        name = match["name"]
        if name is None:
            return "$"
        if values.get(name):
            return values[name]
        assert match["kind"] == "-", f"{name} has no value"
        return match["rest"]

    return VARIABLE.sub(one, text)


def environment(service: str, values: dict[str, str]) -> dict[str, str]:
    return {name: fill_in(str(text), values) for name, text in services()[service]["environment"].items()}


def command(service: str, values: dict[str, str]) -> list[str]:
    return [fill_in(word, values) for word in services()[service]["command"]]


def health_command(service: str, values: dict[str, str]) -> list[str]:
    kind, *words = (fill_in(word, values) for word in services()[service]["healthcheck"]["test"])
    return words if kind == "CMD" else ["sh", "-c", *words]
