"""The pump: a full window, never more; one slow errand holds one place; nothing lost."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest
from sqlalchemy.exc import OperationalError

from jobs import pump
from jobs.pump import Pump
from outbox.claims import Claimed
from outbox.outcomes import Attempt
from outbox.parcel import Delivered
from tests.support.rows import NOW


@dataclass
class Road:
    """A route made by hand: errands are numbers, each ends when its gate opens."""

    waiting: list[int] = field(default_factory=list)
    slow: dict[int, asyncio.Event] = field(default_factory=dict)
    locked_claims: int = 0  # how many claims fail before one does not
    locked_records: int = 0
    on_the_way: set[int] = field(default_factory=set)
    most: int = 0
    sent: list[int] = field(default_factory=list)
    lots: list[list[int]] = field(default_factory=list)
    claims: int = 0
    due_in: float | None = None

    @property
    def recorded(self) -> list[int]:
        return sorted(number for lot in self.lots for number in lot)

    async def claim(self, places: int) -> Sequence[int]:
        self.claims += 1
        if self.locked_claims:
            self.locked_claims -= 1
            raise locked()
        taken, self.waiting = self.waiting[:places], self.waiting[places:]
        self.on_the_way |= set(taken)
        self.most = max(self.most, len(self.on_the_way))
        return taken

    async def run(self, errand: int) -> Attempt:
        if errand in self.slow:
            await self.slow[errand].wait()
        self.sent.append(errand)
        parcel = Claimed(str(errand), "m", "mail", "d", 0, "lease")
        return Attempt(parcel, "mail", Delivered("maildir"), NOW, 1)

    async def record(self, attempts: Sequence[Attempt]) -> None:
        if self.locked_records:
            self.locked_records -= 1
            raise locked()
        numbers = [int(attempt.parcel.id) for attempt in attempts]
        self.on_the_way -= set(numbers)
        self.lots.append(numbers)

    async def seconds_until_due(self) -> float | None:
        return self.due_in


def locked() -> OperationalError:
    return OperationalError("UPDATE", {}, Exception("database is locked"))


@pytest.fixture(autouse=True)
def _hurry(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(pump, "LINGER", 0.01)
    monkeypatch.setattr(pump, "PATIENCE", 0.01)


@asynccontextmanager
async def running(road: Road, window: int = 5) -> AsyncIterator[Pump[int]]:
    """The pump at work; at the end it is stopped and has returned."""
    made = Pump(road, window)
    task = asyncio.create_task(made.run())
    try:
        yield made
    finally:
        for gate in road.slow.values():
            gate.set()
        made.stop()
        await task


async def until(condition, seconds: float = 5.0) -> None:
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110  the fake has no event for each wish
            await asyncio.sleep(0.001)


async def test_everything_is_sent_once_and_recorded():
    road = Road(list(range(100)))

    await Pump(road, 10).run(until_empty=True)

    assert sorted(road.sent) == road.recorded == list(range(100))


async def test_an_empty_road_ends_at_once():
    road = Road()

    await Pump(road, 10).run(until_empty=True)

    assert road.lots == []


@pytest.mark.parametrize("window", [1, 3, 50])
async def test_the_window_is_never_exceeded(window: int):
    road = Road(list(range(200)))

    await Pump(road, window).run(until_empty=True)

    assert road.most == window
    assert road.recorded == list(range(200))


async def test_what_is_claimed_and_not_recorded_counts():
    """A kill at any instant repeats at most a window, so records free the places."""
    road = Road(list(range(20)), locked_records=10**9)

    async with running(road, window=5):
        await until(lambda: len(road.sent) == 5)
        await asyncio.sleep(0.05)
        assert len(road.waiting) == 15
        road.locked_records = 0

    assert road.recorded == sorted(road.sent)


async def test_one_slow_errand_holds_one_place():
    road = Road(list(range(100)), slow={0: asyncio.Event()})

    async with running(road, window=3):
        await until(lambda: len(road.recorded) == 99)
        assert 0 not in road.recorded

    assert road.recorded == list(range(100))


async def test_lots_are_recorded_together():
    road = Road(list(range(100)))

    await Pump(road, 50).run(until_empty=True)

    assert len(road.lots) <= 6


async def test_a_lot_waits_for_stragglers_but_not_for_long():
    road = Road([0, 1], slow={1: asyncio.Event()})

    async with running(road):
        await until(lambda: road.recorded == [0])

    assert road.lots == [[0], [1]]


async def test_stopping_claims_nothing_more_and_ends_what_is_on_its_way():
    road = Road(list(range(100)), slow={n: asyncio.Event() for n in range(100)})

    async with running(road, window=4) as made:
        await until(lambda: len(road.on_the_way) == 4)
        made.stop()
        await asyncio.sleep(0.02)
        assert road.recorded == []

    assert road.recorded == [0, 1, 2, 3]
    assert len(road.waiting) == 96


async def test_a_pump_that_rests_stops_at_once():
    async with asyncio.timeout(1):
        async with running(Road()):
            await asyncio.sleep(0.01)


async def test_an_outcome_that_cannot_be_recorded_is_recorded_later():
    road = Road(list(range(10)), locked_records=3)

    await Pump(road, 4).run(until_empty=True)

    assert road.recorded == sorted(road.sent) == list(range(10))


async def test_a_claim_that_fails_is_made_again():
    road = Road(list(range(10)), locked_claims=3)

    async with running(road):
        await until(lambda: road.recorded == list(range(10)))


async def test_a_claim_that_fails_costs_nothing_that_is_on_its_way():
    road = Road([0], slow={0: asyncio.Event()})

    async with running(road) as made:
        await until(lambda: road.on_the_way == {0})
        road.locked_claims = 2
        made.wake()
        await until(lambda: road.locked_claims == 0)

    assert road.recorded == [0]


async def test_who_wants_it_empty_is_told_that_the_database_is_away():
    with pytest.raises(OperationalError):
        await Pump(Road([1], locked_claims=9), 5).run(until_empty=True)


async def test_a_wake_is_heard_at_rest():
    road = Road()

    async with running(road) as made:
        await until(lambda: road.claims == 1)
        road.waiting = [1, 2]
        made.wake()
        await until(lambda: road.recorded == [1, 2], seconds=1)


async def test_a_wake_is_heard_while_a_slow_errand_is_on_its_way():
    road = Road([0], slow={0: asyncio.Event()})

    async with running(road) as made:
        await until(lambda: road.on_the_way == {0})
        road.waiting = [1]
        made.wake()
        await until(lambda: road.recorded == [1], seconds=1)


async def test_a_wake_during_the_claim_is_not_forgotten():
    road = Road()
    made = Pump(road, 5)
    claim = road.claim

    async def claim_and_be_woken(places: int) -> Sequence[int]:
        found = await claim(places)
        if road.claims == 1:
            road.waiting = [7]  # committed just after we looked
            made.wake()
        return found

    road.claim = claim_and_be_woken  # type: ignore[method-assign]
    task = asyncio.create_task(made.run())
    await until(lambda: road.recorded == [7], seconds=1)
    made.stop()
    await task


async def test_what_comes_due_is_sent_without_a_wake():
    road = Road(due_in=0.02)

    async with running(road):
        await until(lambda: road.claims == 1)
        road.waiting = [1]
        await until(lambda: road.recorded == [1], seconds=1)


async def test_a_pump_at_rest_does_not_ask_again_and_again():
    road = Road()

    async with running(road):
        await asyncio.sleep(0.1)

    assert road.claims <= 2
