"""Kept entries and the feeds they belong to; a document is made of these rows."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    and_,
    bindparam,
    case,
    delete,
    func,
    insert,
    literal,
    or_,
    select,
    update,
)

from feeds.feed import Feed, Format, Tombstone
from feeds.selection import Selection
from feeds.titles import MAIN
from storage.columns import UtcDateTime, metadata
from storage.engine import Reading, Transaction

feeds = Table(
    "feeds",
    metadata,
    Column("name", Text, primary_key=True),
    Column("version", Integer, nullable=False),  # moves with every change of bytes
    Column("updated", UtcDateTime, nullable=False),  # never moves back
    Column("label", Text),  # NULL: the name says it
)

entries = Table(
    "entries",
    metadata,
    Column("article", ForeignKey("articles.id"), primary_key=True),
    Column("format", String(8), primary_key=True),
    Column("version", Integer, nullable=False),
    Column("profile", String(64), nullable=False),  # what shaped the bytes
    Column("data", LargeBinary, nullable=False),
    Index("ix_entries_profile", "profile"),  # which are of an older profile?
)

members = Table(
    "members",
    metadata,
    Column("feed", ForeignKey("feeds.name"), primary_key=True),
    Column("article", ForeignKey("articles.id"), primary_key=True),
    Column("published", UtcDateTime, nullable=False),  # its place in the feed
    Column("leaves", UtcDateTime),  # NULL: stays; a withdrawn one goes then
    Index("ix_members_newest", "feed", "published"),  # a document's entries
    Index("ix_members_leaves", "leaves"),  # whose time is over?
    Index("ix_members_article", "article"),  # which feeds hold it?
)

tombstones = Table(
    "tombstones",
    metadata,
    Column("feed", ForeignKey("feeds.name"), primary_key=True),
    Column("urn", String(64), primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("comment", Text, nullable=False),
    Column("until", UtcDateTime, nullable=False),  # kept a year (decisions A8)
)


async def versions(reading: Reading) -> dict[str, int]:
    """The version of every feed, by name."""
    rows = await reading.rows(select(feeds.c.name, feeds.c.version))
    return {row.name: row.version for row in rows}


async def head(reading: Reading, name: str) -> Feed | None:
    """The head of the feed, or None where there is no such feed."""
    row = await reading.first(select(feeds).where(feeds.c.name == name))
    if row is None:
        return None
    stones = select(tombstones).where(tombstones.c.feed == name)
    newest_first = stones.order_by(tombstones.c.at.desc(), tombstones.c.urn)
    return Feed(
        name=row.name,
        version=row.version,
        updated=row.updated,
        label=row.label,
        tombstones=tuple(
            Tombstone(urn=stone.urn, when=stone.at, comment=stone.comment)
            for stone in await reading.rows(newest_first)
        ),
    )


async def open_head(reading: Reading, name: str) -> Feed | None:
    """The same, and None where nothing stands in the feed any more.

    The feed of everything is open from the first article on.
    """
    found = await head(reading, name)
    if found is None or name == MAIN or found.tombstones:
        return found
    return None if await is_empty(reading, name) else found


async def listing(reading: Reading) -> list[tuple[Feed, int]]:
    """The heads of all feeds that hold an article, and how many each holds.

    They come by name, the feed of everything first, and without tombstones.
    """
    size = func.count().label("size")
    statement = (
        select(feeds, size)
        .join(members, members.c.feed == feeds.c.name)
        .group_by(*feeds.c)
        .order_by(case((feeds.c.name == MAIN, 0), else_=1), feeds.c.name)
    )
    return [
        (Feed(row.name, row.version, row.updated, label=row.label), row.size)
        for row in await reading.rows(statement)
    ]


async def is_empty(reading: Reading, name: str) -> bool:
    """Whether the feed holds no article."""
    mine = select(members.c.article).where(members.c.feed == name)
    return await reading.first(mine.limit(1)) is None


async def documents(
    reading: Reading, name: str, format_: Format, limit: int
) -> list[bytes]:
    """The feed's newest entries in this format, newest first."""
    mine = and_(entries.c.article == members.c.article, entries.c.format == format_)
    statement = (
        select(entries.c.data)
        .join_from(members, entries, mine)
        .where(members.c.feed == name)
        .order_by(members.c.published.desc(), members.c.article)
        .limit(limit)
    )
    return [row.data for row in await reading.rows(statement)]


async def feeds_of(reading: Reading, article: str) -> list[str]:
    """The names of the feeds that hold the article."""
    statement = select(members.c.feed).where(members.c.article == article)
    return [row.feed for row in await reading.rows(statement.order_by(members.c.feed))]


