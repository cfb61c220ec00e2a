"""Mails that went nowhere, as into the maildir of a house without a relay."""

from dataclasses import dataclass
from datetime import datetime

from digests import reopening
from newsroom.house import House
from outbox import again
from storage.watch import announce

SLICE = 20_000  # parcels; the writer's lock is held for 0.1 s (decisions A3)


@dataclass(frozen=True, slots=True)
class Resent:
    """How many are owed again, and how many came too late or were withdrawn."""

    owed: int
    left: int


async def resend(house: House, transport: str) -> Resent:
    """Owe again what this transport has taken; who left meanwhile gets nothing."""
    began, owed = house.now(), 0
    while number := await _slice(house, transport, began):
        owed += number
    async with house.database.reading() as reading:
        return Resent(owed, await again.taken_by(reading, transport, began))


async def _slice(house: House, transport: str, began: datetime) -> int:
    async with house.database.writing() as transaction:
        taken = await again.owe_again(
            transaction,
            transport,
            reopening.sendable(),
            before=began,  # the dispatcher may be delivering while we look
            now=house.now(),
            limit=SLICE,
        )
        await reopening.reopen(transaction, taken.editions)
        await house.wake(transaction, "mail", taken.number)
        await announce(transaction, is_sqlite=house.database.is_sqlite)
    return taken.number
