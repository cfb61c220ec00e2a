"""Where articles stood before they came here: their old addresses and identities."""

import unicodedata
from collections.abc import Sequence
from urllib.parse import unquote, urlsplit

from sqlalchemy import Column, ForeignKey, Index, Table, Text, insert, select

from content.article import Article
from storage.columns import metadata
from storage.engine import Reading, Transaction

LONGEST = 1_000  # bytes; an index of PostgreSQL holds no more than 2,700

redirects = Table(
    "redirects",
    metadata,
    Column("path", Text, primary_key=True),  # with its query, without a host
    Column("article", ForeignKey("articles.id"), nullable=False),
    Index("ix_redirects_article", "article"),
)

guids = Table(
    "guids",
    metadata,
    Column("guid", Text, primary_key=True),
    Column("article", ForeignKey("articles.id"), nullable=False),
)


def place(address: str) -> str | None:
    """The address as one spelling of its path and query; None if it is none.

    The front page is nobody's old address, unless a query asks it for an article.
    """
    try:
        parts = urlsplit(address.strip())
        path = unquote(parts.path, errors="strict").rstrip("/") or "/"
        query = unquote(parts.query, errors="strict")
    except (ValueError, UnicodeDecodeError):
        return None
    whole = unicodedata.normalize("NFC", f"{path}?{query}" if query else path)
    fits = len(whole.encode(errors="replace")) <= LONGEST and whole.isprintable()
    return whole if fits and whole.startswith("/") and whole != "/" else None


async def remember(
    transaction: Transaction, article: Article, addresses: Sequence[str]
) -> None:
    """Old addresses lead to the article; one that leads elsewhere already stays so."""
    if article.guid is not None:
        row = {"guid": article.guid, "article": article.id}
        await transaction.run(insert(guids).values(**row))
    places = {found for each in addresses if (found := place(each))}
    if not places:
        return
    rows = await transaction.rows(
        select(redirects.c.path).where(redirects.c.path.in_(places))
    )
    new = places - {row.path for row in rows}
    if new:
        made = [{"path": path, "article": article.id} for path in sorted(new)]
        await transaction.run(insert(redirects), made)


async def known_as(reading: Reading, guid: str) -> str | None:
    """The id of the article that had this identity, or None."""
    statement = select(guids.c.article).where(guids.c.guid == guid)
    found: str | None = await reading.value(statement)
    return found


async def moved_from(reading: Reading, asked: str) -> str | None:
    """The id of the article that stood at this path and query, or None.

    A query that nobody knows is of the asker's own making.
    """
    whole = place(asked)
    if whole is None:
        return None
    for path in dict.fromkeys((whole, whole.partition("?")[0])):
        statement = select(redirects.c.article).where(redirects.c.path == path)
        found: str | None = await reading.value(statement)
        if found is not None:
            return found
    return None
