"""Notice that somebody else has written, without asking any table."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Protocol

from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection  # noqa: TID251  this is storage

from storage.engine import Database, Transaction

CHANNEL = "nashra"  # of PostgreSQL's NOTIFY
LOOK_EVERY = 0.25  # seconds between two looks at PRAGMA data_version (3 µs each)


class Watch(Protocol):
    """Something that can be waited for until the database has moved."""

    async def moved(self) -> None:
        """Return once another connection has committed.

        Raises:
            OperationalError: the connection is lost (sqlalchemy.exc).
        """
        ...


@asynccontextmanager
async def watching(database: Database) -> AsyncIterator[Watch]:
    """A watch on commits of other connections, of this process and of others."""
    async with database.outside() as connection:
        if database.is_sqlite:
            yield _VersionWatch(connection, await _data_version(connection))
            return
        await connection.execute(text(f"LISTEN {CHANNEL}"))
        yield _NotifyWatch(connection)


async def announce(transaction: Transaction, *, is_sqlite: bool) -> None:
    """Tell the watches of other processes at the commit; SQLite needs no telling."""
    if not is_sqlite:
        await transaction.run(text(f"NOTIFY {CHANNEL}"))


async def _data_version(connection: AsyncConnection) -> int:
    result = await connection.execute(text("PRAGMA data_version"))
    return int(result.scalar_one())


class _VersionWatch:
    def __init__(self, connection: AsyncConnection, version: int) -> None:
        self._connection = connection
        self._version = version

    async def moved(self) -> None:
        # SQLite tells nobody: to look is the only way to know.
        while (version := await _data_version(self._connection)) == self._version:  # noqa: ASYNC110
            await asyncio.sleep(LOOK_EVERY)
        self._version = version


class _NotifyWatch:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def moved(self) -> None:
        raw = await self._connection.get_raw_connection()
        driver = raw.driver_connection
        assert driver is not None  # noqa: S101  a checked-out connection has its driver
        try:
            async for _ in driver.notifies(stop_after=1):
                return
        except self._connection.dialect.loaded_dbapi.Error as error:
            # Spoken to directly, the driver fails in words of its own.
            raise OperationalError(f"LISTEN {CHANNEL}", None, error) from error
