"""The archive keeps every version and finds articles by name, date and state."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from content import archive, journal
from content.archive import AmbiguousArticleError, Source, UnknownArticleError
from content.article import Author, Block, Kind, Note, State
from content.event import EventType
from content.journal import Change
from storage.engine import Database
from tests.support.rows import NOW, an_article, article_id, keep

RICH = an_article(
    1,
    blocks=(
        Block(Kind.HEADING, "عنوان فرعيّ"),
        Block(Kind.QUOTE, "a quote", "en", "ltr"),
        Block(Kind.PARAGRAPH, "فقرة \U0001f33f بمئة حرف"),
    ),
    authors=(Author("سلمى"), Author("Karim", "https://karim.example")),
    topics=("مناخ", "مدن"),
    tail=("المصادر",),
    notes=(Note("correction", NOW, "صُحّح الرقم"),),
    embargo_until=NOW,
    expires=NOW + timedelta(days=9, microseconds=7),
)


async def test_an_article_comes_back_as_it_was_kept(database: Database):
    async with database.writing() as transaction:
        await keep(transaction, RICH)

    async with database.reading() as reading:
        assert await archive.find(reading, RICH.id) == RICH


async def test_the_newest_version_is_found_and_the_older_one_stays(database: Database):
    second = replace(RICH, version=2, title="عنوان آخر")
    async with database.writing() as transaction:
        await keep(transaction, RICH)
        await archive.save(transaction, second, NOW)

    async with database.reading() as reading:
        kept = await reading.rows(
            select(archive.versions.c.version).order_by(archive.versions.c.version)
        )
        assert await archive.find(reading, RICH.id) == second
        assert [row.version for row in kept] == [1, 2]


async def test_a_version_of_the_same_number_is_written_over(database: Database):
    draft = an_article(1, version=0, state=State.DRAFT, published=None, updated=None)
    async with database.writing() as transaction:
        await keep(transaction, draft)
        await archive.save(transaction, replace(draft, title="آخر"), NOW)

    async with database.reading() as reading:
        found = await archive.find(reading, draft.id)
        kept = await reading.rows(select(archive.versions.c.version))
        assert found.title == "آخر"
        assert len(kept) == 1


@pytest.mark.parametrize("name", ["00000001", "0000000", "00000001-0000-4000"])
async def test_the_beginning_of_an_id_is_a_name(database: Database, name: str):
    async with database.writing() as transaction:
        await keep(transaction, an_article(1), an_article(0xABCDEF01))

    async with database.reading() as reading:
        assert (await archive.find(reading, name)).id == article_id(1)


async def test_a_name_may_be_typed_in_capitals(database: Database):
    async with database.writing() as transaction:
        await keep(transaction, an_article(0xABCDEF01))

    async with database.reading() as reading:
        assert (await archive.find(reading, "ABCD")).id == article_id(0xABCDEF01)


async def test_a_beginning_of_several_ids_is_ambiguous(database: Database):
    async with database.writing() as transaction:
        await keep(transaction, an_article(0x11), an_article(0x12))

    async with database.reading() as reading:
        with pytest.raises(AmbiguousArticleError, match="0000001"):
            await archive.find(reading, "0000001")


@pytest.mark.parametrize("name", ["f", "%", "_", "0000000_", "no such", "\\"])
async def test_an_unknown_name_is_an_error(database: Database, name: str):
    async with database.writing() as transaction:
        await keep(transaction, an_article(1))

    async with database.reading() as reading:
        with pytest.raises(UnknownArticleError):
            await archive.find(reading, name)


async def test_loading_wants_a_whole_id_or_key(database: Database):
    async with database.writing() as transaction:
        await keep(transaction, an_article(1))

    async with database.reading() as reading:
        by_id = await archive.load(reading, article_id(1))
        by_key = await archive.load(reading, "00000001")
        assert by_id == by_key == an_article(1)
        assert await archive.load(reading, "0000000") is None
        assert await archive.load(reading, article_id(2)) is None
        assert not await archive.is_key_free(reading, "00000001")
        assert await archive.is_key_free(reading, "00000002")


async def test_many_come_in_the_order_they_were_asked_for(database: Database):
    ids = [article_id(number) for number in (3, 1, 9, 2)]
    async with database.writing() as transaction:
        await keep(transaction, *(an_article(number) for number in (1, 2, 3)))

    async with database.reading() as reading:
        found = await archive.load_many(reading, ids)

    assert [article.id for article in found] == [ids[0], ids[1], ids[3]]


async def test_the_latest_are_public_and_newest_first(database: Database):
    async with database.writing() as transaction:
        await keep(
            transaction,
            an_article(1, published=NOW - timedelta(days=2)),
            an_article(2, published=NOW),
            an_article(3, published=NOW - timedelta(days=1)),
            an_article(4, state=State.DRAFT, version=0),
            an_article(5, state=State.WITHHELD),
            an_article(6, state=State.CANCELED),
            an_article(7, state=State.SCHEDULED, version=0),
        )

    async with database.reading() as reading:
        found = await archive.latest(reading, 2)

    assert [article.id for article in found] == [article_id(2), article_id(3)]


async def test_a_listing_begins_with_what_has_no_date_yet(database: Database):
    async with database.writing() as transaction:
        await keep(
            transaction,
            an_article(1),
            an_article(2, published=None, state=State.DRAFT, version=0),
            an_article(3, published=NOW + timedelta(days=1)),
        )

    async with database.reading() as reading:
        found = await archive.listing(reading)

    assert [article.id for article in found] == [article_id(n) for n in (2, 3, 1)]


async def test_an_article_is_due_when_its_date_and_its_embargo_have_passed(
    database: Database,
):
    before, after = NOW - timedelta(seconds=1), NOW + timedelta(seconds=1)

    def scheduled(number, published, embargo_until=None):
        return an_article(
            number,
            state=State.SCHEDULED,
            version=0,
            published=published,
            embargo_until=embargo_until,
        )

    async with database.writing() as transaction:
        await keep(
            transaction,
            scheduled(1, NOW),
            scheduled(2, after),
            scheduled(3, before, embargo_until=after),
            scheduled(4, after, embargo_until=before),
            scheduled(5, before, embargo_until=NOW),
            an_article(6, state=State.DRAFT, version=0, published=before),
        )

    async with database.reading() as reading:
        assert await archive.due(reading, NOW) == [article_id(5), article_id(1)]
        assert await archive.next_due(reading) == NOW


async def test_nothing_is_due_in_an_empty_archive(database: Database):
    async with database.reading() as reading:
        assert await archive.due(reading, NOW) == []
        assert await archive.next_due(reading) is None


async def make_public(transaction, number, kind=EventType.PUBLISHED, **changes):
    article = an_article(number, **changes)
    if await archive.load(transaction, article.id) is None:
        await keep(transaction, article)
    change = Change(kind, article.id, article.version, 0, NOW)
    return await journal.append(transaction, change)


async def news(reading, since, *held):
    used = select(archive.articles.c.id).where(archive.articles.c.id.in_(held))
    found = await archive.news(reading, since, "ar", used)
    return [article.id for article in found]


async def test_news_is_what_became_public_since_in_this_language(database: Database):
    async with database.writing() as transaction:
        old = await make_public(transaction, 1)
        await make_public(transaction, 2, published=NOW - timedelta(days=900))
        await make_public(transaction, 3)
        await make_public(transaction, 4, language="en")
        await make_public(transaction, 5, state=State.WITHHELD)

    async with database.reading() as reading:
        found = await news(reading, old.number)

    assert found == [article_id(3), article_id(2)]


async def test_what_was_held_is_no_news(database: Database):
    async with database.writing() as transaction:
        await make_public(transaction, 1)
        await make_public(transaction, 2)

    async with database.reading() as reading:
        assert await news(reading, 0, article_id(2)) == [article_id(1)]


async def test_a_correction_makes_no_news_but_a_restoring_does(database: Database):
    async with database.writing() as transaction:
        await make_public(transaction, 1)
        last = await make_public(transaction, 2)
        await make_public(transaction, 1, EventType.CORRECTED)
        await make_public(transaction, 2, EventType.RESTORED)

    async with database.reading() as reading:
        assert await news(reading, last.number) == [article_id(2)]


async def test_a_file_is_known_by_its_hash(database: Database):
    first = Source("a" * 64, "مقال.txt", "utf-8", b"\xef\xbb\xbf\x00", [{"line": 1}])
    later = replace(first, sha256="b" * 64, file="مقال 2.txt")
    async with database.writing() as transaction:
        await keep(transaction, an_article(1))
        await archive.add_source(transaction, article_id(1), first, NOW)
        await archive.add_source(
            transaction, article_id(1), later, NOW + timedelta(days=1)
        )

    async with database.reading() as reading:
        source = await archive.source_of(reading, article_id(1))
        kept = await reading.first(
            select(archive.sources).where(archive.sources.c.sha256 == first.sha256)
        )
        assert await archive.imported_from(reading, first.sha256) == article_id(1)
        assert await archive.imported_from(reading, "c" * 64) is None
        assert source is not None
        assert source.file == "مقال 2.txt"
        assert kept is not None
        assert (kept.original, kept.report) == (first.original, [{"line": 1}])
