"""A mistake of ours ends what made it; what is on its way is still written down."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from jobs.pump import Pump
from outbox.claims import Claimed
from outbox.outcomes import Attempt
from outbox.parcel import Delivered

AT = datetime(2026, 1, 1, tzinfo=UTC)


class Clumsy:
    """A route that claims once and makes a mistake when it is asked again."""

    def __init__(self, errands: int) -> None:
        self.errands = errands
        self.recorded: list[str] = []
        self.claims = 0

    async def claim(self, places: int) -> Sequence[str]:
        self.claims += 1
        if self.claims > 1:
            raise ValueError("a mistake")
        return [f"parcel{i}" for i in range(self.errands)]

    async def run(self, errand: str) -> Attempt:
        await asyncio.sleep(0.01 * (1 + int(errand[-1])))
        parcel = Claimed(errand, "message", "mail", "1", 0, "lease")
        return Attempt(parcel, "mail", Delivered("fake"), AT, 1)

    async def record(self, attempts: Sequence[Attempt]) -> None:
        self.recorded += [attempt.parcel.id for attempt in attempts]

    async def seconds_until_due(self) -> float | None:
        return None


async def test_what_is_on_its_way_is_recorded_before_a_mistake_is_seen() -> None:
    route = Clumsy(errands=5)

    with pytest.raises(ValueError, match="a mistake"):
        await Pump(route, window=9).run()

    assert sorted(route.recorded) == [f"parcel{i}" for i in range(5)]
