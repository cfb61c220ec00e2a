"""The house that the tests of this package work in."""

from pathlib import Path

import pytest

from storage.engine import Database
from tests.support.house import Built, build


@pytest.fixture
async def built(database: Database, tmp_path: Path) -> Built:
    """An empty house on either engine."""
    return await build(database, tmp_path)
