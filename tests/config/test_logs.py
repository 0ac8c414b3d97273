import io
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse
from structlog.stdlib import ProcessorFormatter

from centres.models import Role
from centres.services.invite_member import invite_member
from tests.cast import Cast


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """What the log says from now on, as the settings format it and as much as production writes."""
    options: dict[str, Any] = {**settings.LOGGING["formatters"]["plain"]}
    options.pop("()")
    handler, root = logging.StreamHandler(io.StringIO()), logging.getLogger()
    handler.setFormatter(ProcessorFormatter(**options))
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield handler.stream
    root.removeHandler(handler)
    root.setLevel(before)


def test_no_link_that_opens_an_account_is_in_the_log(client: Client, cast: Cast, written: io.StringIO) -> None:
    invited = invite_member(actor=cast.alice, email="nia@example.org", name="Nia New", role=Role.ASSESSOR)
    path = invited.invitations.get().path
    assert client.get(path).status_code == 200
    assert client.get(f"{path[:-2]}x/").status_code == 410
    client.get(reverse("account_reset_password_from_key", kwargs={"uidb36": "abc", "key": "d1-secret"}))
    said = written.getvalue()
    assert said.count("/invitation/…/") == 5  # begun and finished, twice; and Django's own line for the 410
    assert said.count("/password/reset/key/…/") == 2
    assert path.split("/")[2][:20] not in said
    assert "d1-secret" not in said


def test_no_secret_of_an_address_is_in_the_log(client: Client, cast: Cast, written: io.StringIO) -> None:
    """Whatever an address calls `token` opens something to whoever has it, so none is written out."""
    names = sorted(str(row.name) for row in _patterns(get_resolver()) if "token" in row.pattern.converters)
    assert names == ["accept_invitation", "calendar_feed", "witness_link"]
    for name in names:
        client.get(reverse(name, kwargs={"token": "s3cret-of-somebody"}))
    said = written.getvalue()
    assert "/calendar/…" in said
    assert "s3cret" not in said


def _patterns(resolver: Any) -> Iterator[URLPattern]:
    for row in resolver.url_patterns:
        if isinstance(row, URLPattern):
            yield row
        else:
            yield from _patterns(row)
