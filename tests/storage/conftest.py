"""Here the tables themselves are changed: each test has a database of its own."""

from collections.abc import AsyncIterator

import pytest

from storage.engine import Database, connect


@pytest.fixture
async def database(migrated_url: str) -> AsyncIterator[Database]:
    """A migrated database of either kind that no other test sees."""
    opened = connect(migrated_url)
    yield opened
    await opened.close()
