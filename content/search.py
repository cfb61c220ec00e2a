"""Search over public articles: the same answer on SQLite and PostgreSQL."""

from dataclasses import dataclass

from markupsafe import Markup
from sqlalchemy import ColumnElement, and_, case, func, or_, select

from content.archive import articles, load_many, versions
from content.article import Article, State
from content.query import Query, parse
from content.record import article_from_record
from content.search_index import RULES, findable, index
from content.snippets import snippet
from storage.engine import AnySelect, Database, Reading
from storage.full_text import Condition, meets

BATCH = 100  # articles; the writer's lock is held for about a second

# What ought to be in the index and is not, or by other rules.
_stale = (
    select(articles.c.id)
    .outerjoin(findable, findable.c.article == articles.c.id)
    .where(articles.c.state == State.USABLE)
    .where(or_(findable.c.rules.is_(None), findable.c.rules != RULES))
)


@dataclass(frozen=True, slots=True)
class Hit:
    """An article that was found, and the words around the first place in it."""

    article: Article
    snippet: Markup  # raw text, escaped, the words that were found in <mark>


@dataclass(frozen=True, slots=True)
class Results:
    """One page of what was found, and how much there is."""

    total: int
    hits: tuple[Hit, ...] = ()


async def search(reading: Reading, query: str, limit: int, offset: int = 0) -> Results:
    """The public articles that hold every word of the query, the nearest first.

    Words as they were typed come before their other forms, a title before a text,
    the newer before the older. Nothing that can be typed is an error.
    """
    asked = parse(query)
    if asked.is_empty:
        return Results(0)
    total = await reading.value(_counted(asked))
    rows = await reading.rows(_page(asked, limit, offset))
    found = (article_from_record(row.record) for row in rows)
    hits = tuple(Hit(article, snippet(article, asked)) for article in found)
    return Results(int(total or 0), hits)


async def reindex(database: Database) -> int:
    """Every public article is in the index, by the present rules; how many were not."""
    total = 0
    while done := await _reindex_some(database):
        total += done
    return total


async def _reindex_some(database: Database) -> int:
    async with database.reading() as reading:
        if await reading.first(_stale.limit(1)) is None:
            return 0  # as nearly always: nobody's turn to write is taken
    async with database.writing() as transaction:
        # Whoever changes an article holds its row (only PostgreSQL has rows to hold).
        mine = _stale.limit(BATCH).with_for_update(of=articles)
        ids = [row.id for row in await transaction.rows(mine)]
        for article in await load_many(transaction, ids):
            await index(transaction, article)
    return len(ids)


def _counted(query: Query) -> AnySelect:
    return (
        select(func.count())
        .select_from(findable)
        .join(articles, articles.c.id == findable.c.article)
        .where(_found(query))
    )


def _page(query: Query, limit: int, offset: int) -> AnySelect:
    newest = (versions.c.article == articles.c.id) & (
        versions.c.version == articles.c.version
    )
    newest_first = articles.c.published.desc().nulls_last()
    return (
        select(versions.c.record)
        .select_from(findable)
        .join(articles, articles.c.id == findable.c.article)
        .join(versions, newest)
        .where(_found(query))
        .order_by(_distance(query), newest_first, articles.c.id)
        .limit(limit)
        .offset(offset)
    )


def _found(query: Query) -> ColumnElement[bool]:
    """Every word is there in some form, and every phrase as it stands."""
    phrases = [findable.c.lines.contains(line, autoescape=True) for line in query.lines]
    return and_(
        articles.c.state == State.USABLE,
        _meets(query.related(title=False)),
        *phrases,
    )


def _distance(query: Query) -> ColumnElement[int]:
    """How far the article is from what was typed; no engine's own rank comes in."""
    return case(
        (_meets(query.written(title=True)), 0),
        (_meets(query.written(title=False)), 1),
        (_meets(query.related(title=True)), 2),
        else_=3,
    )


def _meets(condition: Condition) -> ColumnElement[bool]:
    return meets(findable.c.terms, condition)
