"""Bring the database to the newest revision, under a lock, all or nothing."""

from asyncio import to_thread
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlalchemy.engine import Connection

from storage.copy import copy_into
from storage.engine import Database, Transaction

# Any number will do, as long as nothing else locks it: "nashra" on a telephone.
LOCK = 627472


@dataclass(frozen=True, slots=True)
class History:
    """Where the revisions are, and where a copy goes before one is applied."""

    scripts: Path
    copies: Path

    @property
    def head(self) -> str | None:
        """The newest revision there is."""
        return ScriptDirectory(str(self.scripts)).get_current_head()


class UnknownRevisionError(Exception):
    """The database was made by a newer Nashra than this one."""


async def migrate(database: Database, history: History, now: datetime) -> bool:
    """Apply what is missing and say whether anything was.

    Any number of processes may call this at once; the first one works and the
    others find it done.

    Raises:
        UnknownRevisionError: the database is ahead of this program.
    """
    head = history.head
    async with database.writing() as transaction:
        if not database.is_sqlite:
            await transaction.run(text(f"SELECT pg_advisory_xact_lock({LOCK})"))
        present = await transaction.connection.run_sync(_revision)
        if present == head:
            return False
        _check_known(history, present)
        if present is not None:
            await _copy(database, history.copies, now)
        await _upgrade(transaction, history)
    return True


async def is_migrated(database: Database, history: History) -> bool:
    """Whether the database stands at the newest revision."""
    async with database.reading() as reading:
        return await reading.connection.run_sync(_revision) == history.head


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _check_known(history: History, present: str | None) -> None:
    scripts = ScriptDirectory(str(history.scripts))
    known = {revision.revision for revision in scripts.walk_revisions()}
    if present is not None and present not in known:
        raise UnknownRevisionError(
            f"the database stands at revision {present}, which this version of "
            "Nashra does not know; start the newer version that wrote it"
        )


async def _copy(database: Database, copies: Path, now: datetime) -> None:
    if not database.is_sqlite:
        return  # PostgreSQL has its own backups, and DDL rolls back
    target = copies / f"before-migration-{now:%Y%m%dT%H%M%S%fZ}.db"
    await to_thread(copies.mkdir, parents=True, exist_ok=True)
    await copy_into(database, target)


async def _upgrade(transaction: Transaction, history: History) -> None:
    config = Config()
    config.set_main_option("script_location", str(history.scripts).replace("%", "%%"))
    await transaction.connection.run_sync(_upgrading(config))


def _upgrading(config: Config) -> Callable[[Connection], None]:
    def upgrade(connection: Connection) -> None:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")

    return upgrade
