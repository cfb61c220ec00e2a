"""Fresh databases for tests: migrated once in a run, and copied from then on."""

import asyncio
import shutil
from pathlib import Path

import psycopg
from psycopg import sql

from service.clock import now
from service.history import SCRIPTS
from service.schema import metadata
from storage.engine import connect
from storage.migrate import History, migrate
from tests.support import postgresql

TEMPLATE = "nashra_template"


def sqlite_template(folder: Path) -> Path:
    """The file of a migrated SQLite database that nobody has open."""
    file = folder / "template.db"
    _migrate(f"sqlite:///{file}", folder)
    return file


def postgresql_template(server: str, folder: Path) -> str:
    """The name of a migrated database on the server that nobody has open."""
    postgresql.create(server, TEMPLATE)
    _migrate(address(server, TEMPLATE), folder)
    return TEMPLATE


def copy_of(template: Path, file: Path) -> str:
    """The address of a copy of the file."""
    shutil.copyfile(template, file)
    return f"sqlite:///{file}"


def address(server: str, name: str) -> str:
    """The address of one database on the server."""
    return server.replace("/postgres?", f"/{name}?")


def empty(url: str) -> None:
    """No rows are left in the PostgreSQL database, and its counters go on."""
    # Cheaper by far than a database for each test, or than TRUNCATE.
    delete = [
        sql.SQL("DELETE FROM {}").format(sql.Identifier(table.name))
        for table in reversed(metadata.sorted_tables)
    ]
    first_row = sql.SQL("INSERT INTO journal VALUES (1, 0)")
    patience = sql.SQL("SET lock_timeout = '5s'")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(sql.SQL("; ").join([patience, *delete, first_row]))


def _migrate(url: str, folder: Path) -> None:
    async def work() -> None:
        database = connect(url)
        await migrate(database, History(SCRIPTS, folder / "backups"), now())
        await database.close()

    asyncio.run(work())
