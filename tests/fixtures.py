"""The fixtures that most tests take (loaded by tests/conftest.py)."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.db.models import Model
from django.test import Client

from centres import prepared
from centres.models import Membership
from centres.selectors import SESSION_KEY

Compared = Callable[[], int]


def sign_in(client: Client, member: Membership) -> Client:
    """As this person, in this role."""
    client.force_login(member.user)
    session = client.session
    session[SESSION_KEY] = str(member.pk)
    session.save()
    return client


@pytest.fixture
def client_of(client: Client) -> Callable[[Membership], Client]:
    """`client_of(cast.bob)`: a client signed in as Bob, in that role."""
    return partial(sign_in, client)


@pytest.fixture
def compared(monkeypatch: pytest.MonkeyPatch) -> Compared:
    """From now on every prepared query is held against one that is built for whoever asks. Says how many were."""
    done: list[Any] = []
    arguments: tuple[Any, ...] = ()
    taken_apart, built = prepared._taken_apart, prepared._built

    def noted(asked: tuple[Any, ...]) -> Any:
        nonlocal arguments
        arguments = asked
        return taken_apart(asked)

    def held(build: Any, *shape: Any) -> Any:
        found, anew = built(build, *shape), build(*arguments)

        class Held:
            sql, rows = found.sql, found.rows

            def rows_of(self, keys: Any) -> Any:
                done.append(build)
                assert list(map(told, found.rows_of(keys))) == list(map(told, anew)), build
                return found.rows_of(keys)

        return Held()

    monkeypatch.setattr(prepared, "_taken_apart", noted)
    held.cache_clear = built.cache_clear  # type: ignore[attr-defined]
    monkeypatch.setattr(prepared, "_built", held)
    return lambda: len(done)


def told(row: Any, of: tuple[Any, ...] = ()) -> Any:
    """Everything that was read of a row: its columns, what was added to them, and the rows beside it."""
    if not isinstance(row, Model):
        return row
    others = {name: other for name, other in row._state.fields_cache.items() if other not in of}
    beside = {name: told(other, (*of, row)) for name, other in others.items()}
    return type(row), {name: value for name, value in row.__dict__.items() if name != "_state"}, beside
