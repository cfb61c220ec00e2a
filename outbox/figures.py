"""How much is owed, and what became of the attempts: the outbox in numbers."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import exists, func, select

from outbox.tables import attempts, is_waiting, lanes, parcels
from storage.engine import Reading

# An attempt this old is committed: nothing with a lower number comes any more.
SETTLED = timedelta(minutes=10)


# What is due leaves within seconds where something sends; tries that failed wait
# for their own next time.
LATE = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Due:
    """What should be on its way already."""

    parcels: int
    oldest: datetime


@dataclass(frozen=True, slots=True)
class Figures:
    """The parcels and lanes of one moment."""

    parcels: Mapping[tuple[str, str], int]  # by channel and state
    due: Mapping[str, Due]  # by channel
    parked: Mapping[str, int]  # lanes by channel


async def figures(reading: Reading, now: datetime) -> Figures:
    """What is owed, in three statements."""
    return Figures(
        await _by_state(reading), await _due(reading, now), await _parked(reading, now)
    )


def late(due: Mapping[str, Due], now: datetime) -> dict[str, Due]:
    """The channels in which something should have gone long ago."""
    return {name: each for name, each in due.items() if now - each.oldest >= LATE}


@dataclass(slots=True)
class AttemptTally:
    """Attempts by channel, outcome and class; each row is counted once.

    Attempts are only ever added, so a tally that is kept reads what is new.
    """

    _sums: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    _up_to: int = 0

    async def read(
        self, reading: Reading, now: datetime
    ) -> Mapping[tuple[str, str, str], int]:
        """All attempts until now, in two statements."""
        settled = await self._settled(reading, now)
        is_settled = attempts.c.id <= settled
        statement = (
            select(
                parcels.c.channel,
                attempts.c.outcome,
                attempts.c.kind,
                is_settled.label("is_settled"),
                func.count().label("number"),
            )
            .join(parcels, parcels.c.id == attempts.c.parcel)
            .where(attempts.c.id > self._up_to)
            .group_by(
                parcels.c.channel, attempts.c.outcome, attempts.c.kind, is_settled
            )
        )
        rows = await reading.rows(statement)
        fresh: Counter[tuple[str, str, str]] = Counter()
        for row in rows:
            counted = self._sums if row.is_settled else fresh
            counted[row.channel, row.outcome, row.kind] += row.number
        self._up_to = settled
        return self._sums + fresh

    async def _settled(self, reading: Reading, now: datetime) -> int:
        newest = select(func.max(attempts.c.id)).where(
            attempts.c.id > self._up_to, attempts.c.at < now - SETTLED
        )
        return await reading.value(newest) or self._up_to


async def _by_state(reading: Reading) -> Mapping[tuple[str, str], int]:
    each = (parcels.c.channel, parcels.c.state)
    rows = await reading.rows(
        select(*each, func.count().label("number")).group_by(*each)
    )
    return {(row.channel, row.state): row.number for row in rows}


async def _due(reading: Reading, now: datetime) -> Mapping[str, Due]:
    # Behind a destination that does not answer others wait, and nobody is late.
    parked = exists().where(
        lanes.c.channel == parcels.c.channel,
        lanes.c.destination == parcels.c.destination,
        lanes.c.parked_until > now,
    )
    statement = (
        select(
            parcels.c.channel,
            func.count().label("number"),
            func.min(parcels.c.due).label("oldest"),
        )
        .where(is_waiting, parcels.c.due <= now, ~parked)
        .group_by(parcels.c.channel)
    )
    rows = await reading.rows(statement)
    return {row.channel: Due(row.number, row.oldest) for row in rows}


async def _parked(reading: Reading, now: datetime) -> Mapping[str, int]:
    statement = (
        select(lanes.c.channel, func.count().label("number"))
        .where(lanes.c.parked_until > now)
        .group_by(lanes.c.channel)
    )
    return {row.channel: row.number for row in await reading.rows(statement)}
