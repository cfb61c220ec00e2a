"""Copies of an SQLite database that is in use."""

from pathlib import Path

from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from storage.engine import Database


async def copy_into(database: Database, target: Path) -> None:
    """The target, absent or empty before, holds the database of one moment.

    Writers wait for none of it: WAL keeps a reader and them apart.
    """
    async with database.outside() as connection:
        await connection.execute(text("VACUUM INTO :target"), {"target": str(target)})


async def is_whole(database: Database) -> bool:
    """Whether the file is a database that a migration of ours has made."""
    try:
        async with database.reading() as reading:
            if await reading.value(text("PRAGMA quick_check(1)")) != "ok":
                return False
            return bool(await reading.value(text("SELECT 1 FROM alembic_version")))
    except DatabaseError:
        return False
