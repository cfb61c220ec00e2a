"""The journal's numbers: one after another, whoever writes and whatever fails."""

import asyncio
from contextlib import suppress
from datetime import timedelta

import pytest

from content import journal
from content.event import Event, EventType
from content.journal import Change
from storage.engine import Database
from tests.support.rows import NOW, an_article, article_id, keep

PUBLISHED = Change(EventType.PUBLISHED, article_id(1), 1, 0, NOW, "ملاحظة")


@pytest.fixture
async def house(database: Database) -> Database:
    async with database.writing() as transaction:
        await keep(transaction, an_article(1), an_article(2))
    return database


async def append(database: Database, change: Change = PUBLISHED) -> Event:
    async with database.writing() as transaction:
        return await journal.append(transaction, change)


class MistakeError(Exception):
    pass


async def fail_after_append(database: Database) -> None:
    with suppress(MistakeError):
        async with database.writing() as transaction:
            await journal.append(transaction, PUBLISHED)
            raise MistakeError


async def test_the_first_event_is_number_one(house: Database):
    event = await append(house)

    async with house.reading() as reading:
        assert event.number == 1
        assert await journal.since(reading, 0, 10) == [event]
        assert await journal.head(reading) == 1


async def test_an_empty_journal_stands_at_nothing(house: Database):
    async with house.reading() as reading:
        assert await journal.head(reading) == 0
        assert await journal.head_at(reading, NOW) == 0
        assert await journal.since(reading, 0, 10) == []


async def test_a_number_that_was_rolled_back_is_given_again(house: Database):
    await append(house)
    await fail_after_append(house)

    assert (await append(house)).number == 2


async def test_numbers_have_no_gap_with_eight_writers_of_whom_some_fail(
    house: Database,
):
    async def write(worker: int) -> None:
        for turn in range(5):
            fails = (worker + turn) % 3 == 0
            await (fail_after_append(house) if fails else append(house))

    await asyncio.gather(*(write(worker) for worker in range(8)))

    async with house.reading() as reading:
        numbers = [event.number for event in await journal.since(reading, 0, 100)]
        assert len(numbers) > 20
        assert numbers == list(range(1, len(numbers) + 1))
        assert await journal.head(reading) == len(numbers)


async def test_a_follower_misses_nothing_while_eight_write(house: Database):
    seen: list[int] = []
    writing = True

    async def follow() -> None:
        while True:
            last_look = not writing
            async with house.reading() as reading:
                last = seen[-1] if seen else 0
                found = await journal.since(reading, last, 100)
            seen.extend(event.number for event in found)
            if last_look:
                return
            await asyncio.sleep(0)

    follower = asyncio.create_task(follow())
    await asyncio.gather(*(append(house) for _ in range(24)))
    writing = False
    await follower

    assert seen == list(range(1, 25))


async def test_where_the_journal_stood_at_a_moment(house: Database):
    for minutes in (0, 1, 2):
        at = NOW + timedelta(minutes=minutes)
        await append(house, Change(EventType.UPDATED, article_id(1), 1, 1, at))

    async with house.reading() as reading:
        assert await journal.head_at(reading, NOW) == 0
        assert await journal.head_at(reading, NOW + timedelta(minutes=2)) == 2
        assert await journal.head_at(reading, NOW + timedelta(days=1)) == 3


async def test_since_gives_so_many_and_the_rest_later(house: Database):
    events = [await append(house) for _ in range(3)]

    async with house.reading() as reading:
        assert await journal.since(reading, 0, 2) == events[:2]
        assert await journal.since(reading, 2, 2) == events[2:]


async def test_the_events_of_one_article(house: Database):
    first = await append(house)
    await append(house, Change(EventType.PUBLISHED, article_id(2), 1, 0, NOW))
    third = await append(house, Change(EventType.KILLED, article_id(1), 2, 1, NOW))

    async with house.reading() as reading:
        assert await journal.of_article(reading, article_id(1)) == [first, third]
