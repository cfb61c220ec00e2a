"""Editions that go out once more."""

from collections.abc import Sequence

from sqlalchemy import select, update

from digests.editions import editions
from storage.engine import AnySelect, Transaction

_SENDABLE = ("filling", "sending", "done")


def sendable() -> AnySelect:
    """The editions that were sent and were neither held, cancelled nor too late."""
    return select(editions.c.id).where(editions.c.state.in_(_SENDABLE))


async def reopen(transaction: Transaction, ids: Sequence[str]) -> None:
    """Those of them that were done are on their way again."""
    done = editions.c.id.in_(ids) & (editions.c.state == "done")
    await transaction.run(update(editions).where(done).values(state="sending"))
