"""The archive: every article with all its versions, and the files they came from."""

from collections.abc import Sequence
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
    case,
    func,
    insert,
    select,
    update,
)

from content import translations
from content.article import Article, State, is_id
from content.event import EventType
from content.filing import file
from content.journal import events
from content.media import show
from content.record import article_from_record, record_of_article
from content.search_index import index
from storage.columns import Json, UtcDateTime, metadata
from storage.engine import AnyRow, AnySelect, Reading, Transaction

articles = Table(
    "articles",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("key", String(8), nullable=False, unique=True),  # its name in addresses
    Column("state", String(16), nullable=False),
    Column("version", Integer, nullable=False),  # 0 until first published
    # Copied from the newest version, so that lists need not open it.
    Column("language", String(16), nullable=False),
    Column("title", Text),  # NULL: an editor must still give one
    Column("published", UtcDateTime),  # NULL until it has a date
    Column("embargo_until", UtcDateTime),
    Column("saved", UtcDateTime, nullable=False),
    # The front page and the feeds ask for the newest public articles.
    Index("ix_articles_newest", "state", "published"),
)

versions = Table(
    "versions",
    metadata,
    Column("article", ForeignKey("articles.id"), primary_key=True),
    Column("version", Integer, primary_key=True),  # 0: the unpublished text
    Column("record", Json, nullable=False),
    Column("saved", UtcDateTime, nullable=False),
)

sources = Table(
    "sources",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("article", ForeignKey("articles.id"), nullable=False),
    Column("file", Text, nullable=False),
    Column("encoding", String(32), nullable=False),
    Column("original", LargeBinary, nullable=False),  # the bytes as they came
    Column("report", Json, nullable=False),  # the importer's decisions
    Column("imported", UtcDateTime, nullable=False),
    Index("ix_sources_article", "article"),  # which file was this article?
)


@dataclass(frozen=True, slots=True)
class Source:
    """The file an article came from."""

    sha256: str
    file: str
    encoding: str
    original: bytes
    report: Sequence[dict[str, object]]


class UnknownArticleError(LookupError):
    """No article has this id."""


class AmbiguousArticleError(LookupError):
    """Several articles' ids begin like this."""


async def find(reading: Reading, name: str) -> Article:
    """The article with this id, or with the only id that begins like this.

    Raises:
        UnknownArticleError: there is none.
        AmbiguousArticleError: there are several.
    """
    found = await _select(reading, _named(name).limit(2))
    if len(found) > 1:
        raise AmbiguousArticleError(name)
    if not found:
        raise UnknownArticleError(name)
    return found[0]


async def load(reading: Reading, name: str) -> Article | None:
    """The article with this whole id or key, or None."""
    column = articles.c.id if is_id(name) else articles.c.key
    found = await _select(reading, _present().where(column == name))
    return found[0] if found else None


async def load_many(reading: Reading, ids: Sequence[str]) -> list[Article]:
    """The articles with these ids, in the order of the ids."""
    found = await _select(reading, _present().where(articles.c.id.in_(ids)))
    by_id = {article.id: article for article in found}
    return [by_id[name] for name in ids if name in by_id]


async def public_translations(reading: Reading, article: Article) -> list[Article]:
    """The public articles that say the same, one for each other language, by code."""
    beside = await translations.beside(reading, article.id)
    if not beside:
        return []
    by_language = {
        each.language: each
        for each in await load_many(reading, beside)
        if each.state is State.USABLE and each.language != article.language
    }
    return [by_language[language] for language in sorted(by_language)]


async def published_versions(reading: Reading, article: str) -> list[Article]:
    """The article as it was in each version that readers could see, oldest first."""
    statement = (
        select(versions.c.record)
        .where(versions.c.article == article, versions.c.version > 0)
        .order_by(versions.c.version)
    )
    return await _select(reading, statement)


async def latest(reading: Reading, limit: int) -> list[Article]:
    """The newest public articles, newest first."""
    newest = _present().where(articles.c.state == State.USABLE)
    return await _select(reading, _by_date(newest).limit(limit))


async def public_among(
    reading: Reading, ids: AnySelect, limit: int, offset: int = 0
) -> list[Article]:
    """The public articles among these, newest first."""
    among = _present().where(articles.c.state == State.USABLE, articles.c.id.in_(ids))
    return await _select(reading, _by_date(among).limit(limit).offset(offset))


def public() -> AnySelect:
    """The ids of all public articles."""
    return select(articles.c.id).where(articles.c.state == State.USABLE)


async def listing(reading: Reading, limit: int | None = None) -> list[Article]:
    """All articles of every state, newest first; those without a date lead."""
    newest = articles.c.published.desc().nulls_first()
    ordered = _present().order_by(newest, articles.c.id)
    return await _select(reading, ordered.limit(limit))


