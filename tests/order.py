"""In which order the tests run: at random (pytest-randomly), except that

- the longest begin: one that began last would leave the other processes idle while it ends;
- those that take the cast stand together, so that it is put into the database once (tests/standing.py).
"""

from pathlib import Path

import pytest

from tests.standing import takes_the_cast

HERE = Path(__file__).parent
LONGEST = {
    HERE / "deploy" / "test_commands.py",
    HERE / "centres" / "test_database_away.py",
    HERE / "architecture" / "test_urls.py",
    HERE / "assessment" / "test_seals_of_before.py",
    HERE / "assessment" / "test_projection.py",
}


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: (item.path not in LONGEST, not takes_the_cast(item)))
