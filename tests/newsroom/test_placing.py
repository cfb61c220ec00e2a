"""Which feeds an article joins, stays in and leaves, and who is told of it."""

from dataclasses import replace

import pytest

from content.article import Article, Author
from feeds import store
from feeds.feed import Feed
from newsroom import publishing, withdrawing
from newsroom.pushing import Done
from tests.support.house import Built, a_text, present, publish

WATER = "topics/ماء"
CLIMATE = "topics/مناخ"
LAYLA = "authors/ليلى-حداد"


async def feeds_of(built: Built, article: Article) -> list[str]:
    async with built.database.reading() as reading:
        return await store.feeds_of(reading, article.id)


async def head(built: Built, name: str) -> Feed:
    async with built.database.reading() as reading:
        found = await store.head(reading, name)
    assert found is not None
    return found


async def correct(built: Built, article: Article, note: str | None, **changes) -> None:
    text = replace(a_text(1), id=article.id, **changes)
    done = await publishing.correct(built.house, article.id, text, note)
    assert isinstance(done, Done), done


@pytest.fixture
async def article(built: Built) -> Article:
    return await publish(built, topics=("ماء",), authors=(Author("ليلى حدّاد"),))


async def test_an_article_is_published_in_all_its_feeds(built: Built, article):
    assert await feeds_of(built, article) == ["all", LAYLA, "languages/ar", WATER]
    assert (await head(built, LAYLA)).label == "ليلى حدّاد"
    assert (await head(built, WATER)).updated == article.updated


@pytest.mark.parametrize("note", [None, "أُخطئ في الموضوع."])
async def test_another_topic_is_another_feed(built: Built, article, note):
    before = await head(built, WATER)
    at = built.clock.move(minutes=5)

    await correct(built, article, note, topics=("مناخ",))

    assert await feeds_of(built, article) == ["all", "languages/ar", CLIMATE]
    left = await head(built, WATER)
    assert left.version > before.version
    assert left.updated == (await head(built, CLIMATE)).updated == at


async def test_an_update_moves_no_date_of_the_feeds_that_keep_it(built, article):
    before = await head(built, WATER)
    built.clock.move(minutes=5)

    await correct(built, article, None, topics=("ماء",))

    after = await head(built, WATER)
    assert after.version > before.version
    assert after.updated == before.updated


async def test_a_feed_is_called_as_its_newest_article_calls_it(built: Built, article):
    before = await head(built, LAYLA)

    await publish(built, 2, authors=(Author("ليلى حداد"),))

    after = await head(built, LAYLA)
    assert after.label == "ليلى حداد"
    assert after.version > before.version


async def test_what_is_killed_is_recalled_in_all_its_feeds(built: Built, article):
    await withdrawing.kill(built.house, article.id, "طلب صاحبه سحبه.")

    for name in ("all", WATER, LAYLA, "languages/ar"):
        assert [stone.urn for stone in (await head(built, name)).tombstones] == [
            article.urn
        ]


async def test_what_is_killed_is_recalled_where_it_stood_before_too(built, article):
    await correct(built, article, None, topics=("مناخ",))

    await withdrawing.kill(built.house, article.id, "طلب صاحبه سحبه.")

    assert await feeds_of(built, article) == [
        "all",
        LAYLA,
        "languages/ar",
        WATER,
        CLIMATE,
    ]
    assert [stone.urn for stone in (await head(built, WATER)).tombstones] == [
        article.urn
    ]


async def test_what_is_restored_stands_only_where_it_belongs(built: Built, article):
    await correct(built, article, None, topics=("مناخ",))
    await withdrawing.withhold(built.house, article.id, "")

    await withdrawing.restore(built.house, article.id, "")

    assert await feeds_of(built, article) == ["all", "languages/ar", CLIMATE]


async def test_what_is_restored_long_after_is_in_all_its_feeds_again(built, article):
    await withdrawing.withhold(built.house, article.id, "")
    now = built.clock.move(days=31)
    async with built.database.writing() as transaction:
        await store.clean(transaction, now)
    gone = await feeds_of(built, article)

    await withdrawing.restore(built.house, article.id, "")

    assert gone == []
    assert await feeds_of(built, article) == ["all", LAYLA, "languages/ar", WATER]
    assert (await present(built, article)).topics == ("ماء",)