async def news(
    reading: Reading, since: int, language: str, excluding: AnySelect
) -> list[Article]:
    """Public articles that became so after that event, newest first, but these."""
    fresh = select(events.c.article).where(
        events.c.number > since,
        events.c.type.in_([EventType.PUBLISHED, EventType.RESTORED]),
    )
    statement = _present().where(
        articles.c.state == State.USABLE,
        articles.c.language == language,
        articles.c.id.in_(fresh),
        articles.c.id.not_in(excluding),
    )
    return await _select(reading, _by_date(statement))


async def due(reading: Reading, now: datetime) -> list[str]:
    """The ids of scheduled articles whose time has come, oldest first."""
    statement = (
        select(articles.c.id)
        .where(
            articles.c.state == State.SCHEDULED,
            _release_time <= now,
        )
        .order_by(articles.c.published, articles.c.id)
    )
    return [row.id for row in await reading.rows(statement)]


async def next_due(reading: Reading) -> datetime | None:
    """When the next scheduled article is to come out; None if none waits."""
    statement = select(func.min(_release_time)).where(
        articles.c.state == State.SCHEDULED
    )
    moment: datetime | None = await reading.value(statement)
    return moment


async def imported_from(reading: Reading, sha256: str) -> str | None:
    """The id of the article that this very file became, or None."""
    found = await reading.value(
        select(sources.c.article).where(sources.c.sha256 == sha256)
    )
    return None if found is None else str(found)


async def source_of(reading: Reading, article: str) -> AnyRow | None:
    """Name, hash and encoding of the newest file of this article."""
    statement = select(sources.c.file, sources.c.sha256, sources.c.encoding)
    newest = statement.where(sources.c.article == article).order_by(
        sources.c.imported.desc()
    )
    return await reading.first(newest.limit(1))


async def is_key_free(reading: Reading, key: str) -> bool:
    """Whether no article has this name in addresses."""
    return await load(reading, key) is None


async def add(transaction: Transaction, article: Article, now: datetime) -> None:
    """Keep a new article."""
    await transaction.run(insert(articles).values(**_row(article, now)))
    await _add_version(transaction, article, now)
    await _file(transaction, article)


async def add_source(
    transaction: Transaction, article: str, source: Source, now: datetime
) -> None:
    """Remember the file, so that it is never imported twice."""
    await transaction.run(
        insert(sources).values(
            article=article,
            sha256=source.sha256,
            file=source.file,
            encoding=source.encoding,
            original=source.original,
            report=list(source.report),
            imported=now,
        )
    )


async def save(transaction: Transaction, article: Article, now: datetime) -> None:
    """Keep this version; one with the same number is written over."""
    values = _row(article, now)
    await transaction.run(
        update(articles).where(articles.c.id == article.id).values(**values)
    )
    same = (versions.c.article == article.id) & (versions.c.version == article.version)
    written = await transaction.run(
        update(versions)
        .where(same)
        .values(record=record_of_article(article), saved=now)
        .returning(versions.c.version)
    )
    if written.first() is None:
        await _add_version(transaction, article, now)
    await _file(transaction, article)


async def _file(transaction: Transaction, article: Article) -> None:
    """The article is found by whatever it is looked for."""
    await file(transaction, article)
    await index(transaction, article)
    await show(transaction, article)
    await translations.file(transaction, article)


async def _add_version(
    transaction: Transaction, article: Article, now: datetime
) -> None:
    await transaction.run(
        insert(versions).values(
            article=article.id,
            version=article.version,
            record=record_of_article(article),
            saved=now,
        )
    )


def _row(article: Article, now: datetime) -> dict[str, object]:
    return {
        "id": article.id,
        "key": article.key,
        "state": article.state,
        "version": article.version,
        "language": article.language,
        "title": article.title,
        "published": article.published,
        "embargo_until": article.embargo_until,
        "saved": now,
    }


# The later of both, as newsroom.changes says; what is scheduled has a date.
_release_time = case(
    (articles.c.embargo_until > articles.c.published, articles.c.embargo_until),
    else_=articles.c.published,
)


def _present() -> AnySelect:
    """Each article in its present version."""
    newest = (versions.c.article == articles.c.id) & (
        versions.c.version == articles.c.version
    )
    return select(versions.c.record).join_from(articles, versions, newest)


def _named(name: str) -> AnySelect:
    # LIKE knows no case in SQLite and does in PostgreSQL; ids are written small.
    prefix = articles.c.id.startswith(name.lower(), autoescape=True)
    return _present().where(prefix)


def _by_date(statement: AnySelect) -> AnySelect:
    return statement.order_by(articles.c.published.desc(), articles.c.id)


async def _select(reading: Reading, statement: AnySelect) -> list[Article]:
    return [article_from_record(row.record) for row in await reading.rows(statement)]
