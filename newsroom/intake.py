"""Files become articles: read, asked about, kept with where they came from."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from content import archive, media, moves
from content.archive import Source
from content.article import Article, is_id, new_id, titled
from content.html_blocks import Beside
from content.importing import Decision, Imported, Refused
from content.readers import read_all
from newsroom.changes import as_new
from newsroom.house import House, profile
from storage.engine import Transaction


@dataclass(frozen=True, slots=True)
class File:
    """A file as it came."""

    name: str
    data: bytes
    beside: Beside = lambda _: None  # the files that pictures may come from


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


@dataclass(frozen=True, slots=True)
class Part:
    """What was read of a file: the whole of it, or one of its many articles."""

    file: File
    result: Imported | Refused


def parts_of(file: File) -> Iterator[Part]:
    """The articles of the file, read one after another."""
    for result in read_all(file.name, file.data, beside=file.beside):
        yield Part(file, result)


async def take(house: House, file: File, wishes: Wishes) -> Taken | Turned:
    """The first article of the file, kept; the same bytes never make a second one."""
    (taken,) = await take_all(house, [next(parts_of(file))], wishes)
    return taken


async def take_all(
    house: House, parts: Sequence[Part], wishes: Wishes
) -> list[Taken | Turned]:
    """The articles of the parts, kept in one transaction; none of them twice."""
    async with house.database.writing() as transaction:
        current = await profile(house, transaction)
        policy = current.publisher.title_policy
        return [await _take(house, transaction, part, wishes, policy) for part in parts]


async def bring(house: House, result: Imported) -> None:
    """The pictures of a new text are in the store before the text is."""
    if result.images:
        async with house.database.writing() as transaction:
            await _keep_pictures(house, transaction, result.article, result)


async def _take(
    house: House, transaction: Transaction, part: Part, wishes: Wishes, policy: str
) -> Taken | Turned:
    file, result = part.file, part.result
    if isinstance(result, Refused):
        return Turned(file.name, result)
    known = await _known(transaction, result)
    if known is not None:
        article = await _again(house, transaction, known, wishes)
        return _taken(file, result, article, is_new=False)
    if await archive.load(transaction, result.article.id) is not None:
        return Turned(file.name, _of_ours(result.article))
    article = _wished(result, wishes, policy)
    if article.title is None and policy == "reject":
        return Turned(file.name, _NO_TITLE)
    article = await _with_free_key(transaction, article)
    lacking = await _keep_pictures(house, transaction, article, result)
    if lacking is not None:
        return Turned(file.name, _unseen(lacking))
    now = house.now()
    await archive.add(transaction, article, now)
    await archive.add_source(transaction, article.id, _source(file, result), now)
    await moves.remember(transaction, article, result.addresses)
    return _taken(file, result, article, is_new=True)


async def _known(transaction: Transaction, result: Imported) -> str | None:
    """The article that these bytes became, or one of the same old identity."""
    found = await archive.imported_from(transaction, result.sha256)
    if found is None and result.article.guid is not None:
        found = await moves.known_as(transaction, result.article.guid)
    return found


async def _keep_pictures(
    house: House, transaction: Transaction, article: Article, result: Imported
) -> str | None:
    """The pictures are in the store; the first that nobody brought, or None."""
    shown = {b.picture.sha256: b.picture for b in article.blocks if b.picture}
    for image in result.images:
        if image.sha256 in shown:
            picture = shown[image.sha256]
            await media.keep(transaction, image, picture, house.now())
    return await media.missing(transaction, article)


_NO_TITLE = Refused(
    "needs_title",
    "The file has no title, and this house takes no file without one.",
    field="title",
)


def _wished(result: Imported, wishes: Wishes, policy: str) -> Article:
    article = _completed(as_new(result.article), wishes)
    if article.title is None and policy == "derive" and result.suggestions:
        return titled(article, result.suggestions[0], derived=True)
    return article


def _unseen(picture: str) -> Refused:
    return Refused(
        "unknown_picture",
        f"The text shows a picture {picture[:12]}… that is not here.",
        field="blocks",
        fields={"name": picture[:12]},
    )


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
    """The article the file became; title and date it still lacked are taken now."""
    present = await archive.find(transaction, known)
    article = _completed(present, wishes) if present.version == 0 else present
    if article != present:
        await archive.save(transaction, article, house.now())
    return article


def _completed(article: Article, wishes: Wishes) -> Article:
    if article.published is None and wishes.published is not None:
        article = replace(article, published=wishes.published)
    if article.title is None and wishes.title:
        return titled(article, wishes.title)
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
        original=file.data if result.original is None else result.original,
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
