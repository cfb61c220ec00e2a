"""How a change tells the dispatcher that something is owed."""

from typing import Protocol

from outbox.parcel import Channel
from storage.engine import Transaction


class Wake(Protocol):
    """Called inside the transaction; what it starts, it starts after the commit."""

    async def __call__(
        self, transaction: Transaction, channel: Channel, parcels: int, /
    ) -> None:
        """So many parcels of this channel are owed by this transaction."""
        ...


async def sleep_on(_: Transaction, _channel: Channel, _parcels: int) -> None:
    """Wake nobody: another process watches the database and will see."""
