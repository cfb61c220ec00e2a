"""Brakes: channels on which nothing goes out until somebody lets it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import delete, insert, select

from outbox.parcel import CHANNELS, Channel
from outbox.tables import brakes
from storage.engine import Reading, Transaction

# Who put it on: a person, the copy into a backup, or the way back from one.
Why = Literal["pause", "backup", "recovery"]


@dataclass(frozen=True, slots=True)
class Brake:
    """One channel stands still."""

    channel: Channel
    since: datetime
    why: Why


async def put_on(
    transaction: Transaction, channels: Sequence[Channel], why: Why, now: datetime
) -> None:
    """Nothing of these channels is claimed after the commit.

    A brake that is on already keeps its time and its reason.
    """
    known = {brake.channel for brake in await on(transaction)}
    rows = [
        {"channel": channel, "since": now, "why": why}
        for channel in channels
        if channel not in known
    ]
    if rows:
        await transaction.run(insert(brakes), rows)


async def let_go(transaction: Transaction, channels: Iterable[Channel]) -> None:
    """These channels go on."""
    await transaction.run(delete(brakes).where(brakes.c.channel.in_(list(channels))))


async def on(reading: Reading) -> list[Brake]:
    """The brakes that are on, in the order of the channels."""
    rows = await reading.rows(select(brakes.c.channel, brakes.c.since, brakes.c.why))
    found = [Brake(*row) for row in rows]
    return sorted(found, key=lambda brake: CHANNELS.index(brake.channel))


async def is_on(reading: Reading, channel: Channel) -> bool:
    """Whether nothing of this channel may go out.

    Asked within the claim's own transaction: no claim that begins after the brake's
    commit finds anything.
    """
    mine = select(brakes.c.channel).where(brakes.c.channel == channel)
    return await reading.first(mine) is not None
