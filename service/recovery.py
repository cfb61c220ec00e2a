"""The way back from a backup: nothing that was stopped since then may start again."""

import shutil
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from audience.keys import Keys
from jobs.absence import pass_over
from newsroom import braking, replaying
from newsroom.house import House
from newsroom.problem import Problem
from newsroom.replaying import Withdrawal
from newsroom.stops import Stop, Stops
from outbox.wake import sleep_on
from service import keyring
from service.backup import Backup, draft_of, place, write
from service.clock import now
from service.history import SCRIPTS
from service.settings import Settings
from service.wiring import database_of, file_url, keys_path, last_url, opened
from storage.copy import is_whole
from storage.engine import connect
from storage.migrate import History, migrate

BESIDE = ("-wal", "-shm")  # what belongs to an SQLite file
START = b"SQLite format 3\0"


@dataclass(frozen=True, slots=True)
class Recovered:
    """What came of it; everything stands still until somebody says otherwise."""

    is_done: bool  # False: the withdrawals were not agreed to
    left: int  # readers who had left after the backup
    withdrawals: Sequence[Withdrawal]
    passed: Sequence[str]  # newsletters whose last edition is up to a person
    moved: Path | None  # where the database is that was here before


async def recover(
    settings: Settings, backup: Backup, agreed: Callable[[Sequence[Withdrawal]], bool]
) -> Recovered | Problem:
    """The backup is the house's database, without what was stopped since.

    All is done to a draft beside the database. Until that takes the database's name,
    the house is as it was, whatever happens.
    """
    goal = database_of(settings).path
    if goal is None:
        return Problem(
            "needs_pg_dump",
            "The database is PostgreSQL: pg_dump copies it and pg_restore brings it back, "
            "and keys.json and stops.ndjson are copied beside it.",
        )
    problem = _look_at(settings, backup)
    if problem is not None:
        return problem
    settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    with _draft(goal, backup.database) as draft:
        stops = _all_stops(settings, backup)
        async with _house(settings, backup, draft) as house:
            if isinstance(house, Problem):
                return house
            recovered = await _replay(house, stops, agreed)
        if not recovered.is_done:
            return recovered
        await _keep_files(settings, backup, stops)
        await _fold(goal)
        moved = _put_aside(settings, goal, now())
        place(draft, goal)
    return replace(recovered, moved=moved)


async def recover_here(
    settings: Settings, agreed: Callable[[Sequence[Withdrawal]], bool]
) -> Recovered | Problem:
    """The database that somebody has put back by other means is without it too.

    It is paused first: what is not agreed to stays public, and nothing goes out.
    """
    present = keys_path(settings)
    if not present.exists():
        message = f"Put the keys of the database to {present}."
        return Problem("no_keys", message, fields={"present": str(present)})
    async with opened(settings) as installation:
        house = installation.house
        return await _replay(house, house.stops.read(), agreed)


async def _replay(
    house: House,
    stops: Sequence[Stop],
    agreed: Callable[[Sequence[Withdrawal]], bool],
) -> Recovered:
    await braking.hold(house, "recovery")
    left = await replaying.let_leave(house, stops)
    withdrawals = await replaying.forgotten(house, stops)
    if not agreed(withdrawals):
        return Recovered(False, left, withdrawals, (), None)
    await replaying.withdraw(house, withdrawals)
    return Recovered(True, left, withdrawals, await pass_over(house, "recover"), None)


def _look_at(settings: Settings, backup: Backup) -> Problem | None:
    """Whether the files are those of a backup, and of this house."""
    try:
        with backup.database.open("rb") as file:
            start = file.read(len(START))
    except OSError as error:
        reason = error.strerror or str(error)
        message = f"{backup.database} cannot be read: {reason}."
        return Problem("cannot_read", message, "file", fields={"reason": reason})
    if start != START:
        return _no_backup(backup)
    return _look_at_keys(keys_path(settings), backup)


