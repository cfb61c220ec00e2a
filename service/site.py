"""The site's ports, wired to the stores and the newsroom."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from audience.users import Link, User
from content import archive, imprint, media, moves, shelves
from content.article import Article
from content.filing import Drawer
from content.publisher import Publisher
from content.search import Results, search
from content.shelves import Shelf
from content.tally import Tally, tally
from digests import editions, newsletters
from feeds import store
from feeds.feed import Feed, Format
from newsroom import braking, readers, staff
from newsroom.house import NoPublisherError
from service.metrics import Scrape
from service.wiring import Installation
from storage.migrate import is_migrated
from web.site import Day, FeedContent, LeaveLink, Readiness, Shelved, Site

FONTS = Path(__file__).parents[1] / "web" / "fonts"


@dataclass(frozen=True, slots=True)
class Sent:
    """A sent edition for its page."""

    html: str
    language: str


@dataclass(frozen=True, slots=True)
class Ports:
    """What the pages ask, answered from the database."""

    installation: Installation
    is_dispatching: Callable[[], bool]

    async def publisher(self) -> Publisher:
        async with self.installation.database.reading() as reading:
            found = await imprint.load(reading)
        if found is None:
            raise NoPublisherError
        return found

    async def article(self, name: str) -> Article | None:
        async with self.installation.database.reading() as reading:
            return await archive.load(reading, name)

    async def latest(self, limit: int) -> list[Article]:
        async with self.installation.database.reading() as reading:
            return await archive.latest(reading, limit)

    async def tally(self, since: datetime) -> Tally:
        async with self.installation.database.reading() as reading:
            return await tally(reading, since)

    async def shelves(self, drawer: Drawer) -> list[Shelf]:
        async with self.installation.database.reading() as reading:
            return await shelves.shelves(reading, drawer)

    async def shelf(
        self, drawer: Drawer, slug: str, limit: int, offset: int
    ) -> Shelved | None:
        async with self.installation.database.reading() as reading:
            found = await shelves.shelf(reading, drawer, slug)
            if found is None:
                return None
            standing = await shelves.standing(reading, drawer, slug, limit, offset)
        return Shelved(found, standing)

    async def search(self, query: str, limit: int, offset: int) -> Results:
        async with self.installation.database.reading() as reading:
            return await search(reading, query, limit, offset)

    async def feeds(self) -> list[Feed]:
        async with self.installation.database.reading() as reading:
            return [feed for feed, _ in await store.listing(reading)]

    async def feed_head(self, name: str) -> Feed | None:
        async with self.installation.database.reading() as reading:
            return await store.open_head(reading, name)

    async def feed_content(
        self, name: str, format_: Format, limit: int
    ) -> FeedContent | None:
        async with self.installation.database.reading() as reading:
            head = await store.open_head(reading, name)
            if head is None:
                return None
            entries = await store.documents(reading, name, format_, limit)
        return FeedContent(head, entries)

    async def edition(self, newsletter: str, slot: str) -> Sent | None:
        async with self.installation.database.reading() as reading:
            found = await editions.find(reading, newsletter, slot)
            its = await newsletters.find(reading, newsletter)
        # Before it is sent an edition is nobody's to read (decisions A15).
        if found is None or its is None or found.state not in editions.PUBLIC:
            return None
        return Sent(found.html, its.language)

    async def medium(self, sha256: str, suffix: str) -> media.Medium | None:
        async with self.installation.database.reading() as reading:
            return await media.find(reading, sha256, suffix, archive.public())

    async def moved_from(self, asked: str) -> Article | None:
        async with self.installation.database.reading() as reading:
            found = await moves.moved_from(reading, asked)
            return None if found is None else await archive.load(reading, found)

    async def leave_link(self, token: str) -> LeaveLink | None:
        return await readers.leave_link(self.installation.house, token)

    async def leave(self, token: str) -> bool:
        return await readers.leave(self.installation.house, token)

    async def who(self, session: str) -> User | None:
        return await staff.who(self.installation.house, session)

    async def sign_in_link(self, secret: str) -> Link | None:
        return await staff.link(self.installation.house, secret)

    async def enter(self, secret: str) -> str | None:
        return await staff.enter(self.installation.house, secret)

    async def sign_out(self, session: str) -> None:
        await staff.leave(self.installation.house, session)

    async def day(self, since: datetime, limit: int) -> Day:
        async with self.installation.database.reading() as reading:
            listed = await archive.listing(reading, limit)
            return Day(listed, await tally(reading, since))

    async def readiness(self) -> Readiness:
        installation = self.installation
        try:
            async with installation.database.reading() as reading:
                await reading.run(text("SELECT 1"))
            migrated = await is_migrated(installation.database, installation.history)
            paused = migrated and bool(await braking.braked(installation.house))
        except SQLAlchemyError:
            return Readiness(False, False, False, self.is_dispatching(), False)
        return Readiness(migrated, True, migrated, self.is_dispatching(), paused)


def site_of(installation: Installation, is_dispatching: Callable[[], bool]) -> Site:
    """The site of this installation."""
    ports = Ports(installation, is_dispatching)
    return Site(
        public_url=installation.house.public_url,
        now=installation.house.now,
        publisher=ports.publisher,
        article=ports.article,
        latest=ports.latest,
        tally=ports.tally,
        shelves=ports.shelves,
        shelf=ports.shelf,
        search=ports.search,
        feeds=ports.feeds,
        feed_head=ports.feed_head,
        feed_content=ports.feed_content,
        edition=ports.edition,
        leave_link=ports.leave_link,
        leave=ports.leave,
        medium=ports.medium,
        moved_from=ports.moved_from,
        who=ports.who,
        sign_in_link=ports.sign_in_link,
        enter=ports.enter,
        sign_out=ports.sign_out,
        day=ports.day,
        readiness=ports.readiness,
        metrics=Scrape(installation.database, installation.house.now).families,
        metrics_token=installation.settings.metrics_token,
        fonts=FONTS if FONTS.is_dir() else None,
    )
