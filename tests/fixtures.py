"""The fixtures that most tests take (loaded by tests/conftest.py)."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
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
    """From now on every prepared query is held against one that is built for its arguments. Says how many were."""
    done, built, put_together = [], prepared._built, prepared._put_together

    def asked(build: Any, shape: Any, today: Any, vendor: Any) -> Any:
        found = built(build, shape, today, vendor)

        class Held:
            sql, rows = found.sql, found.rows

            def rows_of(self, keys: Any) -> Any:
                done.append(build)
                anew = build(*put_together(shape, iter(keys)))
                assert list(map(repr, found.rows_of(keys))) == list(map(repr, anew)), build
                return found.rows_of(keys)

        return Held()

    monkeypatch.setattr(prepared, "_built", asked)
    return lambda: len(done)
