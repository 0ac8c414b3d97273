"""The fixtures that most tests take (loaded by tests/conftest.py)."""

from collections.abc import Callable

import pytest
from django.test import Client

from centres.models import Membership
from centres.selectors import SESSION_KEY
from tests.cast import Cast, assemble


@pytest.fixture
def cast(db: None) -> Cast:
    return assemble()


@pytest.fixture
def client_of(client: Client) -> Callable[[Membership], Client]:
    """`client_of(cast.bob)`: a client signed in as Bob, in that role."""

    def sign_in(member: Membership) -> Client:
        client.force_login(member.user)
        session = client.session
        session[SESSION_KEY] = str(member.pk)
        session.save()
        return client

    return sign_in
