"""Timetables over kills, over several processes, and over time when nothing ran."""

import asyncio
from collections import Counter
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from sqlalchemy import select, update

from digests.editions import edition_items, editions
from digests.newsletters import newsletters
from jobs.runs import runs
from tests.faults.harness import (
    House,
    Running,
    add_readers,
    at_work,
    chance_of,
    count,
    make_folder,
    publish,
    until,
)

# Several processes start, on a machine that may be busy.
pytestmark = pytest.mark.timeout(60)

SERVE = ("serve", "--port", "0", "--json")
READERS = 5


async def with_slot(house: House, hours_ago: float) -> None:
    """A newsletter whose slot passed so long ago, while nothing ran."""
    make_folder(house.folder)
    async with at_work(house) as installation:
        await add_readers(installation, READERS)
        await publish(installation, "خبر من الميناء")
        now = installation.house.now()
    slot = now - timedelta(hours=hours_ago)
    await house.change(
        update(newsletters).values(
            created=now - timedelta(hours=20), hour=slot.hour, minute=slot.minute
        )
    )


async def row_of_run(house: House) -> Any:
    async with asyncio.timeout(30):
        while True:
            if found := await house.rows(select(runs)):
                return found[0]
            await asyncio.sleep(0.05)


async def letters(house: House, number: int) -> None:
    await until(lambda: len(house.letters()) >= number)


async def test_a_slot_that_passed_while_nothing_ran_comes_out_once(
    embedded: House,
) -> None:
    await with_slot(embedded, hours_ago=3)

    for _ in range(2):
        async with embedded.running(*SERVE) as serving:
            await serving.ready()
            await letters(embedded, READERS)
            serving.terminate()
            assert (await serving.ended()).code == 0

    row = await row_of_run(embedded)
    assert row.state == "done"
    assert await count(embedded, editions) == 1
    assert len(embedded.letters()) == READERS


@pytest.mark.slow
async def test_a_slot_too_long_ago_is_missed_and_its_articles_stay(
    embedded: House,
) -> None:
    await with_slot(embedded, hours_ago=13)

    async with embedded.running(*SERVE) as serving:
        await serving.ready()
        row = await row_of_run(embedded)
    preview = await embedded.run("edition", "preview", "daily", "--slot", "2030-01-01")

    assert row.state == "missed"
    assert await count(embedded, editions) == 0
    assert embedded.letters() == []
    assert len(preview.record["edition"]["items"]) == 1


@pytest.mark.slow
@pytest.mark.parametrize("step", ["before slot commit", "after slot commit"])
async def test_a_slot_killed_at_its_commit_comes_out_once(
    embedded: House, step: str
) -> None:
    await with_slot(embedded, hours_ago=3)

    async with embedded.running(*SERVE, die=(step, 1)) as dying:
        assert (await dying.ended()).was_killed
    async with embedded.running(*SERVE) as serving:
        await serving.ready()
        await letters(embedded, READERS)

    assert await count(embedded, runs) == 1
    assert await count(embedded, editions) == 1
    assert len(embedded.letters()) == READERS


@pytest.mark.slow
@pytest.mark.timeout(120)
async def test_three_processes_with_kills_make_each_edition_once(house: House) -> None:
    """On SQLite two of them only serve."""
    chance = chance_of(3)
    make_folder(house.folder)
    async with at_work(house) as installation:
        await add_readers(installation, READERS)
    published, seconds = [], 2

    async with AsyncExitStack() as stack:

        async def start() -> Running:
            each = await stack.enter_async_context(house.running(*SERVE, every=seconds))
            await each.ready()
            return each

        serving = [await start() for _ in range(3)]
        for number in range(6):
            async with at_work(house) as installation:
                article = await publish(installation, f"خبر رقم {number}")
            published.append(article.id)
            await asyncio.sleep(chance.uniform(0.5, 2.5))
            victim = serving.pop(chance.randrange(3))
            victim.kill()
            serving.append(await start())
        await asyncio.sleep(2 * seconds)
        for each in serving:
            each.terminate()
            assert (await each.ended()).code == 0
    await house.let_leases_lapse()
    assert (await house.deliver()).code == 0

    items = Counter(row.article for row in await house.rows(select(edition_items)))
    slots = [row.slot for row in await house.rows(select(runs))]
    made = await count(house, editions)
    assert items == dict.fromkeys(published, 1)
    assert len(set(slots)) == len(slots) >= made
    assert len(house.letters()) == READERS * made
    if not house.is_sqlite:
        check_gapless(slots, seconds)


def check_gapless(slots: list[str], seconds: int) -> None:
    """One of three was always there: no slot between the first and the last is missing."""
    times = sorted(datetime.fromisoformat(slot).replace(tzinfo=UTC) for slot in slots)
    step = timedelta(seconds=seconds)
    gaps = [later - earlier for earlier, later in pairwise(times)]
    assert gaps == [step] * len(gaps)
