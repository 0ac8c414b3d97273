"""Strict reading of one value of a rule: the right type, the right range, or a RuleError with its place."""

from collections.abc import Collection, Mapping, Sequence, Sized
from typing import Any

from units.combination.model import RuleError

MOST = 9999  # no qualification comes near; more is a slip of the keyboard


def known(data: Mapping[str, Any], words: Collection[str], path: str) -> None:
    for key in data:
        if key not in words:
            raise RuleError(
                f"the word “{key}” is not known here; known are {', '.join(sorted(words))}", f"{path}.{key}"
            )


def required(data: Mapping[str, Any], key: str, path: str) -> Any:
    if key not in data:
        raise RuleError(f"“{key}” is missing", path)
    return data[key]


def text(data: Mapping[str, Any], key: str, path: str) -> str:
    return worded(required(data, key, path), f"{path}.{key}")


def worded(value: object, path: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise RuleError("must be words in quotes", path)
    return value


def texts(data: Mapping[str, Any], key: str, path: str) -> tuple[str, ...]:
    """A list of words, none of them twice."""
    words = [worded(value, f"{path}.{key}[{i}]") for i, value in enumerate(listed(data, key, path))]
    for i, word in enumerate(words):
        if word in words[:i]:
            raise RuleError(f"“{word}” is named twice", f"{path}.{key}[{i}]")
    return tuple(words)


def listed(data: Mapping[str, Any], key: str, path: str) -> Sequence[Any]:
    value = required(data, key, path)
    if not isinstance(value, list | tuple) or not value:
        raise RuleError("must be a list with something in it", f"{path}.{key}")
    return value


def few(items: Sized, most: int, name: str, path: str) -> None:
    """More than any handbook has is not read at all, so that no file can keep the reader busy."""
    if len(items) > most:
        raise RuleError(f"there are {len(items)} {name}; a rule has at most {most}", path)


def table(value: object, path: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping) or not value:
        raise RuleError("must be a table with something in it", path)
    return value


def whole(data: Mapping[str, Any], key: str, path: str, *, least: int = 1, most: int = MOST) -> int:
    value = required(data, key, path)
    if not isinstance(value, int) or isinstance(value, bool):
        raise RuleError("must be a whole number", f"{path}.{key}")
    if not least <= value <= most:
        shown = value if abs(value) < 10**12 else "this"  # Python refuses to print the longest
        raise RuleError(f"{shown} is not between {least} and {most}", f"{path}.{key}")
    return value


def choice(data: Mapping[str, Any], key: str, path: str, options: Collection[str]) -> str:
    value = text(data, key, path)
    if value not in options:
        raise RuleError(f"“{value}” is not known here; known are {', '.join(sorted(options))}", f"{path}.{key}")
    return value
