"""The wake of one process: after the commit, the pumps look at once."""

from collections.abc import Callable
from dataclasses import dataclass, field

from outbox.parcel import Channel
from storage.engine import Transaction


@dataclass(frozen=True, slots=True)
class Kick:
    """Calls the listeners after each commit that owes something."""

    listeners: list[Callable[[], None]] = field(default_factory=list)

    async def __call__(
        self, transaction: Transaction, _channel: Channel, _parcels: int
    ) -> None:
        """See `outbox.wake.Wake`."""
        transaction.after_commit(self.now)

    async def now(self) -> None:
        """Something may be due."""
        for listener in self.listeners:
            listener()
