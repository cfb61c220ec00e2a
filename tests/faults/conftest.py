"""What tests of faults share: a house, and a partner that outlives every kill."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.faults.harness import House
from tests.support import databases, postgresql
from tests.support.partner import Partner


@pytest.fixture
def house(migrated_url: str, tmp_path: Path) -> House:
    """On a database of either kind."""
    return House(tmp_path / "house", migrated_url)


@pytest.fixture
def embedded(sqlite_template: Path, tmp_path: Path) -> House:
    """On SQLite, beside its data."""
    return House(tmp_path / "house", f"sqlite:///{tmp_path / 'house' / 'nashra.db'}")


@pytest.fixture
def postgres_house(
    postgresql_url: str, postgresql_template: str, database_name: str, tmp_path: Path
) -> Iterator[House]:
    """On PostgreSQL, for what SQLite's one dispatcher cannot meet."""
    postgresql.create(postgresql_url, database_name, postgresql_template)
    address = databases.address(postgresql_url, database_name)
    yield House(tmp_path / "house", address)
    postgresql.drop(postgresql_url, database_name)


@pytest.fixture
async def partner() -> AsyncIterator[Partner]:
    """In this process: it survives all that it gets posts from."""
    async with Partner() as listening:
        yield listening
