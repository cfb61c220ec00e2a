"""Runs: a slot is taken by exactly one, whoever asks."""

import asyncio
from contextlib import suppress
from datetime import timedelta

from jobs import runs
from storage.engine import Database
from tests.support.rows import NOW


async def take(database: Database, node: str, slot: str = "2026-11-24", **changes):
    async with database.writing() as transaction:
        fire_time = changes.pop("fire_time", NOW)
        return await runs.take(
            transaction,
            "tuesday",
            slot,
            fire_time=fire_time,
            node=node,
            at=NOW,
            **changes,
        )


async def test_the_first_takes_the_slot(database: Database):
    assert await take(database, "one") is True
    assert await take(database, "two") is False
    assert await take(database, "two", "2026-11-25") is True


async def test_of_eight_who_ask_at_once_one_wins(database: Database):
    won = await asyncio.gather(*(take(database, f"node {n}") for n in range(8)))

    assert sorted(won) == [False] * 7 + [True]


async def test_a_slot_whose_work_failed_is_free_again(database: Database):
    with suppress(LookupError):
        async with database.writing() as transaction:
            await runs.take(
                transaction, "tuesday", "2026-11-24", fire_time=NOW, node="one", at=NOW
            )
            raise LookupError

    assert await take(database, "two") is True


async def test_who_waits_for_one_that_fails_takes_the_slot(postgres: Database):
    begun, fail = asyncio.Event(), asyncio.Event()

    async def failing() -> None:
        async with postgres.writing() as transaction:
            await runs.take(
                transaction, "tuesday", "2026-11-24", fire_time=NOW, node="one", at=NOW
            )
            begun.set()
            await fail.wait()
            raise LookupError

    first = asyncio.create_task(failing())
    await begun.wait()
    second = asyncio.create_task(take(postgres, "two"))
    await asyncio.sleep(0.02)
    fail.set()

    assert await second is True
    assert isinstance(
        (await asyncio.gather(first, return_exceptions=True))[0], LookupError
    )


async def test_the_last_run_is_the_one_that_was_to_be_last(database: Database):
    async with database.reading() as reading:
        assert await runs.last_fire(reading, "tuesday") is None

    later = NOW + timedelta(days=1)
    await take(database, "one", "2026-11-25", fire_time=later, state="missed")
    await take(database, "one", "2026-11-24")

    async with database.reading() as reading:
        assert await runs.last_fire(reading, "tuesday") == later
        assert await runs.last_fire(reading, "friday") is None
