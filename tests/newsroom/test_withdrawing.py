"""Withhold, kill, restore: who has the text hears of it, and a file remembers."""

import asyncio
from datetime import timedelta

import pytest

from content import journal
from content.article import State
from content.event import EventType
from feeds import store
from jobs import upkeep
from newsroom import publishing, withdrawing
from newsroom.problem import Problem
from newsroom.pushing import Done
from outbox.parcel import Deferred
from tests.support.dispatching import claim_posts, parcels, record, states
from tests.support.house import BLOCKS, Built, draft, listen, present, publish
from tests.support.rows import NOW

STOPS = [
    (withdrawing.withhold, EventType.WITHHELD, State.WITHHELD),
    (withdrawing.kill, EventType.KILLED, State.CANCELED),
]
DAY = timedelta(days=1)


async def documents(built: Built) -> list[bytes]:
    """The entries of the feed of everything, in all three formats."""
    async with built.database.reading() as reading:
        return [
            entry
            for format_ in ("atom", "rss", "json")
            for entry in await store.documents(reading, "all", format_, 99)
        ]


async def head(built: Built):
    async with built.database.reading() as reading:
        return await store.head(reading, "all")


def no_word_of_the_text(entry: bytes) -> bool:
    return not any(block.text[:12] in entry.decode() for block in BLOCKS)


@pytest.mark.parametrize(("stop", "kind", "state"), STOPS)
async def test_a_stop_reaches_who_has_the_text_and_nobody_else(
    built: Built, stop, kind: EventType, state: State
):
    await listen(built, "a", "b", "c")
    article = await publish(built)
    await record(built.database, await claim_posts(built.database, 1))
    flying = await claim_posts(built.database, 1)
    built.clock.move(hours=1)

    done = await stop(built.house, article.id, "بطلب المحامي")

    assert isinstance(done, Done)
    assert done.event.type is kind
    assert done.owed["webhook"] == 2
    assert await states(built.database, version=2) == [
        ("a", "waiting"),
        ("b", "waiting"),
    ]
    assert await states(built.database, version=1) == [
        ("a", "delivered"),
        ("b", "sending"),
        ("c", "cancelled"),
    ]
    assert {row.priority for row in await parcels(built.database, version=2)} == {0}
    assert (await present(built, article)).state is state
    assert [parcel.destination for parcel in flying] == ["b"]


@pytest.mark.parametrize(("stop", "kind", "state"), STOPS)
async def test_the_entries_say_it_in_place(built: Built, stop, kind, state):
    article = await publish(built)
    before = await head(built)
    built.clock.move(hours=1)

    await stop(built.house, article.id, "بطلب المحامي")

    entries = await documents(built)
    assert len(entries) == 3
    assert all(no_word_of_the_text(entry) for entry in entries)
    assert all(article.id.encode() in entry for entry in entries)
    after = await head(built)
    assert after.version == before.version + 1
    assert after.updated > before.updated


async def test_a_kill_puts_up_a_tombstone_newer_than_the_entry(built: Built):
    article = await publish(built)
    built.clock.move(hours=1)
    await withdrawing.kill(built.house, article.id, "سبب")

    killed = await present(built, article)
    (stone,) = (await head(built)).tombstones
    assert killed.updated is not None
    assert (stone.urn, stone.comment) == (article.urn, "سبب")
    assert stone.when == killed.updated + timedelta(seconds=1)
    assert (await head(built)).updated == stone.when


async def test_a_withheld_article_has_no_tombstone(built: Built):
    article = await publish(built)
    await withdrawing.withhold(built.house, article.id, "")

    assert (await head(built)).tombstones == ()


async def test_the_notice_stays_a_month_and_the_tombstone_a_year(built: Built):
    article = await publish(built)
    await withdrawing.kill(built.house, article.id, "")

    built.clock.move(days=29)
    await upkeep.clean(built.house)
    assert len(await documents(built)) == 3
    built.clock.move(days=1)
    await upkeep.clean(built.house)
    assert await documents(built) == []
    assert len((await head(built)).tombstones) == 1
    built.clock.move(days=335)
    await upkeep.clean(built.house)
    assert (await head(built)).tombstones == ()


async def test_what_was_withheld_long_ago_can_still_be_killed(built: Built):
    article = await publish(built)
    await withdrawing.withhold(built.house, article.id, "")
    built.clock.move(days=31)
    await upkeep.clean(built.house)

    done = await withdrawing.kill(built.house, article.id, "")

    assert isinstance(done, Done)
    assert len((await head(built)).tombstones) == 1
    entries = await documents(built)
    assert len(entries) == 3
    assert all(no_word_of_the_text(entry) for entry in entries)


