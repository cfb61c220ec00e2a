"""Claims: who sends what next, so that nothing is sent by two."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import (
    ColumnElement,
    and_,
    func,
    null,
    or_,
    select,
    update,
)

from outbox.parcel import Channel, ParcelState
from outbox.retry import Ladder
from outbox.tables import is_sending, is_waiting, lanes, messages, parcels
from storage.columns import clock
from storage.engine import AnySelect, Reading, Transaction

# A dispatcher that has not recorded an outcome by then is taken for dead.
MAIL_LEASE = timedelta(minutes=5)
POST_LEASE = timedelta(minutes=1)

# Which of these destinations may be written to, asked within the claim.
Reachable = Callable[[Reading, Sequence[str]], Awaitable[set[str]]]


@dataclass(frozen=True, slots=True)
class Claimed:
    """A parcel in our hands until the lease ends."""

    id: str
    message: str
    channel: Channel
    destination: str
    attempts: int  # before this one
    lease: str


@dataclass(frozen=True, slots=True)
class Body:
    """What a message says to all who get it."""

    message: str
    ladder: Ladder
    data: bytes
    edition: str | None
    expires: datetime | None


async def claim_mail(
    transaction: Transaction, now: datetime, places: int, reachable: Reachable
) -> list[Claimed]:
    """At most that many due mails, each ours alone; who left meanwhile gets none."""
    lease = uuid4().hex
    chosen = (
        select(parcels.c.id)
        .where(
            parcels.c.channel == "mail",
            is_waiting,
            parcels.c.due <= now,
        )
        .order_by(parcels.c.priority, parcels.c.due, parcels.c.id)
        .limit(places)
        .with_for_update(skip_locked=True)
        # As a plain subquery it may be run again for each row and take too many.
        .cte("chosen")
    )
    await transaction.run(
        _take(lease, clock(now, MAIL_LEASE)).where(
            parcels.c.id.in_(select(chosen.c.id))
        )
    )
    claimed = await _claimed(transaction, lease)
    here = await reachable(transaction, [parcel.destination for parcel in claimed])
    gone = [parcel.id for parcel in claimed if parcel.destination not in here]
    if gone:
        await _drop(transaction, gone, now)
    return [parcel for parcel in claimed if parcel.destination in here]


async def claim_posts(
    transaction: Transaction,
    channel: Channel,
    now: datetime,
    places: int,
    reachable: AnySelect,
) -> list[Claimed]:
    """The first due parcel of at most that many destinations, each ours alone."""
    lease, until = uuid4().hex, clock(now, POST_LEASE)
    ready = or_(
        and_(
            lanes.c.due <= now,
            or_(lanes.c.parked_until.is_(None), lanes.c.parked_until <= now),
        ),
        lanes.c.urgent <= now,
    )
    chosen = (
        select(lanes.c.destination)
        .where(
            lanes.c.channel == channel,
            ready,
            or_(lanes.c.lease.is_(None), lanes.c.leased_until <= clock(now)),
            lanes.c.destination.in_(reachable),
        )
        .order_by(lanes.c.urgent.is_(None), lanes.c.due, lanes.c.destination)
        .limit(places)
        .with_for_update(skip_locked=True)
        .cte("chosen")
    )
    await transaction.run(
        update(lanes)
        .where(
            lanes.c.channel == channel,
            lanes.c.destination.in_(select(chosen.c.destination)),
        )
        .values(lease=lease, leased_until=until)
    )
    first = _first_of_lane(now)
    await transaction.run(
        _take(lease, until).where(
            parcels.c.id.in_(select(first).where(lanes.c.lease == lease))
        )
    )
    claimed = await _claimed(transaction, lease)
    await _return_empty_lanes(transaction, lease)
    return claimed


async def free_lapsed(transaction: Transaction, now: datetime) -> int:
    """What a dead dispatcher held waits again, in doubt; how many parcels."""
    return await _free(transaction, parcels.c.leased_until <= clock(now))


async def free_all(transaction: Transaction) -> int:
    """Every lease is void: whoever calls this is the only dispatcher there is."""
    return await _free(transaction, parcels.c.lease.is_not(None))


async def hand_back(transaction: Transaction, claimed: Sequence[Claimed]) -> None:
    """What was claimed and not begun waits again."""
    await _free(transaction, parcels.c.id.in_([parcel.id for parcel in claimed]))


async def bodies(reading: Reading, ids: Sequence[str]) -> list[Body]:
    """What these messages say."""
    statement = select(
        messages.c.id,
        messages.c.ladder,
        messages.c.body,
        messages.c.edition,
        messages.c.expires,
    ).where(messages.c.id.in_(ids))
    return [Body(*row) for row in await reading.rows(statement)]


def lane_due(*conditions: ColumnElement[bool]) -> Any:  # noqa: ANN401
    """When the next waiting parcel of a lane is due, as a scalar subquery."""
    return (
        select(func.min(parcels.c.due))
        .where(
            parcels.c.channel == lanes.c.channel,
            parcels.c.destination == lanes.c.destination,
            is_waiting,
            *conditions,
        )
        .correlate(lanes)
        .scalar_subquery()
    )


def _first_of_lane(now: datetime) -> Any:  # noqa: ANN401
    return (
        select(parcels.c.id)
        .where(
            parcels.c.channel == lanes.c.channel,
            parcels.c.destination == lanes.c.destination,
            is_waiting,
            parcels.c.due <= now,
        )
        .order_by(parcels.c.priority, parcels.c.due, parcels.c.id)
        .limit(1)
        .correlate(lanes)
        .scalar_subquery()
    )


def _take(lease: str, until: ColumnElement[datetime]) -> Any:  # noqa: ANN401
    return update(parcels).values(
        state=ParcelState.SENDING, lease=lease, leased_until=until
    )


async def _claimed(transaction: Transaction, lease: str) -> list[Claimed]:
    statement = select(
        parcels.c.id,
        parcels.c.message,
        parcels.c.channel,
        parcels.c.destination,
        parcels.c.attempts,
        parcels.c.lease,
    ).where(parcels.c.lease == lease, is_sending)
    ordered = statement.order_by(parcels.c.priority, parcels.c.due, parcels.c.id)
    return [Claimed(*row) for row in await transaction.rows(ordered)]


async def _drop(transaction: Transaction, ids: Sequence[str], now: datetime) -> None:
    await transaction.run(
        update(parcels)
        .where(parcels.c.id.in_(ids))
        .values(
            state=ParcelState.CANCELLED,
            reason="unsubscribed",
            lease=null(),
            leased_until=null(),
            finished=now,
        )
    )


async def _return_empty_lanes(transaction: Transaction, lease: str) -> None:
    """Lanes whose parcels were cancelled meanwhile learn when to come again."""
    held = select(parcels.c.destination).where(parcels.c.lease == lease, is_sending)
    await transaction.run(
        update(lanes)
        .where(lanes.c.lease == lease, lanes.c.destination.not_in(held))
        .values(
            lease=null(),
            leased_until=null(),
            due=lane_due(),
            urgent=lane_due(parcels.c.priority == 0),
        )
    )


async def _free(transaction: Transaction, which: ColumnElement[bool]) -> int:
    held = which & is_sending
    its_lanes = select(parcels.c.lease).where(held)
    await transaction.run(
        update(lanes)
        .where(lanes.c.lease.in_(its_lanes))
        .values(lease=null(), leased_until=null())
    )
    result = await transaction.run(
        update(parcels)
        .where(held)
        .values(state=ParcelState.WAITING, lease=null(), leased_until=null())
    )
    return result.rowcount