async def known_among(reading: Reading, names: Sequence[str]) -> list[str]:
    """Those of these names that a feed has, or had once."""
    statement = select(feeds.c.name).where(feeds.c.name.in_(names))
    return [row.name for row in await reading.rows(statement.order_by(feeds.c.name))]


async def put(
    transaction: Transaction,
    article: str,
    version: int,
    profile: str,
    rendered: Mapping[Format, bytes],
) -> None:
    """Keep the article's entries, in the place of older ones."""
    await transaction.run(delete(entries).where(entries.c.article == article))
    await transaction.run(
        insert(entries),
        [
            {
                "article": article,
                "format": format_,
                "version": version,
                "profile": profile,
                "data": data,
            }
            for format_, data in rendered.items()
        ],
    )


async def open_feeds(
    transaction: Transaction, chosen: Sequence[Selection], at: datetime
) -> None:
    """These feeds are there, under the labels they have now; a new one is empty."""
    names = [each.name for each in chosen]
    known = select(feeds.c.name, feeds.c.label).where(feeds.c.name.in_(names))
    labels = {row.name: row.label for row in await transaction.rows(known)}
    new = [
        {"name": each.name, "version": 1, "updated": at, "label": each.label}
        for each in chosen
        if each.name not in labels
    ]
    if new:
        await transaction.run(insert(feeds), new)
    renamed = [
        {"feed": each.name, "named": each.label}
        for each in chosen
        if each.name in labels and labels[each.name] != each.label
    ]
    if renamed:
        mine = update(feeds).where(feeds.c.name == bindparam("feed"))
        await transaction.run(mine.values(label=bindparam("named")), renamed)


async def join(
    transaction: Transaction, names: Sequence[str], article: str, published: datetime
) -> None:
    """Put the article into these feeds, at its place by date, to stay."""
    await leave(transaction, names, article)
    rows = [
        {"feed": name, "article": article, "published": published} for name in names
    ]
    await transaction.run(insert(members), rows)


async def leave(transaction: Transaction, names: Sequence[str], article: str) -> None:
    """Take the article out of these feeds."""
    mine = and_(members.c.article == article, members.c.feed.in_(names))
    await transaction.run(delete(members).where(mine))


async def let_leave(transaction: Transaction, article: str, at: datetime) -> None:
    """The article leaves all feeds at that time."""
    mine = members.c.article == article
    await transaction.run(update(members).where(mine).values(leaves=at))


async def bury(
    transaction: Transaction,
    names: Sequence[str],
    tombstone: Tombstone,
    until: datetime,
) -> None:
    """Put up the tombstone in these feeds."""
    rows = [
        {
            "feed": name,
            "urn": tombstone.urn,
            "at": tombstone.when,
            "comment": tombstone.comment,
            "until": until,
        }
        for name in names
    ]
    await transaction.run(insert(tombstones), rows)


async def touch(
    transaction: Transaction, names: Sequence[str], changed: datetime
) -> None:
    """New versions of these feeds; `changed` moves their time, never backwards."""
    moment = literal(changed, UtcDateTime)
    later = case((feeds.c.updated < moment, moment), else_=feeds.c.updated)
    await transaction.run(
        update(feeds)
        .where(feeds.c.name.in_(names))
        .values(version=feeds.c.version + 1, updated=later)
    )


async def bump(transaction: Transaction, names: Sequence[str]) -> None:
    """New versions of these feeds whose articles say what they said before."""
    await transaction.run(
        update(feeds).where(feeds.c.name.in_(names)).values(version=feeds.c.version + 1)
    )


async def rendered_otherwise(
    reading: Reading, profile: str, limit: int
) -> Sequence[str]:
    """Articles whose entries have another profile than this one."""
    statement = select(entries.c.article).where(
        or_(entries.c.profile < profile, entries.c.profile > profile)
    )
    rows = await reading.rows(statement.distinct().limit(limit))
    return [row.article for row in rows]


async def clean(transaction: Transaction, now: datetime) -> int:
    """Let go what has left and tombstones of old; how many feeds changed."""
    gone = members.c.leaves <= now
    old = tombstones.c.until <= now
    left = await transaction.run(delete(members).where(gone).returning(members.c.feed))
    fallen = await transaction.run(
        delete(tombstones).where(old).returning(tombstones.c.feed)
    )
    changed = {row.feed for row in [*left, *fallen]}
    if changed:
        await touch(transaction, sorted(changed), now)
    return len(changed)
