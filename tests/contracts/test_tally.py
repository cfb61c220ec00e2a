from datetime import timedelta

from content.article import State
from content.tally import Tally, tally
from storage.engine import Database
from tests.support.rows import NOW, an_article, keep


async def test_articles_are_counted_by_state_and_the_fresh_ones_among_the_public(
    database: Database,
):
    async with database.writing() as transaction:
        await keep(
            transaction,
            an_article(1),
            an_article(2, published=NOW - timedelta(days=1)),
            an_article(3, state=State.CANCELED),
            an_article(4, state=State.DRAFT, published=None),
        )

    async with database.reading() as reading:
        found = await tally(reading, NOW)

    assert found == Tally({State.USABLE: 2, State.CANCELED: 1, State.DRAFT: 1}, fresh=1)
    assert found.count(State.USABLE, State.DRAFT, State.WITHHELD) == 3


async def test_an_empty_house_has_nothing_to_count(database: Database):
    async with database.reading() as reading:
        assert await tally(reading, NOW) == Tally()
