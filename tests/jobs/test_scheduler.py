"""The scheduler itself, running: late runs are one, and nothing is cut off."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from jobs import timetable
from jobs.scheduler import Clockwork
from jobs.timetable import Timetable
from service.clock import now

EVERY_DAY = Timetable("Asia/Beirut", 7, 30)
DAY = timedelta(days=1)


class Diary:
    """Work that writes down when it was to run."""

    def __init__(self) -> None:
        self.runs: list[datetime] = []
        self.wrote = asyncio.Event()

    async def __call__(self, moment: datetime) -> None:
        self.runs.append(moment)
        self.wrote.set()

    async def written(self) -> list[datetime]:
        async with asyncio.timeout(5):
            await self.wrote.wait()
        await asyncio.sleep(0.03)  # for one too many
        return self.runs


@pytest.fixture
async def clockwork():
    made = Clockwork()
    made.start()
    yield made
    await made.stop()
    await asyncio.sleep(0)  # the library ends in the loop's next turn


async def test_late_runs_are_one_and_it_stands_for_the_last(clockwork: Clockwork):
    diary = Diary()

    clockwork.on_timetable("daily", EVERY_DAY, now() - 10 * DAY, diary)

    (run,) = await diary.written()
    latest = timetable.latest(EVERY_DAY, now() - 10 * DAY, now())
    assert latest is not None
    assert run == latest.at
    assert timetable.at(EVERY_DAY, run) is not None


async def test_a_timetable_without_a_past_waits_for_its_time(clockwork: Clockwork):
    diary = Diary()

    clockwork.on_timetable("daily", EVERY_DAY, now(), diary)
    await asyncio.sleep(0.05)

    assert diary.runs == []
    assert clockwork.timetables("dai") == {"daily"}
    assert clockwork.timetables("week") == set()


async def test_the_same_timetable_again_changes_nothing(clockwork: Clockwork):
    first, again = Diary(), Diary()
    clockwork.on_timetable("daily", EVERY_DAY, now() - DAY, first)
    await first.written()

    clockwork.on_timetable("daily", EVERY_DAY, first.runs[0], again)
    await asyncio.sleep(0.05)

    assert (len(first.runs), len(again.runs)) == (1, 0)


async def test_a_run_that_left_no_trace_is_made_up_for(clockwork: Clockwork):
    first, again = Diary(), Diary()
    clockwork.on_timetable("daily", EVERY_DAY, now() - DAY, first)
    await first.written()

    clockwork.on_timetable("daily", EVERY_DAY, now() - DAY, again)

    assert await again.written() == first.runs


async def test_another_timetable_takes_the_place_of_the_first(clockwork: Clockwork):
    first, later = Diary(), Diary()
    clockwork.on_timetable("daily", EVERY_DAY, now(), first)

    clockwork.on_timetable("daily", Timetable("UTC", 0, 0), now() - DAY, later)

    assert len(await later.written()) == 1
    assert first.runs == []


async def test_a_dropped_timetable_runs_no_more(clockwork: Clockwork):
    clockwork.on_timetable("daily", EVERY_DAY, now(), Diary())

    clockwork.drop("daily")

    assert clockwork.timetables("") == set()


async def test_what_is_to_run_once_runs_once(clockwork: Clockwork):
    diary = Diary()
    moment = now() + timedelta(milliseconds=30)

    clockwork.once("release", now() + DAY, Diary())
    clockwork.once("release", moment, diary)

    assert await diary.written() == [moment]


async def test_a_moment_that_has_passed_is_not_lost(clockwork: Clockwork):
    diary = Diary()

    clockwork.once("release", now() - DAY, diary)

    assert len(await diary.written()) == 1


async def test_a_sweep_runs_again_and_again(clockwork: Clockwork):
    diary = Diary()

    clockwork.every("sweep", 0.05, diary, now())

    await asyncio.sleep(0.3)
    assert len(diary.runs) >= 3


async def test_a_mistake_in_one_run_does_not_end_the_next(
    clockwork: Clockwork, caplog: pytest.LogCaptureFixture
):
    runs: list[datetime] = []

    async def work(moment: datetime) -> None:
        runs.append(moment)
        if len(runs) == 1:
            raise LookupError("a mistake")

    clockwork.every("sweep", 0.05, work, now())
    await asyncio.sleep(0.2)

    assert len(runs) >= 2
    assert "job failed" in caplog.text


async def test_nothing_that_runs_is_cancelled_at_the_stop():
    clockwork, begun, go_on = Clockwork(), asyncio.Event(), asyncio.Event()
    ended: list[bool] = []

    async def work(_: datetime) -> None:
        begun.set()
        await go_on.wait()
        ended.append(True)

    clockwork.start()
    clockwork.once("slow", now(), work)
    await begun.wait()
    stopping = asyncio.create_task(clockwork.stop())
    await asyncio.sleep(0.02)
    assert not stopping.done()
    go_on.set()
    await stopping

    assert ended == [True]


async def test_nothing_new_begins_after_the_stop():
    clockwork, diary = Clockwork(), Diary()
    clockwork.start()
    clockwork.every("sweep", 0.02, diary, now())
    await diary.written()

    await clockwork.stop()
    before = len(diary.runs)
    await asyncio.sleep(0.1)

    assert len(diary.runs) == before


@pytest.mark.parametrize("table", [EVERY_DAY, Timetable("Africa/Cairo", 0, 30, 4)])
async def test_the_work_is_told_a_time_that_its_timetable_knows(
    clockwork: Clockwork, table: Timetable
):
    diary = Diary()
    since = now() - 21 * DAY

    clockwork.on_timetable("any", table, since, diary)

    (run,) = await diary.written()
    known: Any = timetable.at(table, run)
    assert known.at == run.astimezone(UTC)
