"""A house for tests: a clock that is told the time, stops in a folder, a wake that counts."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

from audience.keys import new_keys
from content import archive, imprint
from content.article import Article, Block, Kind, new_id
from digests import newsletters
from digests.newsletters import Newsletter
from newsroom import publishing
from newsroom.house import House
from newsroom.pushing import Done
from newsroom.stops import Stops
from outbox.parcel import Channel
from storage.engine import Database, Transaction
from tests.support import rows
from tests.support.rows import NOW, PUBLISHER, a_newsletter, subscribe

BLOCKS = (
    Block(Kind.PARAGRAPH, "بقيت المحطة مغلقة أربعين عامًا، ثم عاد إليها الناس."),
    Block(Kind.HEADING, "ماذا تغيّر؟"),
    Block(Kind.PARAGRAPH, "صار للسكة جدول من طراز S-400، وصار للجدول قرّاء."),
)


@dataclass
class Clock:
    """Stands still until it is moved."""

    moment: datetime = NOW

    def __call__(self) -> datetime:
        return self.moment

    def move(self, **units: float) -> datetime:
        """So much later; the new time."""
        self.moment += timedelta(**units)
        return self.moment


@dataclass
class Bell:
    """A wake that writes down what was owed, and what of it was committed."""

    rung: list[tuple[Channel, int]] = field(default_factory=list)
    committed: list[tuple[Channel, int]] = field(default_factory=list)

    async def __call__(
        self, transaction: Transaction, channel: Channel, parcels: int
    ) -> None:
        self.rung.append((channel, parcels))

        async def kick() -> None:
            self.committed.append((channel, parcels))

        transaction.after_commit(kick)


@dataclass(frozen=True)
class Built:
    """The house, and what a test looks at beside it."""

    house: House
    clock: Clock
    bell: Bell

    @property
    def database(self) -> Database:
        return self.house.database

    @property
    def stops(self) -> list[dict[str, object]]:
        return self.house.stops.read()


async def build(database: Database, folder: Path) -> Built:
    """A house of the publisher of the tests, with nothing in it."""
    clock, bell = Clock(), Bell()
    async with database.writing() as transaction:
        await imprint.save(transaction, PUBLISHER)
    house = House(
        database=database,
        keys=new_keys(),
        public_url="https://nashra.example",
        stops=Stops(folder / "stops.ndjson"),
        wake=bell,
        now=clock,
    )
    return Built(house, clock, bell)


def a_text(number: int = 1) -> Article:
    """A text with a title that was never public."""
    return Article(new_id(), BLOCKS, title=f"عودة القطار إلى الساحل {number}")


async def draft(built: Built, article: Article | None = None, **changes) -> Article:
    """The article is in the archive, unpublished."""
    made = replace(article or a_text(), **changes)
    async with built.database.writing() as transaction:
        await archive.add(transaction, made, built.clock())
    return made


async def publish(built: Built, number: int = 1, **changes) -> Article:
    """An article that is public now."""
    made = await draft(built, a_text(number), **changes)
    done = await publishing.publish(built.house, made.id)
    assert isinstance(done, Done), done
    return await present(built, made)


async def present(built: Built, article: Article) -> Article:
    """The article as it stands now."""
    async with built.database.reading() as reading:
        return await archive.find(reading, article.id)


async def listen(built: Built, *names: str) -> None:
    """Active endpoints of these ids."""
    async with built.database.writing() as transaction:
        await rows.listen(transaction, *names)


async def open_list(built: Built, readers: int, name: str = "tuesday") -> Newsletter:
    """A newsletter with so many readers."""
    newsletter = a_newsletter(name)
    addresses = [f"reader{number}@mena.example" for number in range(readers)]
    async with built.database.writing() as transaction:
        await newsletters.add(transaction, newsletter)
        await subscribe(transaction, name, *addresses)
    return newsletter
