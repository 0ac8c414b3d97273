"""A draft whose rule waits for its second person."""

from pathlib import Path

import pytest

from tests.cast import Cast
from tests.units.checking import described_by
from tests.units.lighthouse import loaded
from units.models import Draft, Specification


@pytest.fixture
def lighthouse(tmp_path: Path) -> Specification:
    return loaded(tmp_path)


@pytest.fixture
def draft(cast: Cast, lighthouse: Specification) -> Draft:
    """Alice's, complete but for the check."""
    return described_by(cast.alice, lighthouse)
