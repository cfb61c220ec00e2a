"""Topics and authors know what is public, by whatever name it is written."""

from dataclasses import replace
from datetime import timedelta

from content import archive, shelves
from content.article import Author, State
from content.shelves import Shelf
from storage.engine import Database
from tests.support.rows import NOW, an_article, keep

OLD = an_article(1, topics=("مدن", "مناخ"), authors=(Author("سلمى"),))
NEW = an_article(2, topics=("مُدُن",), published=NOW + timedelta(days=1))
KILLED = an_article(3, topics=("مدن", "سرّ"), state=State.CANCELED)


async def fill(database: Database, *articles) -> None:
    async with database.writing() as transaction:
        await keep(transaction, *articles)


async def test_a_topic_counts_what_is_public_and_is_named_as_its_newest_says(
    database: Database,
):
    await fill(database, OLD, NEW, KILLED)

    async with database.reading() as reading:
        assert await shelves.shelves(reading, "topics") == [
            Shelf("topics", "مدن", "مُدُن", 2),
            Shelf("topics", "مناخ", "مناخ", 1),
        ]
        assert await shelves.shelf(reading, "topics", "مدن") == Shelf(
            "topics", "مدن", "مُدُن", 2
        )
        assert await shelves.shelf(reading, "topics", "سر") is None


async def test_a_topics_articles_come_newest_first_and_by_the_page(database: Database):
    await fill(database, OLD, NEW, KILLED)

    async with database.reading() as reading:
        found = await shelves.standing(reading, "topics", "مدن", 10)
        second = await shelves.standing(reading, "topics", "مدن", 1, 1)

    assert found == [NEW, OLD]
    assert second == [OLD]


async def test_an_author_is_found_by_name(database: Database):
    await fill(database, OLD, NEW)

    async with database.reading() as reading:
        assert await shelves.shelves(reading, "authors") == [
            Shelf("authors", "سلمى", "سلمى", 1)
        ]
        assert await shelves.standing(reading, "authors", "سلمى", 10) == [OLD]


async def test_an_article_leaves_the_topic_that_it_names_no_more(database: Database):
    await fill(database, OLD)
    async with database.writing() as transaction:
        await archive.save(
            transaction, replace(OLD, version=2, topics=("ماء",), authors=()), NOW
        )

    async with database.reading() as reading:
        assert [s.slug for s in await shelves.shelves(reading, "topics")] == ["ماء"]
        assert await shelves.shelves(reading, "authors") == []


async def test_a_topic_without_a_letter_has_no_address(database: Database):
    await fill(database, an_article(1, topics=("…", "ماء", "ماءٌ")))

    async with database.reading() as reading:
        assert [s.name for s in await shelves.shelves(reading, "topics")] == ["ماء"]
