"""The installation put together: the one place where every part is known."""

import tomllib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.engine import URL

from audience import subscribers
from audience.keys import Keys
from content import imprint, journal
from content.event import EventType
from content.publisher import Publisher
from content.search import reindex
from jobs.kick import Kick
from newsroom.house import House
from newsroom.readers import leave_line
from newsroom.stops import Stops
from newsroom.withdrawing import stop_line
from service import keyring
from service.clock import now
from service.history import SCRIPTS
from service.settings import Settings
from storage.engine import Database, connect
from storage.migrate import History, migrate

LOCAL_URL = "http://127.0.0.1:8080"  # until settings name a public one
LOCK = "dispatch.lock"
DEFAULT_PUBLISHER = Path(__file__).parent / "publisher.toml"


class MissingDriverError(Exception):
    """The package that speaks to this kind of database is not installed."""


@dataclass(frozen=True, slots=True)
class Installation:
    """An open installation: migrated, with keys and a publisher."""

    settings: Settings
    house: House
    kick: Kick
    history: History

    @property
    def database(self) -> Database:
        """Its database."""
        return self.house.database

    @property
    def dispatch_lock(self) -> Path:
        """Who holds it dispatches (decisions A1)."""
        return self.settings.data / LOCK

    @property
    def mail(self) -> Path:
        """The maildir that stands in for a relay."""
        return self.settings.data / "mail"


@asynccontextmanager
async def opened(
    settings: Settings, public_url: str | None = None
) -> AsyncIterator[Installation]:
    """The installation in the settings' data folder, made if it is not there.

    Raises:
        KeysError: the keys cannot be read or made.
        MissingDriverError: the database is of a kind that nothing here speaks.
        UnknownRevisionError: a newer Nashra wrote the database.
    """
    settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    keys = keyring.load_or_make(keys_path(settings))
    database = database_of(settings)
    try:
        yield await _install(settings, keys, database, public_url)
    finally:
        await database.close()


def keys_path(settings: Settings) -> Path:
    """Where the keys are."""
    return settings.keys_file or settings.data / keyring.FILE_NAME


def database_of(settings: Settings) -> Database:
    """The database of these settings, not yet asked for anything.

    Raises:
        MissingDriverError: it is of a kind that nothing here speaks.
    """
    try:
        return connect(settings.database_url or file_url(settings.data / "nashra.db"))
    except ModuleNotFoundError as error:
        raise MissingDriverError(f"the package {error.name} is missing") from error


def file_url(path: Path) -> str:
    """The file as an address, also of a folder named with ? or %."""
    return URL.create("sqlite", database=str(path)).render_as_string()


async def _install(
    settings: Settings, keys: Keys, database: Database, public_url: str | None
) -> Installation:
    history = History(SCRIPTS, settings.data / "backups")
    await migrate(database, history, now())
    await reindex(database)
    await _seed_publisher(settings, database)
    kick = Kick()
    house = House(
        database=database,
        keys=keys,
        public_url=settings.public_url or public_url or last_url(settings),
        stops=Stops(settings.data / "stops.ndjson"),
        wake=kick,
        now=now,
    )
    return Installation(settings, house, kick, history)


def remember_url(settings: Settings, url: str) -> None:
    """Commands beside a server without a public address make links to this one."""
    (settings.data / LOCK).write_text(url, encoding="utf-8")


def last_url(settings: Settings) -> str:
    """Where a server of this folder last listened."""
    lock = settings.data / LOCK
    known = lock.read_text(encoding="utf-8").strip() if lock.is_file() else ""
    return known or LOCAL_URL


async def _seed_publisher(settings: Settings, database: Database) -> None:
    async with database.reading() as reading:
        if await imprint.load(reading) is not None:
            return
    defaults = tomllib.loads(DEFAULT_PUBLISHER.read_text(encoding="utf-8"))
    async with database.writing() as transaction:
        if await imprint.load(transaction) is None:
            publisher = Publisher(**{**defaults, **settings.publisher})
            await imprint.save(transaction, publisher)


async def complete_stops(house: House) -> None:
    """A crash between commit and file must not make the file forget (A5)."""
    async with house.database.reading() as reading:
        events = await journal.of_types(reading, [EventType.WITHHELD, EventType.KILLED])
        left = await subscribers.who_left(reading)
    lines = [stop_line(event) for event in events]
    lines += [leave_line(house.keys, each, at) for each, at in left]
    await house.stops.add_missing(lines)
