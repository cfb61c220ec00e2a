"""From a draft to the feeds and the partners, and what a correction makes of it."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from content import archive, journal
from content.article import Article, Block, Kind, State
from content.event import EventType
from feeds import store
from newsroom import publishing
from newsroom.house import NoPublisherError
from newsroom.problem import Problem
from newsroom.publishing import Redrafted, Scheduled
from newsroom.pushing import Done
from storage.engine import Database
from tests.support.dispatching import claim_posts, parcels, record, states
from tests.support.house import (
    Built,
    a_text,
    build,
    draft,
    listen,
    present,
    publish,
)
from tests.support.rows import NOW


async def entries(built: Built) -> list[bytes]:
    async with built.database.reading() as reading:
        return await store.documents(reading, "all", "atom", 99)


async def head(built: Built):
    async with built.database.reading() as reading:
        return await store.head(reading, "all")


async def events(built: Built):
    async with built.database.reading() as reading:
        return await journal.since(reading, 0, 99)


def text_of(article: Article) -> Article:
    """Another text for this article, as an editor's file brings it."""
    return replace(a_text(2), id=article.id)


async def test_publishing_is_one_event_for_everybody(built: Built):
    await listen(built, "a", "b")
    article = await draft(built)

    done = await publishing.publish(built.house, article.id[:6])

    assert isinstance(done, Done)
    assert done.owed == {"mail": 0, "webhook": 2, "websub": 0}
    assert await events(built) == [done.event]
    assert (done.event.type, done.event.version) == (EventType.PUBLISHED, 1)
    assert (done.event.previous_version, done.event.at) == (0, NOW)
    public = await present(built, article)
    assert (public.state, public.published) == (State.USABLE, NOW)
    assert await states(built.database) == [("a", "waiting"), ("b", "waiting")]
    (entry,) = await entries(built)
    assert article.title is not None
    assert article.title.encode() in entry
    assert built.bell.rung == built.bell.committed == [("webhook", 2)]


async def test_a_time_has_no_fractions(built: Built):
    built.clock.moment = NOW + timedelta(microseconds=999_999)

    article = await publish(built)

    assert (article.published, article.updated) == (NOW, NOW)
    assert (await events(built))[0].at == NOW
    assert (await head(built)).updated == NOW


async def test_publishing_again_changes_nothing(built: Built):
    article = await publish(built)

    again = await publishing.publish(built.house, article.id)

    assert isinstance(again, Problem)
    assert again.code == "already"
    assert len(await events(built)) == 1


async def test_what_lacks_a_title_stays_as_it_was(built: Built):
    article = await draft(built, title=None, state=State.NEEDS_TITLE)

    problem = await publishing.publish(built.house, article.id)

    assert isinstance(problem, Problem)
    assert (problem.code, problem.field) == ("needs_title", "title")
    assert await events(built) == []
    assert await present(built, article) == article


async def test_an_article_with_a_date_to_come_waits(built: Built):
    tomorrow = NOW + timedelta(days=1)
    article = await draft(built, published=tomorrow)

    waiting = await publishing.publish(built.house, article.id)

    assert waiting == Scheduled(article.id, tomorrow)
    assert await events(built) == []
    async with built.database.reading() as reading:
        assert await archive.due(reading, tomorrow) == [article.id]

    built.clock.move(days=1)
    done = await publishing.publish(built.house, article.id)
    assert isinstance(done, Done)
    assert (await present(built, article)).published == tomorrow


async def test_without_a_publisher_nothing_is_published(
    database: Database, tmp_path: Path
):
    built = await build(database, tmp_path)
    article = await draft(built)
    async with database.writing() as transaction:
        await transaction.connection.exec_driver_sql("DELETE FROM imprint")

    with pytest.raises(NoPublisherError):
        await publishing.publish(built.house, article.id)


async def test_a_correction_tells_whoever_has_the_text(built: Built):
    await listen(built, "a", "b", "c")
    article = await publish(built)
    first = await claim_posts(built.database, 1)
    await record(built.database, first)
    text = replace(a_text(), id=article.id, title="عنوان مصحّح")
    built.clock.move(hours=1)

    done = await publishing.correct(built.house, article.id, text, "صُحّح العنوان")

    assert isinstance(done, Done)
    assert (done.event.type, done.event.previous_version) == (EventType.CORRECTED, 1)
    assert done.owed["webhook"] == 3
    assert await states(built.database, version=1) == [
        ("a", "delivered"),
        ("b", "cancelled"),
        ("c", "cancelled"),
    ]
    assert {row.priority for row in await parcels(built.database, version=2)} == {3}
    (entry,) = await entries(built)
    assert "عنوان مصحّح".encode() in entry
    assert (await head(built)).updated == NOW + timedelta(hours=1)


