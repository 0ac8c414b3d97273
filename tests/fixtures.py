"""The fixtures that most tests take (loaded by tests/conftest.py)."""

from collections.abc import Callable
from functools import partial

import pytest
from django.test import Client

from centres.models import Membership
from centres.selectors import SESSION_KEY


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
