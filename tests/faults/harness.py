"""Houses with much to send, the processes that send it, and what must be true after.

A house is a data folder and a database; processes over it are real ones, started
through `tests.faults.child`, killed by SIGKILL and never waited for longer than a
test may last.
"""

import asyncio
import json
import random
import signal
import sys
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import func, select, update

from audience.addresses import parse_allow
from audience.keys import seal
from audience.partners import Endpoint, add_endpoint
from content.article import Article
from digests.newsletters import Newsletter
from newsroom import editions, filling, intake, newsletters, publishing, readers
from newsroom.intake import File, Taken, Wishes
from newsroom.newsletters import Wanted
from newsroom.partners import BELONGS_TO
from newsroom.pushing import Done
from newsroom.readers import Line
from outbox import ledger
from outbox.tables import lanes, parcels
from service import keyring
from service.settings import Settings
from service.wiring import Installation, opened
from storage.engine import connect
from tests.support.partner import Received

ROOT = Path(__file__).parents[2]
LONGEST = 60.0  # seconds that a test waits for a process
ALLOW = "127.0.0.1/32:*"
SECRET = b"a secret that all endpoints share"
NEWSLETTER = "daily"

TEXT = """# {title}

أعلنت هيئة الموانئ أن أعمال التوسعة انتهت قبل موعدها، وأن الأرصفة الجديدة تستقبل السفن من الأسبوع المقبل.

وقالت الهيئة إن حركة البضائع نمت في العام الماضي، وإن العمل على المرحلة الثانية يبدأ في الصيف.
"""


@dataclass(frozen=True)
class Ended:
    """A process that is over."""

    code: int
    stdout: str
    stderr: str

    @property
    def record(self) -> Any:
        """Its last line of JSON."""
        return json.loads(self.stdout.splitlines()[-1])

    @property
    def was_killed(self) -> bool:
        return self.code == -signal.SIGKILL


