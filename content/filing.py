"""Where each article is filed: under its topics and under who wrote it."""

from typing import Any, Literal, get_args

from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    delete,
    insert,
    select,
)

from content.article import Article
from content.slugs import topic_slug
from storage.columns import metadata
from storage.engine import AnySelect, Transaction

Drawer = Literal["topics", "authors"]  # also the first part of address and feed name
DRAWERS: tuple[Drawer, ...] = get_args(Drawer)


def _table(name: str) -> Table:
    return Table(
        name,
        metadata,
        Column("article", ForeignKey("articles.id"), primary_key=True),
        Column("slug", String(240), primary_key=True),
        Column("name", Text, nullable=False),  # as this article writes it
        Column("position", Integer, nullable=False),  # 0: named first
        # The page of one topic or author asks for its articles.
        Index(f"ix_{name}_slug", "slug"),
    )


filed: dict[Drawer, Table] = {
    "topics": _table("article_topics"),
    "authors": _table("article_authors"),
}


async def file(transaction: Transaction, article: Article) -> None:
    """The article is found under what it names now, and under nothing it named."""
    for drawer, table in filed.items():
        await transaction.run(delete(table).where(table.c.article == article.id))
        rows = rows_of(article.id, names_in(article, drawer))
        if rows:
            await transaction.run(insert(table), rows)


def names_in(article: Article, drawer: Drawer) -> tuple[str, ...]:
    """What the article names there, in its order."""
    if drawer == "topics":
        return article.topics
    return tuple(author.name for author in article.authors)


def rows_of(article: str, names: tuple[str, ...]) -> list[dict[str, Any]]:
    """The rows for these names; one that no address could hold has none."""
    by_slug: dict[str, str] = {}
    for name in names:
        by_slug.setdefault(topic_slug(name), name)
    by_slug.pop("", None)
    return [
        {"article": article, "slug": slug, "name": name, "position": position}
        for position, (slug, name) in enumerate(by_slug.items())
    ]


def filed_under(drawer: Drawer, slug: str) -> AnySelect:
    """The ids of all articles there, of every state."""
    table = filed[drawer]
    return select(table.c.article).where(table.c.slug == slug)