async def test_a_quiet_update_moves_the_feed_but_not_its_time(built: Built):
    article = await publish(built)
    before = await head(built)
    built.clock.move(hours=1)

    done = await publishing.correct(built.house, article.id, text_of(article), None)

    assert isinstance(done, Done)
    assert done.event.type is EventType.UPDATED
    after = await head(built)
    assert (after.version, after.updated) == (before.version + 1, before.updated)


async def test_an_unpublished_article_takes_a_new_text(built: Built):
    article = await draft(built)

    done = await publishing.correct(built.house, article.id, text_of(article), None)

    assert isinstance(done, Redrafted)
    assert await present(built, article) == done.article
    assert done.article.title == text_of(article).title
    assert await events(built) == []


async def test_a_public_article_does_not_become_empty(built: Built):
    article = await publish(built)
    headings = replace(article, blocks=(Block(Kind.HEADING, "عنوان"),))

    problem = await publishing.correct(built.house, article.id, headings, "ن")

    assert isinstance(problem, Problem)
    assert problem.code == "empty"
    assert await present(built, article) == article


async def overtake(built: Built, article) -> None:
    """Somebody else publishes a correction of the article."""
    async with built.database.writing() as transaction:
        newer = replace(article, version=article.version + 1, title="سبق")
        await archive.save(transaction, newer, NOW)


async def test_who_was_overtaken_keeps_nothing(
    built: Built, monkeypatch: pytest.MonkeyPatch
):
    await listen(built, "a")
    article = await publish(built)
    before = await head(built)
    carry_out = publishing.carry_out

    async def late(house, change, now):
        await overtake(built, article)
        return await carry_out(house, change, now)

    monkeypatch.setattr(publishing, "carry_out", late)
    problem = await publishing.correct(built.house, article.id, text_of(article), "ن")

    assert isinstance(problem, Problem)
    assert problem.code == "conflict"
    assert len(await events(built)) == 1
    assert await head(built) == before
    assert (await present(built, article)).title == "سبق"


async def test_of_eight_who_publish_at_once_one_does(built: Built):
    await listen(built, "a")
    article = await draft(built)

    results = await asyncio.gather(
        *(publishing.publish(built.house, article.id) for _ in range(8))
    )

    assert sum(isinstance(result, Done) for result in results) == 1
    assert {r.code for r in results if isinstance(r, Problem)} <= {
        "conflict",
        "already",
    }
    assert len(await events(built)) == 1
    assert await states(built.database) == [("a", "waiting")]


async def test_eight_publications_at_once_are_numbered_without_gaps(built: Built):
    await listen(built, "a", "b")
    articles = [await draft(built, a_text(number)) for number in range(8)]

    await asyncio.gather(
        *(publishing.publish(built.house, article.id) for article in articles)
    )

    assert [event.number for event in await events(built)] == list(range(1, 9))
    assert len(await entries(built)) == 8
    assert len(await parcels(built.database, state="waiting")) == 16
    assert (await head(built)).version == 9


async def test_a_schedule_does_not_write_over_what_was_published_meanwhile(
    built: Built, monkeypatch
):
    article = await draft(built, published=NOW + timedelta(days=1))
    keep = publishing._keep_unpublished

    async def late(house, before, after, now):
        async with built.database.writing() as transaction:
            table = archive.articles
            mine = update(table).where(table.c.id == article.id)
            await transaction.run(mine.values(version=7))
            newer = replace(article, version=7, state=State.USABLE, updated=NOW)
            await archive.save(transaction, newer, NOW)
        return await keep(house, before, after, now)

    monkeypatch.setattr(publishing, "_keep_unpublished", late)
    problem = await publishing.publish(built.house, article.id)

    assert isinstance(problem, Problem)
    assert problem.code == "conflict"
    assert (await present(built, article)).state is State.USABLE


async def test_the_entries_of_an_article_name_its_version_and_profile(built: Built):
    await publish(built)

    async with built.database.reading() as reading:
        count = await reading.value(select(func.count()).select_from(store.entries))
        rows = await reading.rows(select(store.entries.c.version).distinct())

    assert count == 3
    assert [row.version for row in rows] == [1]
