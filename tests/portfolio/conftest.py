"""A store of its own for a test, and the candidate who sends files to it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from centres.models import Membership
from tests.cast import Cast


@pytest.fixture
def store(tmp_path: Path, settings: Any) -> Path:
    """A folder of its own."""
    backend = "django.core.files.storage.FileSystemStorage"
    settings.STORAGES = settings.STORAGES | {"evidence": {"BACKEND": backend, "OPTIONS": {"location": tmp_path}}}
    return tmp_path


@pytest.fixture
def carol(cast: Cast, client_of: Callable[[Membership], Client], store: Path) -> Client:
    return client_of(cast.carol)
