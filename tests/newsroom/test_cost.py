"""What a publication costs: one transaction, however many endpoints and articles."""

from datetime import timedelta

import pytest
from sqlalchemy import insert

from content import archive, journal
from content.record import record_of_article
from feeds import store
from feeds.selection import feeds_of
from newsroom import publishing
from newsroom.pushing import Done
from outbox import tables
from storage.engine import Database
from tests.support.counting import counting
from tests.support.house import Built, draft, listen
from tests.support.rows import NOW, an_article

ENDPOINTS = [f"e{number:04}" for number in range(1_000)]


async def seed(database: Database, numbers: range) -> None:
    """Public articles with all that goes with them, written in one go."""
    articles = [
        an_article(number, published=NOW - timedelta(hours=number))
        for number in numbers
    ]
    async with database.writing() as transaction:
        await transaction.run(
            insert(archive.articles), [archive._row(each, NOW) for each in articles]
        )
        await transaction.run(
            insert(archive.versions),
            [
                {
                    "article": each.id,
                    "version": 1,
                    "record": record_of_article(each),
                    "saved": NOW,
                }
                for each in articles
            ],
        )
        await transaction.run(
            insert(journal.events),
            [
                {
                    "number": number,
                    "type": "article.published",
                    "article": each.id,
                    "version": 1,
                    "previous_version": 0,
                    "at": NOW,
                    "note": "",
                }
                for number, each in zip(numbers, articles, strict=True)
            ],
        )
        await transaction.run(journal.journal.update().values(head=numbers[-1]))
        await store.open_feeds(transaction, feeds_of(articles[0]), NOW)
        await transaction.run(
            insert(store.members),
            [
                {"feed": feed.name, "article": each.id, "published": each.published}
                for each in articles
                for feed in feeds_of(each)
            ],
        )
        await transaction.run(
            insert(store.entries),
            [
                {
                    "article": each.id,
                    "format": format_,
                    "version": 1,
                    "profile": "p",
                    "data": b"entry",
                }
                for each in articles
                for format_ in ("atom", "rss", "json")
            ],
        )


async def cost_of_publishing(built: Built) -> tuple[int, int, int]:
    """Statements, rows and commits of one publication to all endpoints."""
    article = await draft(built)
    with counting(built.database) as asked:
        done = await publishing.publish(built.house, article.id)
    assert isinstance(done, Done)
    assert done.owed["webhook"] == len(ENDPOINTS)
    return len(asked.statements), asked.rows, asked.commits


async def empty_lanes(built: Built) -> None:
    """As before the first publication."""
    async with built.database.writing() as transaction:
        await transaction.run(tables.parcels.delete())
        await transaction.run(tables.lanes.delete())


async def compare(built: Built, many: int) -> None:
    await listen(built, *ENDPOINTS)
    await seed(built.database, range(1, 101))
    few = await cost_of_publishing(built)
    await empty_lanes(built)
    # The publication took the number 101.
    await seed(built.database, range(102, many + 1))

    more = await cost_of_publishing(built)

    assert more == few
    assert more[2] == 1
    assert more[0] < 40


async def test_publishing_costs_the_same_at_a_hundred_and_a_thousand(built: Built):
    await compare(built, 1_000)


@pytest.mark.slow
@pytest.mark.timeout(120)
async def test_publishing_costs_the_same_at_a_hundred_and_ten_thousand(built: Built):
    await compare(built, 10_000)
