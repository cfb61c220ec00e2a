"""Search finds the same in the same order on either engine."""

from datetime import timedelta

from content.article import Block, Kind
from content.search import search
from storage.engine import Database
from tests.support.rows import NOW, an_article, keep


def saying(number: int, text: str, title: str = "بلا", **changes):
    block = Block(Kind.PARAGRAPH, text)
    return an_article(number, blocks=(block,), title=title, **changes)


async def fill(database: Database, *articles) -> None:
    async with database.writing() as transaction:
        await keep(transaction, *articles)


async def found(database: Database, query: str, limit: int = 10, offset: int = 0):
    async with database.reading() as reading:
        results = await search(reading, query, limit, offset)
    return [int(hit.article.key, 16) for hit in results.hits]


async def test_a_word_is_found_in_any_spelling(database: Database):
    await fill(database, saying(1, "أطلقت إيران مُسيّرةً"), saying(2, "شيء آخر"))

    assert await found(database, "مسيرة ايران") == [1]


async def test_what_was_typed_comes_before_other_forms_and_titles_before_texts(
    database: Database,
):
    day = timedelta(days=1)
    await fill(
        database,
        saying(1, "المسيرات", published=NOW + 9 * day),
        saying(2, "نص", title="المسيرات", published=NOW + 8 * day),
        saying(3, "مسيرة", published=NOW + 7 * day),
        saying(4, "مسيرة", published=NOW + 6 * day),
        saying(5, "نص", title="مسيّرة", published=NOW),
    )

    assert await found(database, "مسيرة") == [5, 3, 4, 2, 1]
