"""Editions on their way: owed to their readers in slices, closed when all is sent."""

import logging
from dataclasses import replace
from datetime import datetime
from functools import partial

from audience import subscribers
from digests import editions
from digests.editions import Edition, EditionState
from newsroom.house import House
from outbox import ledger
from outbox.message import Message
from storage.engine import Reading, Transaction
from storage.watch import announce

log = logging.getLogger(__name__)

SLICE = 20_000  # subscriptions; the writer's lock is held for 0.1 s (decisions A3)

_OPEN: tuple[EditionState, ...] = ("sending", "filling", "draft", "held")


async def begin(house: House, transaction: Transaction, edition: Edition) -> Edition:
    """Who is on the list now gets it; who joins later does not."""
    if not edition.high_water:
        newest = await subscribers.newest(transaction, edition.newsletter)
        edition = replace(edition, high_water=newest)
    edition = replace(edition, state="filling")
    await editions.save(transaction, edition)
    await house.wake(transaction, "mail", 0)
    await announce(transaction, is_sqlite=house.database.is_sqlite)
    return edition


async def fill_all(house: House, size: int = SLICE) -> int:
    """Owe a parcel to each reader of the editions being filled; how many."""
    async with house.database.reading() as reading:
        waiting = await editions.in_state(reading, "filling")
    return sum([await _fill(house, edition.id, size) for edition in waiting])


async def close_all(house: House) -> int:
    """Editions are done when nothing of them is left to send, and expire when late.

    How many were done or expired.
    """
    now = house.now()
    async with house.database.reading() as reading:
        # An idle house does not take the writer's turn.
        over = [
            edition.id
            for state in _OPEN
            for edition in await editions.in_state(reading, state)
            if edition.expires <= now or not await _is_open(reading, edition)
        ]
    return sum([await _close(house, edition, now) for edition in over])


async def _close(house: House, name: str, now: datetime) -> bool:
    async with house.database.writing() as transaction:
        edition = await editions.lock(transaction, name)
        if edition is None or edition.state not in _OPEN:
            return False
        if edition.expires <= now:
            await ledger.cancel_edition(transaction, name, "expired", now)
            if edition.state != "sending":
                return await _expire(transaction, edition)
        if await _is_open(transaction, edition):
            return False
        await editions.move(transaction, edition, "done")
        return True


async def _expire(transaction: Transaction, edition: Edition) -> bool:
    """Too late; what nobody was owed stands in a later edition."""
    if edition.filled_to == 0:
        await editions.give_back(transaction, edition)
    await editions.move(transaction, edition, "expired")
    return True


async def _is_open(reading: Reading, edition: Edition) -> bool:
    """Whether there is still something to be owed or sent."""
    is_sent = edition.state == "sending"
    return not is_sent or await ledger.is_open(reading, edition.id)


async def _tell(message: Message, parcels: int) -> None:
    owed = {"edition": message.edition, "message_id": message.id, "parcels": parcels}
    log.info("owed", extra={**owed, "channel": message.channel})


async def _fill(house: House, name: str, size: int) -> int:
    total = 0
    while (number := await _fill_slice(house, name, size)) is not None:
        total += number
    return total


async def _fill_slice(house: House, name: str, size: int) -> int | None:
    """One slice in one transaction; None once there is no more."""
    async with house.database.writing() as transaction:
        # Read again under the lock: it may have been held or revised meanwhile.
        edition = await editions.lock(transaction, name)
        if edition is None or edition.state != "filling":
            return None
        end = await subscribers.slice_end(
            transaction, edition.newsletter, edition.filled_to, edition.high_water, size
        )
        if end is None:
            await editions.move(transaction, edition, "sending")
            return None
        readers = subscribers.recipients(
            edition.newsletter, edition.filled_to, end, house.now()
        )
        message = await ledger.message_of(transaction, edition.id, edition.revision)
        number = await ledger.owe(transaction, message, readers)
        await editions.save(transaction, replace(edition, filled_to=end))
        await house.wake(transaction, "mail", number)
        await announce(transaction, is_sqlite=house.database.is_sqlite)
        transaction.after_commit(partial(_tell, message, number))
        return number