async def test_a_stop_is_on_disk_before_the_answer(built: Built):
    article = await publish(built)

    await withdrawing.withhold(built.house, article.id, "")
    built.clock.move(hours=1)
    await withdrawing.kill(built.house, article.id, "")

    assert built.stops == [
        {"kind": "withheld", "event": 2, "article": article.id, "at": NOW.isoformat()},
        {
            "kind": "killed",
            "event": 3,
            "article": article.id,
            "at": built.clock().isoformat(),
        },
    ]


async def test_a_stop_that_was_not_kept_is_not_on_disk(built: Built):
    article = await draft(built)

    problem = await withdrawing.kill(built.house, article.id, "")

    assert isinstance(problem, Problem)
    assert built.stops == []


@pytest.mark.parametrize(
    ("before", "change", "code"),
    [
        ([], withdrawing.restore, "already"),
        ([withdrawing.withhold], withdrawing.withhold, "already"),
        ([withdrawing.kill], withdrawing.kill, "already"),
        ([withdrawing.kill], withdrawing.withhold, "wrong_state"),
        ([withdrawing.kill], withdrawing.restore, "wrong_state"),
    ],
)
async def test_what_cannot_be_done_changes_nothing(
    built: Built, before, change, code: str
):
    await listen(built, "a")
    article = await publish(built)
    await record(built.database, await claim_posts(built.database))
    for earlier in before:
        await earlier(built.house, article.id, "")
    as_it_was = await present(built, article)

    problem = await change(built.house, article.id, "")

    assert isinstance(problem, Problem)
    assert problem.code == code
    assert await present(built, article) == as_it_was
    async with built.database.reading() as reading:
        assert await journal.head(reading) == 1 + len(before)


async def test_a_killed_article_is_not_published_again(built: Built):
    article = await publish(built)
    await withdrawing.kill(built.house, article.id, "")

    problem = await publishing.publish(built.house, article.id)

    assert isinstance(problem, Problem)
    assert problem.code == "killed"


async def test_a_restored_text_goes_to_who_had_it_and_to_new_ones(built: Built):
    await listen(built, "a")
    article = await publish(built)
    await record(built.database, await claim_posts(built.database))
    await withdrawing.withhold(built.house, article.id, "")
    await record(built.database, await claim_posts(built.database))
    await listen(built, "b")
    built.clock.move(days=1)

    done = await withdrawing.restore(built.house, article.id, "عاد")

    assert isinstance(done, Done)
    assert (done.event.type, done.event.version) == (EventType.RESTORED, 3)
    assert await states(built.database, version=3) == [
        ("a", "waiting"),
        ("b", "waiting"),
    ]
    restored = await present(built, article)
    assert (restored.state, restored.published) == (State.USABLE, NOW)
    assert not no_word_of_the_text((await documents(built))[0])

    built.clock.move(days=60)
    await upkeep.clean(built.house)
    assert len(await documents(built)) == 3


async def test_a_kill_passes_a_parked_endpoint_and_ends_the_retry(built: Built):
    """The endpoint failed, and yet may have the text: it hears of the kill first."""
    await listen(built, "a")
    article = await publish(built)
    await record(built.database, await claim_posts(built.database), Deferred("500"))

    done = await withdrawing.kill(built.house, article.id, "")

    assert isinstance(done, Done)
    assert done.owed["webhook"] == 1
    (claimed,) = await claim_posts(built.database)
    await record(built.database, [claimed])
    assert await states(built.database) == [("a", "cancelled"), ("a", "delivered")]
    assert await claim_posts(built.database, now=NOW + 30 * DAY) == []


async def test_a_second_stop_reaches_who_only_may_have_the_text(built: Built):
    await listen(built, "a")
    article = await publish(built)
    await record(built.database, await claim_posts(built.database), Deferred("500"))
    await withdrawing.withhold(built.house, article.id, "")

    done = await withdrawing.kill(built.house, article.id, "")

    assert isinstance(done, Done)
    assert done.owed["webhook"] == 1
    assert await states(built.database, version=3) == [("a", "waiting")]


async def test_who_never_had_the_text_hears_nothing_of_its_end(built: Built):
    await listen(built, "a")
    article = await publish(built)

    done = await withdrawing.kill(built.house, article.id, "")

    assert isinstance(done, Done)
    assert done.owed["webhook"] == 0
    assert await claim_posts(built.database) == []


async def test_of_eight_who_kill_at_once_one_does(built: Built):
    await listen(built, "a")
    article = await publish(built)
    await record(built.database, await claim_posts(built.database))

    results = await asyncio.gather(
        *(withdrawing.kill(built.house, article.id, "") for _ in range(8))
    )

    assert sum(isinstance(result, Done) for result in results) == 1
    assert {r.code for r in results if isinstance(r, Problem)} <= {
        "already",
        "conflict",
    }
    assert [stop["event"] for stop in built.stops] == [2]
    assert await states(built.database, version=2) == [("a", "waiting")]