class Running:
    """A process of ours on its way."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self._out: list[str] = []
        self._err: list[str] = []
        self._read = [
            asyncio.create_task(_collect(process.stdout, self._out)),
            asyncio.create_task(_collect(process.stderr, self._err)),
        ]

    async def ready(self) -> Any:
        """The line in which `serve` says that it accepts."""
        async with asyncio.timeout(LONGEST):
            while not self._out:
                assert self.is_alive, "".join(self._err)
                await asyncio.sleep(0.01)
        return json.loads(self._out[0])

    async def says(self, words: str) -> str:
        """Wait until these words are on its stderr."""
        async with asyncio.timeout(LONGEST):
            while words not in (said := "".join(self._err)):
                assert self.is_alive, said
                await asyncio.sleep(0.01)
        return said

    @property
    def is_alive(self) -> bool:
        return self._process.returncode is None

    def is_stopped(self) -> bool:
        """Whether a signal has stopped it, as the system tells."""
        status = Path(f"/proc/{self._process.pid}/stat").read_text(encoding="utf-8")
        return status.rpartition(")")[2].split()[0] == "T"

    def kill(self) -> None:
        with suppress(ProcessLookupError):
            self._process.kill()

    def terminate(self) -> None:
        self._process.terminate()

    def signal(self, number: int) -> None:
        self._process.send_signal(number)

    async def ended(self) -> Ended:
        async with asyncio.timeout(LONGEST):
            await self._process.wait()
            await asyncio.gather(*self._read)
        code = self._process.returncode
        assert code is not None
        return Ended(code, "".join(self._out), "".join(self._err))


@dataclass(frozen=True)
class House:
    """An installation that processes work on."""

    folder: Path
    database_url: str
    windows: tuple[int, int] = (50, 200)
    url: str = "http://127.0.0.1:8080"
    relay: str = ""  # none: mail goes into the maildir

    @property
    def is_sqlite(self) -> bool:
        return self.database_url.startswith("sqlite")

    @property
    def settings(self) -> Settings:
        return Settings(
            data=self.folder,
            database_url=self.database_url,
            outbound_allow=parse_allow(ALLOW),
            public_url=self.url,
        )

    @property
    def environment(self) -> Mapping[str, str]:
        mail, webhook = self.windows
        return {
            "PATH": "/usr/bin:/bin",
            "LC_ALL": "C.UTF-8",
            "NASHRA_DATA": str(self.folder),
            "NASHRA_DATABASE_URL": self.database_url,
            "NASHRA_OUTBOUND_ALLOW": ALLOW,
            "NASHRA_PUBLIC_URL": self.url,
            "NASHRA_SMTP_URL": self.relay,
            "NASHRA_MAIL_WINDOW": str(mail),
            "NASHRA_WEBHOOK_WINDOW": str(webhook),
        }

    @asynccontextmanager
    async def running(
        self,
        *command: str,
        die: tuple[str, int] | None = None,
        freeze: tuple[str, int] | None = None,
        log: Path | None = None,
        slice_: int | None = None,
        every: int | None = None,
    ) -> AsyncIterator[Running]:
        """`nashra` with this command, gone at the latest when the block ends."""
        options: list[object] = []
        for name, value in (("--log", log), ("--slice", slice_), ("--every", every)):
            options += [name, value] if value is not None else []
        options += ["--die", *die] if die else []
        options += ["--freeze", "--die", *freeze] if freeze else []
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "tests.faults.child",
            *map(str, options),
            "--",
            *command,
            cwd=ROOT,
            env=self.environment,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        running = Running(process)
        try:
            yield running
        finally:
            running.kill()
            await running.ended()

    async def run(self, *command: str, **options: Any) -> Ended:
        """`nashra` with this command, to its end."""
        async with self.running(*command, "--json", **options) as running:
            return await running.ended()

    async def deliver(self, **options: Any) -> Ended:
        return await self.run("deliver", "--until-empty", **options)

    def letters(self) -> list[str]:
        """The parcels whose mail lies in the maildir."""
        new = self.folder / "mail" / "new"
        files = new.iterdir() if new.is_dir() else iter(())
        return [file.name.removesuffix(".nashra") for file in files]

    async def let_leases_lapse(self) -> None:
        """What a dead process held has been held for long enough."""
        long_ago = datetime.now(UTC) - timedelta(hours=1)  # noqa: TID251
        database = connect(self.database_url)
        async with database.writing() as transaction:
            for table in (parcels, lanes):
                held = table.c.lease.is_not(None)
                await transaction.run(
                    update(table).where(held).values(leased_until=long_ago)
                )
        await database.close()

    async def rows(self, statement: Any) -> Sequence[Any]:
        database = connect(self.database_url)
        async with database.reading() as reading:
            found = await reading.rows(statement)
        await database.close()
        return found

    async def change(self, statement: Any) -> None:
        database = connect(self.database_url)
        async with database.writing() as transaction:
            await transaction.run(statement)
        await database.close()

    async def parcels(self, channel: str) -> dict[str, Any]:
        """Every parcel of the channel by its id."""
        mine = select(parcels).where(parcels.c.channel == channel)
        return {row.id: row for row in await self.rows(mine)}


@asynccontextmanager
async def at_work(house: House) -> AsyncIterator[Installation]:
    """The house opened in this process, to put something into it."""
    async with opened(house.settings) as installation:
        yield installation


def make_folder(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    keyring.load_or_make(folder / keyring.FILE_NAME)


async def add_article(installation: Installation, title: str) -> Article:
    """An article, not yet public."""
    data = TEXT.format(title=title).encode()
    taken = await intake.take(installation.house, File("a.md", data), Wishes())
    assert isinstance(taken, Taken), taken
    return taken.article


async def publish(installation: Installation, title: str) -> Article:
    """An article that is public, and owed to every endpoint."""
    article = await add_article(installation, title)
    done = await publishing.publish(installation.house, article.id)
    assert isinstance(done, Done), done
    return article


async def add_endpoints(installation: Installation, url: str, number: int) -> None:
    """So many endpoints, each with a path of its own below the address."""
    house = installation.house
    async with house.database.writing() as transaction:
        for i in range(number):
            name = f"{i:032x}"
            sealed = seal(house.keys, SECRET, BELONGS_TO.format(name))
            endpoint = Endpoint(name, "partner", f"{url}/{i}", sealed, "active")
            await add_endpoint(transaction, endpoint, [], house.now())


async def add_readers(installation: Installation, number: int) -> Newsletter:
    """A newsletter that comes out at midnight, with so many readers."""
    wanted = Wanted(NEWSLETTER, None, "ar", "daily", 0, 0, 0, "UTC")
    newsletter = await newsletters.add(installation.house, wanted)
    assert isinstance(newsletter, Newsletter)
    lines = [Line(i, f"reader{i}@example.org") for i in range(number)]
    for batch in readers.batches(lines):
        await readers.take_readers(installation.house, NEWSLETTER, "yes", "a", batch)
    return newsletter


async def owe(house: House, hook: str, *, mails: int, posts: int) -> None:
    """So many mails of one edition and posts of one article are due."""
    make_folder(house.folder)
    async with at_work(house) as installation:
        await add_endpoints(installation, hook, posts)
        newsletter = await add_readers(installation, mails)
        await publish(installation, "خبر من الميناء")
        await editions.freeze(
            installation.house, newsletter, "2026-01-01", then="filling"
        )
        await filling.fill_all(installation.house)


@dataclass
class Witness:
    """Looks at the ledger all the time, through a connection of its own."""

    house: House
    owed: Mapping[str, int]
    looks: int = 0

    async def watch(self) -> None:
        database = connect(self.house.database_url)
        try:
            while True:
                async with database.reading() as reading:
                    await self._look(reading)
                await asyncio.sleep(0.01)
        finally:
            await database.close()

    async def _look(self, reading: Any) -> None:
        sums = await ledger.sums(reading)
        self.looks += 1
        for channel, number in self.owed.items():
            counts = dict(sums[channel])  # type: ignore[index]
            owed = counts.pop("owed")
            assert owed == sum(counts.values()), counts
            assert owed == number, (channel, counts)


@asynccontextmanager
async def witnessed(house: House, **owed: int) -> AsyncIterator[Witness]:
    """For as long as the block lasts, what is owed is the sum of the states."""
    witness = Witness(house, owed)
    watching = asyncio.create_task(witness.watch())
    try:
        yield witness
    finally:
        if not watching.done():
            watching.cancel()
        with suppress(asyncio.CancelledError):
            await watching
    assert witness.looks


@dataclass(frozen=True)
class Figures:
    """What a series of kills came to."""

    kills: int
    lost: int
    doubled_posts: int
    repeated_mails: int
    notes: tuple[str, ...] = field(default=())

    def __str__(self) -> str:
        return (
            f"{self.kills} kills, {self.lost} lost, {self.doubled_posts} posts doubled, "
            f"{self.repeated_mails} mails begun again"
        )


async def figures(house: House, received: Sequence[Received], kills: int) -> Figures:
    """Who got what, and how often; ids and destinations must agree."""
    mails, posts = await house.parcels("mail"), await house.parcels("webhook")
    times = Counter(each.id.removeprefix("msg_") for each in received)
    assert set(times) <= set(posts)
    check_same_ids(received, posts)
    letters = Counter(house.letters())
    assert set(letters) <= set(mails)
    lost = (set(posts) - set(times)) | (set(mails) - set(letters))
    return Figures(
        kills=kills,
        lost=len(lost),
        doubled_posts=sum(times.values()) - len(times),
        repeated_mails=sum(row.attempts for row in mails.values()) - len(mails),
    )


def check_same_ids(received: Iterable[Received], posts: Mapping[str, Any]) -> None:
    """Whatever came twice came twice under the id of its own parcel."""
    bodies: dict[str, bytes] = {}
    for each in received:
        parcel = posts[each.id.removeprefix("msg_")]
        assert each.target.endswith(f"/{int(parcel.destination, 16)}")
        assert bodies.setdefault(each.id, each.body) == each.body


def chance_of(seed: int) -> random.Random:
    """The same choices for the same seed."""
    return random.Random(seed)  # noqa: S311  chooses moments, not secrets


async def until(true: Callable[[], bool], seconds: float = 30.0) -> None:
    """Wait until it is so; files and partners tell nobody when they change."""
    async with asyncio.timeout(seconds):
        while not true():  # noqa: ASYNC110
            await asyncio.sleep(0.003)


def say(*words: object) -> None:
    """Figures for whoever runs the tests with -s or sees one fail."""
    print(*words)  # noqa: T201


async def count(house: House, table: Any, *conditions: Any) -> int:
    statement = select(func.count()).select_from(table).where(*conditions)
    return int((await house.rows(statement))[0][0])


async def _collect(stream: asyncio.StreamReader | None, into: list[str]) -> None:
    assert stream is not None
    while line := await stream.readline():
        into.append(line.decode())
