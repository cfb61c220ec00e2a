"""Files become articles: read, asked about, kept with where they came from."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from content import archive
from content.archive import Source
from content.article import Article, is_id, new_id, titled
from content.importing import Decision, Imported, Refused
from content.readers import read
from newsroom.changes import as_new
from newsroom.house import House, profile
from storage.engine import Transaction


@dataclass(frozen=True, slots=True)
class File:
    """A file as it came."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the person who imports says beside the file; the file's own word wins."""

    title: str | None = None
    published: datetime | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """An article that came of a file."""

    file: str
    article: Article
    report: tuple[Decision, ...]
    suggestions: tuple[str, ...]
    encoding: str
    sha256: str
    is_new: bool  # False: this very file was imported before


@dataclass(frozen=True, slots=True)
class Turned:
    """A file of which nothing came."""

    file: str
    refused: Refused


async def take(house: House, file: File, wishes: Wishes) -> Taken | Turned:
    """The file's article, kept; the same bytes never make a second one."""
    result = read(file.name, file.data, id=new_id())
    if isinstance(result, Refused):
        return Turned(file.name, result)
    async with house.database.writing() as transaction:
        known = await archive.imported_from(transaction, result.sha256)
        if known is not None:
            article = await _again(house, transaction, known, wishes)
            return _taken(file, result, article, is_new=False)
        current = await profile(house, transaction)
        if await archive.load(transaction, result.article.id) is not None:
            return Turned(file.name, _of_ours(result.article))
        article = _wished(result, wishes, current.publisher.title_policy)
        if article.title is None and current.publisher.title_policy == "reject":
            return Turned(file.name, _NO_TITLE)
        article = await _with_free_key(transaction, article)
        now = house.now()
        await archive.add(transaction, article, now)
        await archive.add_source(transaction, article.id, _source(file, result), now)
        return _taken(file, result, article, is_new=True)


_NO_TITLE = Refused(
    "needs_title",
    "The file has no title, and this house takes no file without one.",
    field="title",
)


def _wished(result: Imported, wishes: Wishes, policy: str) -> Article:
    article = as_new(result.article)
    if wishes.published is not None and article.published is None:
        article = replace(article, published=wishes.published)
    if article.title is None and wishes.title:
        return titled(article, wishes.title)
    if article.title is None and policy == "derive" and result.suggestions:
        return titled(article, result.suggestions[0], derived=True)
    return article


def _of_ours(article: Article) -> Refused:
    return Refused(
        "exists",
        f"The file is of article {article.id}, which is here already; "
        f"`nashra correct {article.key} FILE` gives it this text.",
        field="id",
        fields={"article": article.id, "key": article.key},
    )


async def _again(
    house: House, transaction: Transaction, known: str, wishes: Wishes
) -> Article:
    """The article the file became; a title it still lacked is taken now."""
    article = await archive.find(transaction, known)
    if article.title is None and wishes.title:
        article = titled(article, wishes.title)
        await archive.save(transaction, article, house.now())
    return article


async def _with_free_key(transaction: Transaction, article: Article) -> Article:
    # Eight hex digits: among ten thousand articles one in a hundred collections
    # has a pair that begins alike, so we look and draw again.
    while not (
        is_id(article.id) and await archive.is_key_free(transaction, article.key)
    ):
        article = replace(article, id=new_id())
    return article


def _source(file: File, result: Imported) -> Source:
    report: list[Mapping[str, object]] = [asdict(line) for line in result.report]
    return Source(
        sha256=result.sha256,
        file=file.name,
        encoding=result.encoding,
        original=file.data,
        report=[dict(line) for line in report],
    )


def _taken(file: File, result: Imported, article: Article, *, is_new: bool) -> Taken:
    return Taken(
        file=file.name,
        article=article,
        report=result.report,
        suggestions=result.suggestions,
        encoding=result.encoding,
        sha256=result.sha256,
        is_new=is_new,
    )