def _look_at_keys(present: Path, backup: Backup) -> Problem | None:
    """Whether there are keys to what the backup has sealed and signed."""
    if not backup.keys.exists():
        if present.exists():
            return None
        message = f"Put the keys of the backup to {backup.keys} or to {present}."
        fields = {"backup": str(backup.keys), "present": str(present)}
        return Problem("no_keys", message, "file", fields=fields)
    if not present.exists():
        return None
    theirs, ours = keyring.load(backup.keys), keyring.load(present)
    if _holds(ours, theirs):
        return None
    return Problem(
        "other_keys",
        f"The keys are not those of the backup; if nothing was made with them, move "
        f"them away: {present}",
        "file",
        fields={"present": str(present)},
    )


def _holds(ours: Keys, theirs: Keys) -> bool:
    """Whether no key is missing; keys are added and never dropped."""
    return (
        set(ours.links) >= set(theirs.links)
        and set(ours.seal) >= set(theirs.seal)
        and set(ours.suppression) >= set(theirs.suppression)
    )


def _no_backup(backup: Backup) -> Problem:
    return Problem(
        "not_a_backup",
        f"This is no whole database of Nashra: {backup.database}",
        "file",
        fields={"file": str(backup.database)},
    )


@contextmanager
def _draft(goal: Path, source: Path) -> Iterator[Path]:
    """A copy of the source beside the goal; gone when the block ends."""
    for dead in goal.parent.glob(f".{goal.name}.*"):  # of a recovery that was killed
        dead.unlink()
    draft = draft_of(goal)
    try:
        for end in ("", "-wal"):  # a copy that was made by hand may have its WAL
            if (part := _with(source, end)).exists():
                shutil.copyfile(part, _with(draft, end))
                _with(draft, end).chmod(0o600)
        yield draft
    finally:
        for end in ("", *BESIDE):
            _with(draft, end).unlink(missing_ok=True)


@asynccontextmanager
async def _house(
    settings: Settings, backup: Backup, draft: Path
) -> AsyncIterator[House | Problem]:
    """A house on the draft, with today's tables."""
    database = connect(file_url(draft))
    try:
        if not await is_whole(database):
            yield _no_backup(backup)
            return
        await migrate(database, History(SCRIPTS, settings.data / "backups"), now())
        present = keys_path(settings)
        keys = present if present.exists() else backup.keys
        house = House(
            database=database,
            keys=keyring.load(keys),
            public_url=settings.public_url or last_url(settings),
            stops=Stops(settings.data / "stops.ndjson"),
            wake=sleep_on,
            now=now,
        )
        yield house
    finally:
        await database.close()


def _all_stops(settings: Settings, backup: Backup) -> list[Stop]:
    """What either file knows; ours first, for it is the longer one."""
    ours = Stops(settings.data / "stops.ndjson").read()
    known = {frozenset(stop.items()) for stop in ours}
    theirs = Stops(backup.stops).read()
    return [*ours, *(stop for stop in theirs if frozenset(stop.items()) not in known)]


async def _keep_files(
    settings: Settings, backup: Backup, stops: Sequence[Stop]
) -> None:
    """Keys that are missing, and stops that only the backup knows."""
    if not keys_path(settings).exists():
        write(keys_path(settings), backup.keys.read_bytes())
    await Stops(settings.data / "stops.ndjson").add_missing(stops)


async def _fold(goal: Path) -> None:
    """What a dead process left in the WAL is in the file, if it can be read at all."""
    if _parts(goal):
        database = connect(file_url(goal))
        await is_whole(database)
        await database.close()


def _put_aside(settings: Settings, goal: Path, at: datetime) -> Path | None:
    """What is here goes to the backups, whole."""
    parts = _parts(goal)
    if not parts:
        return None
    folder = settings.data / "backups"
    folder.mkdir(parents=True, exist_ok=True)
    aside = folder / f"before-recovery-{at:%Y%m%dT%H%M%S%fZ}.db"
    if parts == [""]:
        # It has both names until the draft takes its own: there is always a database.
        with suppress(OSError):  # not every file system gives a second name
            aside.hardlink_to(goal)
            return aside
    # The file itself first: to a file that is not there SQLite applies no WAL.
    for end in parts:
        shutil.move(_with(goal, end), _with(aside, end))
    return aside


def _parts(goal: Path) -> list[str]:
    """Which files of the database are here, by their ends."""
    return [end for end in ("", *BESIDE) if _with(goal, end).exists()]


def _with(path: Path, end: str) -> Path:
    return path.with_name(path.name + end)
