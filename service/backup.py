"""A copy of the house while it works: the database, its keys and its stops."""

import asyncio
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from newsroom.problem import Problem
from outbox import brakes
from outbox.parcel import CHANNELS
from service.wiring import Installation, file_url, keys_path
from storage.copy import copy_into
from storage.engine import connect


@dataclass(frozen=True, slots=True)
class Backup:
    """The three files of one backup; the first names the others."""

    database: Path

    @property
    def keys(self) -> Path:
        """Its keys: whoever has them can sign readers out."""
        return self.database.with_name(f"{self.database.name}.keys.json")

    @property
    def stops(self) -> Path:
        """Who had left and what was withdrawn when it was made."""
        return self.database.with_name(f"{self.database.name}.stops.ndjson")

    def present(self) -> Path | None:
        """The first of the three that is there already."""
        three = (self.database, self.keys, self.stops)
        return next((path for path in three if path.exists()), None)


async def back_up(installation: Installation, backup: Backup) -> Problem | None:
    """The three files are whole and on disk, the database last; none is replaced."""
    if not installation.database.is_sqlite:
        return Problem(
            "needs_pg_dump",
            "The database is PostgreSQL: pg_dump copies it and pg_restore brings it back, "
            "and keys.json and stops.ndjson are copied beside it.",
        )
    there = backup.present()
    if there is not None:
        return Problem(
            "file_exists",
            f"{there} is there already; name another file.",
            field="file",
            fields={"file": str(there)},
        )
    with _draft(backup.database) as draft:
        await copy_into(installation.database, draft)
        await _mark(installation, draft)
        # After the database: what stops say, they may say too early, never too late.
        await asyncio.to_thread(_copy_beside, installation, backup)
        await asyncio.to_thread(place, draft, backup.database)
    return None


async def _mark(installation: Installation, draft: Path) -> None:
    """Whichever way the copy comes back, it lets nothing out before it is told to."""
    database = connect(file_url(draft))
    try:
        async with database.writing() as transaction:
            now = installation.house.now()
            await brakes.put_on(transaction, CHANNELS, "backup", now)
    finally:
        await database.close()


def _copy_beside(installation: Installation, backup: Backup) -> None:
    stops = installation.house.stops.path
    write(backup.keys, keys_path(installation.settings).read_bytes())
    write(backup.stops, stops.read_bytes() if stops.exists() else b"")


@contextmanager
def _draft(goal: Path) -> Iterator[Path]:
    """An empty file beside the goal, for our eyes only; gone when the block ends."""
    draft = draft_of(goal)
    os.close(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        yield draft
    finally:
        draft.unlink(missing_ok=True)


def draft_of(goal: Path) -> Path:
    """A name beside the goal that nobody else has."""
    return goal.with_name(f".{goal.name}.{secrets.token_hex(8)}")


def write(goal: Path, data: bytes) -> None:
    """The file holds this, on disk, readable by its owner only."""
    with _draft(goal) as draft:
        draft.write_bytes(data)
        place(draft, goal)


def place(draft: Path, goal: Path) -> None:
    """The draft has the goal's name, and both are on disk."""
    _sync(draft)
    draft.replace(goal)
    _sync(goal.parent)


def _sync(path: Path) -> None:
    file = os.open(path, os.O_RDONLY)
    try:
        os.fsync(file)
    finally:
        os.close(file)
