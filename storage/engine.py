"""One database behind two verbs, reading and writing; SQLite or PostgreSQL."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from json import dumps
from pathlib import Path
from typing import Any

from sqlalchemy import CursorResult, Executable, Row, Select, event
from sqlalchemy.engine import URL, Connection, make_url
from sqlalchemy.ext.asyncio import (  # noqa: TID251  this is storage
    AsyncConnection,
    AsyncEngine,
    create_async_engine,
)

# What a statement gives back, whatever its columns are.
AnyRow = Row[*tuple[Any, ...]]
AnySelect = Select[*tuple[Any, ...]]

Parameters = Mapping[str, Any] | Sequence[Mapping[str, Any]]

BUSY_TIMEOUT = 10_000  # ms; another process may hold the file that long
READERS = 4
FROZEN = 60  # seconds; a process that stops in the middle may hold rows that long

AfterCommit = Callable[[], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Reading:
    """A consistent view of the database; what is read together belongs together."""

    connection: AsyncConnection

    async def run(
        self, statement: Executable, parameters: Parameters | None = None
    ) -> CursorResult[*tuple[Any, ...]]:
        """Execute the statement, with one set of values or with many."""
        return await self.connection.execute(statement, parameters)

    async def rows(self, statement: Executable) -> Sequence[AnyRow]:
        """All rows of the answer."""
        return (await self.run(statement)).all()

    async def first(self, statement: Executable) -> AnyRow | None:
        """The first row of the answer, or None."""
        return (await self.run(statement)).first()

    async def value(self, statement: Executable) -> Any:
        """The first column of the first row, or None."""
        return (await self.run(statement)).scalar()


@dataclass(frozen=True, slots=True)
class Transaction(Reading):
    """A change that happens whole or not at all."""

    _after_commit: list[AfterCommit] = field(default_factory=list)

    def after_commit(self, action: AfterCommit) -> None:
        """Run the action once the change is durable; never if it is not."""
        self._after_commit.append(action)

    async def committed(self) -> None:
        """Run what was to wait for the commit, in order."""
        for action in self._after_commit:
            await action()


class Database:
    """The database at one address; any number of readers, writers in turn."""

    def __init__(self, url: URL) -> None:
        self.url = url
        self.is_sqlite = url.get_backend_name() == "sqlite"
        self._writer = _engine(url, writes=True)
        # PostgreSQL needs no second pool: its readers never wait for writers. They
        # see one moment, as SQLite's do, or a feed's head and its entries could differ.
        self._reader = (
            _engine(url, writes=False)
            if self.is_sqlite
            else self._writer.execution_options(isolation_level="REPEATABLE READ")
        )
        # One turn after another in the process keeps the wait at 10 ms where
        # SQLite's own busy handler lets it grow to a second.
        self._turn = asyncio.Lock()

    @property
    def path(self) -> Path | None:
        """The file of an SQLite database."""
        return Path(self.url.database or "") if self.is_sqlite else None

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Reading]:
        """A view of one moment, which later commits do not change."""
        async with self._reader.connect() as connection:
            yield Reading(connection)

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[Transaction]:
        """One transaction; it commits at the end and rolls back on any error."""
        async with self._writing_turn(), self._writer.begin() as connection:
            transaction = Transaction(connection)
            yield transaction
        await transaction.committed()

    @asynccontextmanager
    async def outside(self) -> AsyncIterator[AsyncConnection]:
        """A connection outside any transaction, for VACUUM INTO and LISTEN."""
        async with self._reader.connect() as connection:
            yield await connection.execution_options(isolation_level="AUTOCOMMIT")

    async def close(self) -> None:
        """Give all connections back; the last SQLite one folds the WAL away."""
        await self._reader.dispose()
        await self._writer.dispose()

    @asynccontextmanager
    async def _writing_turn(self) -> AsyncIterator[None]:
        if not self.is_sqlite:
            yield
            return
        async with self._turn:
            yield


def connect(address: str) -> Database:
    """The database at an SQLAlchemy URL; drivers are chosen here.

    Raises:
        ArgumentError: the address is not a database URL (sqlalchemy.exc).
    """
    url = make_url(address)
    drivers = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+psycopg"}
    name = drivers.get(url.get_backend_name())
    if name is None:
        raise ValueError(f"neither SQLite nor PostgreSQL: {url.get_backend_name()}")
    return Database(url.set(drivername=name))


def _engine(url: URL, *, writes: bool) -> AsyncEngine:
    as_written = partial(dumps, ensure_ascii=False)
    if url.get_backend_name() != "sqlite":
        engine = create_async_engine(
            url, pool_pre_ping=True, json_serializer=as_written, hide_parameters=True
        )
        event.listen(engine.sync_engine, "connect", _configure_postgresql)
        return engine
    engine = create_async_engine(
        url,
        json_serializer=as_written,
        hide_parameters=True,  # they are people's addresses, and errors are logged
        pool_size=1 if writes else READERS,
        max_overflow=0,
    )
    event.listen(engine.sync_engine, "connect", _configure_sqlite)
    # The lock of the whole file is taken at BEGIN, so that a transaction can never
    # fail in its middle because another one wrote first.
    begin = "BEGIN IMMEDIATE" if writes else "BEGIN"
    event.listen(engine.sync_engine, "begin", partial(_begin, begin))
    return engine


def _configure_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves; DDL obeys it too
    cursor = connection.cursor()
    for pragma in (
        f"busy_timeout = {BUSY_TIMEOUT}",
        "journal_mode = WAL",
        "synchronous = FULL",  # a commit survives a power cut
        "foreign_keys = ON",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _configure_postgresql(connection: Any, _record: Any) -> None:
    # A machine that freezes within a publication holds the journal's head, and with
    # it everybody's next change, until its connection is cut.
    cursor = connection.cursor()
    cursor.execute(f"SET idle_in_transaction_session_timeout = '{FROZEN}s'")
    cursor.close()
    connection.commit()


def _begin(statement: str, connection: Connection) -> None:
    if connection.get_execution_options().get("isolation_level") != "AUTOCOMMIT":
        connection.exec_driver_sql(statement)
