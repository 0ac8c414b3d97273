"""A value that is worked out when it is first asked for: a list of verdicts needs the words of few of them."""

from collections.abc import Callable
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Later(Generic[Value]):
    """Equal to another if the values are."""

    __slots__ = ("_make", "_value")

    def __init__(self, make: Callable[[], Value]) -> None:
        self._make: Callable[[], Value] | None = make

    @classmethod
    def known(cls, value: Value) -> "Later[Value]":
        return cls(lambda: value)

    @property
    def value(self) -> Value:
        if self._make is not None:
            self._value = self._make()
            self._make = None
        return self._value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Later) and bool(self.value == other.value)

    __hash__ = None  # type: ignore[assignment]
