"""The media store: pictures under the hash of their bytes, and who shows them."""

from dataclasses import dataclass
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
    delete,
    insert,
    select,
)

from content.article import Article, Picture
from content.image import MEDIA_TYPES, Image
from storage.columns import UtcDateTime, metadata
from storage.engine import AnySelect, Reading, Transaction

media = Table(
    "media",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("type", String(32), nullable=False),
    Column("bytes", LargeBinary, nullable=False),
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
    Column("alt", Text, nullable=False),  # as it was first described
    Column("credit", Text, nullable=False),
    Column("added", UtcDateTime, nullable=False),
)

# What no public article shows is served to nobody.
showings = Table(
    "showings",
    metadata,
    Column("article", ForeignKey("articles.id"), primary_key=True),
    Column("sha256", ForeignKey("media.sha256"), primary_key=True),
    Index("ix_showings_sha256", "sha256"),
)


@dataclass(frozen=True, slots=True)
class Medium:
    """What is served under a picture's address."""

    type: str
    data: bytes


async def keep(
    transaction: Transaction, image: Image, picture: Picture, now: datetime
) -> None:
    """The picture is in the store; the same bytes are there once."""
    name = image.sha256
    known = select(media.c.sha256).where(media.c.sha256 == name)
    if await transaction.value(known) is not None:
        return
    await transaction.run(
        insert(media).values(
            sha256=name,
            type=MEDIA_TYPES[image.suffix],
            bytes=image.data,
            width=image.width,
            height=image.height,
            alt=picture.alt,
            credit=picture.credit,
            added=now,
        )
    )


async def show(transaction: Transaction, article: Article) -> None:
    """The article shows the pictures that it names now, and no others."""
    await transaction.run(delete(showings).where(showings.c.article == article.id))
    rows = [{"article": article.id, "sha256": name} for name in names_in(article)]
    if rows:
        await transaction.run(insert(showings), rows)


async def find(
    reading: Reading, sha256: str, suffix: str, public: AnySelect
) -> Medium | None:
    """The picture, if one of the public articles (their ids) shows it."""
    shown = select(showings.c.sha256).where(showings.c.article.in_(public))
    row = await reading.first(
        select(media.c.type, media.c.bytes).where(
            media.c.sha256 == sha256,
            media.c.type == MEDIA_TYPES.get(suffix),
            media.c.sha256.in_(shown),
        )
    )
    return None if row is None else Medium(row.type, row.bytes)


async def missing(reading: Reading, article: Article) -> str | None:
    """The first picture of the article that is not in the store, or None."""
    names = names_in(article)
    if not names:
        return None
    rows = await reading.rows(select(media.c.sha256).where(media.c.sha256.in_(names)))
    known = {row.sha256 for row in rows}
    return next((name for name in names if name not in known), None)


def names_in(article: Article) -> tuple[str, ...]:
    """The pictures that the article shows, each once."""
    found = (block.picture.sha256 for block in article.blocks if block.picture)
    return tuple(dict.fromkeys(found))
