"""The index of public articles: one row each, found by its terms."""

from collections.abc import Collection, Iterable, Iterator
from enum import StrEnum
from itertools import accumulate
from typing import Any

from sqlalchemy import Column, ForeignKey, Integer, Table, Text, delete, insert

from content.article import Article, State
from content.terms import readings, words
from storage.columns import RowNumber, metadata
from storage.engine import Transaction
from storage.full_text import Terms, TermsColumn

# Each engine's own index over the terms: an FTS5 table (with shadows of its own) kept
# by triggers, and GIN. They are no part of the metadata, because the other has them not.
FTS = "findable_terms"
GIN = "ix_findable_terms"

# To be raised whenever an article would be given other terms than before: here, in
# content.terms or in content.folding. What is older is made anew at the next start.
RULES = 1

LONGEST = 100  # letters of a term; PostgreSQL takes 2,046 bytes
MOST = 1_000_000  # bytes of an article's terms; PostgreSQL takes 2 ** 20


class Level(StrEnum):
    """Where a term stands and how it was read; the first letter of the term."""

    TITLE_WORD = "a"
    WORD = "b"
    TITLE_STEM = "c"
    STEM = "d"
    TITLE_CHANCE = "e"
    CHANCE = "f"


findable = Table(
    "findable",
    metadata,
    Column("id", RowNumber, primary_key=True),  # FTS5 knows rows by number only
    Column("article", ForeignKey("articles.id"), nullable=False, unique=True),
    Column("rules", Integer, nullable=False),  # which RULES made this row
    Column("terms", TermsColumn, nullable=False),
    # The folded words in their order, a line for each block, for phrases.
    Column("lines", Text, nullable=False),
)


def is_of_both_engines(name: str | None, kind: str, _parents: object = None) -> bool:
    """Whether the schema of the code speaks of this table or index (for Alembic)."""
    own = kind == "table" and (name or "").startswith(FTS)
    return not own and name != GIN


async def index(transaction: Transaction, article: Article) -> None:
    """The article is found by its present text, or by nothing if it is not public."""
    await transaction.run(delete(findable).where(findable.c.article == article.id))
    if article.state is State.USABLE:
        await transaction.run(insert(findable).values(**row_of(article)))


def row_of(article: Article) -> dict[str, Any]:
    """What the index keeps of an article."""
    title = words(article.title or "")
    lines = [words(text) for text in texts_of(article)]
    return {
        "article": article.id,
        "rules": RULES,
        "terms": _fitting(_terms(title, [word for line in lines for word in line])),
        "lines": "\n".join(["", *(f" {' '.join(line)} " for line in lines), ""]),
    }


def texts_of(article: Article) -> list[str]:
    """Everything that is searched: title, text and what else names the article."""
    names = [author.name for author in article.authors]
    parts = [article.title, *(block.text for block in article.blocks), article.summary]
    return [part for part in (*parts, *article.tail, *article.topics, *names) if part]


def _terms(title: Collection[str], everything: Collection[str]) -> Iterator[str]:
    yield from named(Level.TITLE_WORD, title)
    yield from named(Level.WORD, everything)
    for found, sure, chance in (
        (title, Level.TITLE_STEM, Level.TITLE_CHANCE),
        (everything, Level.STEM, Level.CHANCE),
    ):
        for word in set(found):
            yield from named(sure, readings(word).sure)
            yield from named(chance, readings(word).chance)


def named(level: Level, found: Iterable[str]) -> Iterator[str]:
    """The words as terms of this level."""
    return (level + word[:LONGEST] for word in found)


def _fitting(terms: Iterable[str]) -> Terms:
    """As many as PostgreSQL takes: only a book has more, and its words come first."""
    ordered = sorted(set(terms))
    sizes = accumulate(len(term.encode()) + 1 for term in ordered)
    return frozenset(
        term for term, size in zip(ordered, sizes, strict=True) if size < MOST
    )
