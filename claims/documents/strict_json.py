"""Frozen dataclasses to plain JSON values and back. Reading is strict: a stored record that lost or gained a field must not print."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from types import NoneType, UnionType
from typing import Any, Literal, get_args, get_origin, get_type_hints


class JsonMismatch(ValueError):
    """The value at `path` is not what the dataclass declares there."""

    def __init__(self, path: str, problem: str) -> None:
        super().__init__(f"{path or 'record'}: {problem}")


def dump(value: Any) -> Any:
    if is_dataclass(value):
        return {field.name: dump(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {key: dump(item) for key, item in value.items()}
    if isinstance(value, tuple):
        return [dump(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value


def load(kind: Any, value: Any, path: str = "") -> Any:
    """Read `value` as `kind`: a dataclass, tuple[X, ...], Mapping[str, X], Literal, X | None, date, str, int or bool."""
    if is_dataclass(kind):
        return _load_record(kind, value, path)
    origin = get_origin(kind)
    if origin is tuple:
        _expect(isinstance(value, list), path, "not a list")
        return tuple(load(get_args(kind)[0], item, f"{path}[{index}]") for index, item in enumerate(value))
    if origin is Mapping:
        _expect(isinstance(value, dict), path, "not an object")
        return {key: load(get_args(kind)[1], item, f"{path}.{key}") for key, item in value.items()}
    if origin is Literal:
        _expect(value in get_args(kind), path, f"{value!r} is not one of {get_args(kind)}")
        return value
    if origin is UnionType:
        present = next(option for option in get_args(kind) if option is not NoneType)
        return None if value is None else load(present, value, path)
    return _load_plain(kind, value, path)


def _load_record(kind: Any, value: Any, path: str) -> Any:
    _expect(isinstance(value, dict), path, "not an object")
    hints = get_type_hints(kind)
    missing, unknown = sorted(hints.keys() - value.keys()), sorted(value.keys() - hints.keys())
    _expect(not missing and not unknown, path, f"missing {missing}, unknown {unknown}")
    return kind(**{name: load(hint, value[name], f"{path}.{name}".lstrip(".")) for name, hint in hints.items()})


def _load_plain(kind: Any, value: Any, path: str) -> Any:
    if kind is date:
        _expect(isinstance(value, str), path, "not a date")
        try:
            return date.fromisoformat(value)
        except ValueError as error:
            raise JsonMismatch(path, f"{value!r} is not a date") from error
    _expect(type(value) is kind, path, f"{value!r} is not of type {kind.__name__}")  # a bool is no int here
    return value


def _expect(condition: bool, path: str, problem: str) -> None:
    if not condition:
        raise JsonMismatch(path, problem)
