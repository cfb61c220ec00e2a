"""Which articles are one text in several languages."""

from sqlalchemy import Column, ForeignKey, Index, String, Table, delete, insert, select
from sqlalchemy import union as united

from content.article import Article
from storage.columns import metadata
from storage.engine import Reading, Transaction

named = Table(
    "article_translations",
    metadata,
    Column("article", ForeignKey("articles.id"), primary_key=True),
    # As this article names it; it may come later, or never.
    Column("translation", String(36), primary_key=True),
    # The other one shows it too, and need not name it.
    Index("ix_article_translations_translation", "translation"),
)


async def file(transaction: Transaction, article: Article) -> None:
    """The article stands beside those that it names now."""
    await transaction.run(delete(named).where(named.c.article == article.id))
    others = {each.id for each in article.translations} - {article.id}
    rows = [{"article": article.id, "translation": other} for other in sorted(others)]
    if rows:
        await transaction.run(insert(named), rows)


async def beside(reading: Reading, article: str) -> list[str]:
    """The ids of those that the article names, or that name it."""
    its = select(named.c.translation.label("id")).where(named.c.article == article)
    theirs = select(named.c.article.label("id")).where(named.c.translation == article)
    both = united(its, theirs).subquery()
    return [row.id for row in await reading.rows(select(both).order_by(both.c.id))]
