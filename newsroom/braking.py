"""Pause and resume: the brake that a person puts on the channels."""

from collections.abc import Sequence

from newsroom.house import House
from outbox import brakes
from outbox.brakes import Brake, Why
from outbox.parcel import CHANNELS, Channel
from storage.watch import announce


async def pause(house: House, channels: Sequence[Channel]) -> list[Brake]:
    """Nothing more of these channels is begun; every brake that is on now.

    What is on its way arrives and is recorded.
    """
    async with house.database.writing() as transaction:
        await brakes.put_on(transaction, channels, "pause", house.now())
        return await brakes.on(transaction)


async def resume(house: House, channels: Sequence[Channel]) -> list[Brake]:
    """What waits on these channels goes on at once; every brake that is still on."""
    async with house.database.writing() as transaction:
        await brakes.let_go(transaction, channels)
        for channel in channels:
            await house.wake(transaction, channel, 0)
        await announce(transaction, is_sqlite=house.database.is_sqlite)
        return await brakes.on(transaction)


async def hold(house: House, why: Why) -> None:
    """Nothing more goes out on any channel, for this reason and no older one."""
    async with house.database.writing() as transaction:
        await brakes.let_go(transaction, CHANNELS)
        await brakes.put_on(transaction, CHANNELS, why, house.now())


async def braked(house: House) -> list[Brake]:
    """Every brake that is on."""
    async with house.database.reading() as reading:
        return await brakes.on(reading)
