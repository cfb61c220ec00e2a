"""Claims: who sends what next, so that nothing is sent by two."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import (
    ColumnElement,
    and_,
    bindparam,
    null,
    or_,
    select,
    union_all,
    update,
)

from outbox import brakes
from outbox.lanes import leading_to, lock, look_again, within
from outbox.ledger import drop_outdated
from outbox.message import Priority
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
    event: int | None = None
    article: str | None = None
    version: int | None = None

    @property
    def subject(self) -> Mapping[str, object]:
        """What it speaks of, as every line of the log names it."""
        return {
            "event": self.event,
            "message_id": self.message,
            "article": self.article,
            "version": self.version,
            "edition": self.edition,
        }


async def claim_mail(
    transaction: Transaction, now: datetime, places: int, reachable: Reachable
) -> list[Claimed]:
    """At most that many due mails, each ours alone; who left meanwhile gets none."""
    if await brakes.is_on(transaction, "mail"):
        return []
    lease = uuid4().hex
    claimed = await _take(
        transaction,
        parcels.c.id.in_(_next_mails(now, places)),
        lease,
        clock(now, MAIL_LEASE),
    )
    here = await reachable(transaction, [parcel.destination for parcel in claimed])
    gone = [parcel.id for parcel in claimed if parcel.destination not in here]
    if gone:
        await _drop(transaction, gone, now)
    return [parcel for parcel in claimed if parcel.destination in here]


def _next_mails(now: datetime, places: int) -> AnySelect:
    """The ids of the mails that go next.

    Asked by priority, so that the index leads straight to what is due, however much
    waits for a later time.
    """
    firsts = [
        select(parcels.c.id, parcels.c.priority, parcels.c.due)
        .where(
            parcels.c.channel == "mail",
            is_waiting,
            parcels.c.priority == int(priority),
            parcels.c.due <= now,
        )
        .order_by(parcels.c.due, parcels.c.id)
        .limit(places)
        .with_for_update(skip_locked=True)
        # As a plain subquery it may be run again for each row and take too many.
        .cte(f"chosen_{priority.name.lower()}")
        for priority in Priority
    ]
    every = union_all(*(select(first) for first in firsts)).subquery()
    in_order = (every.c.priority, every.c.due, every.c.id)
    return select(every.c.id).order_by(*in_order).limit(places)


async def claim_posts(
    transaction: Transaction,
    channel: Channel,
    now: datetime,
    places: int,
    reachable: AnySelect,
) -> list[Claimed]:
    """The first due parcel of at most that many destinations, each ours alone."""
    if await brakes.is_on(transaction, channel):
        return []
    lease, until = uuid4().hex, clock(now, POST_LEASE)
    is_open = or_(
        lanes.c.parked_until.is_(None),
        lanes.c.parked_until <= now,
        lanes.c.urgent <= now,
    )
    chosen = (
        select(lanes.c.destination)
        .where(
            lanes.c.channel == channel,
            lanes.c.due <= now,
            is_open,
            or_(lanes.c.lease.is_(None), lanes.c.leased_until <= clock(now)),
            within(reachable),
        )
        .order_by(lanes.c.urgent.is_(None), lanes.c.due, lanes.c.destination)
        .limit(places)
        .with_for_update(skip_locked=True)
        .cte("chosen")
    )
    taken = (
        update(lanes)
        .where(
            lanes.c.channel == channel,
            lanes.c.destination.in_(select(chosen.c.destination)),
        )
        .values(lease=lease, leased_until=until)
    )
    leased = await transaction.rows(taken.returning(lanes.c.destination))
    first = select(_first_of_lane(now)).where(lanes.c.lease == lease)
    claimed = await _take(transaction, parcels.c.id.in_(first), lease, until)
    empty = {row.destination for row in leased} - {p.destination for p in claimed}
    if empty:
        await _return_lanes(transaction, channel, sorted(empty))
    return claimed


async def free_lapsed(transaction: Transaction, now: datetime) -> int:
    """What a dead dispatcher held waits again, in doubt; how many parcels."""
    lapsed = parcels.c.leased_until <= clock(now)
    return await _free(transaction, lapsed, now, begun=True)


async def free_all(transaction: Transaction, now: datetime) -> int:
    """Every lease is void: whoever calls this is the only dispatcher there is."""
    return await _free(transaction, is_sending, now, begun=True)


async def hand_back(
    transaction: Transaction, claimed: Sequence[Claimed], now: datetime
) -> None:
    """What was claimed and not begun waits again."""
    ours = parcels.c.id.in_([parcel.id for parcel in claimed]) & parcels.c.lease.in_(
        {parcel.lease for parcel in claimed}
    )
    await _free(transaction, ours, now, begun=False)


async def bodies(reading: Reading, ids: Sequence[str]) -> list[Body]:
    """What these messages say."""
    statement = select(
        messages.c.id,
        messages.c.ladder,
        messages.c.body,
        messages.c.edition,
        messages.c.expires,
        messages.c.event,
        messages.c.article,
        messages.c.version,
    ).where(messages.c.id.in_(ids))
    return [Body(*row) for row in await reading.rows(statement)]


def _first_of_lane(now: datetime) -> Any:  # noqa: ANN401
    return (
        select(parcels.c.id)
        .where(
            parcels.c.channel == lanes.c.channel,
            parcels.c.destination == lanes.c.destination,
            is_waiting,
            parcels.c.due <= now,
        )
        .order_by(parcels.c.priority, parcels.c.due)
        .limit(1)
        .correlate(lanes)
        .scalar_subquery()
    )


async def _take(
    transaction: Transaction,
    which: ColumnElement[bool],
    lease: str,
    until: ColumnElement[datetime],
) -> list[Claimed]:
    # Asked again of the row itself: one that another transaction has just cancelled
    # still waits in what our own subquery saw.
    statement = (
        update(parcels)
        .where(which, is_waiting)
        .values(state=ParcelState.SENDING, lease=lease, leased_until=until)
        .returning(
            parcels.c.id,
            parcels.c.message,
            parcels.c.channel,
            parcels.c.destination,
            parcels.c.attempts,
            parcels.c.lease,
            parcels.c.priority,
            parcels.c.due,
        )
    )
    rows = await transaction.rows(statement)
    in_order = sorted(rows, key=lambda row: (row.priority, row.due, row.id))
    return [Claimed(*row[:6]) for row in in_order]


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


async def _return_lanes(
    transaction: Transaction, channel: Channel, destinations: Sequence[str]
) -> None:
    """Lanes whose parcels were cancelled meanwhile learn when to come again."""
    empty = (lanes.c.channel == channel) & lanes.c.destination.in_(destinations)
    await transaction.run(
        update(lanes).where(empty).values(lease=null(), leased_until=null())
    )
    await look_again(transaction, empty)


async def _free(
    transaction: Transaction,
    which: ColumnElement[bool],
    now: datetime,
    *,
    begun: bool,
) -> int:
    """These parcels wait again; one that was begun has an attempt to its name."""
    held = await transaction.rows(
        select(
            parcels.c.id, parcels.c.channel, parcels.c.destination, parcels.c.lease
        ).where(which, is_sending)
    )
    if not held:
        return 0
    rows = [
        {"parcel": row.id, "on": row.channel, "to": row.destination, "held": row.lease}
        for row in held
    ]
    # Only its own lane: the others of the same claim are still on their way.
    lane = and_(
        lanes.c.channel == bindparam("on"),
        lanes.c.destination == bindparam("to"),
        lanes.c.lease == bindparam("held"),
    )
    its_lanes = leading_to((row.channel, row.destination) for row in held)
    await lock(transaction, its_lanes)
    await transaction.run(
        update(lanes).where(lane).values(lease=null(), leased_until=null()),
        [{key: row[key] for key in ("on", "to", "held")} for row in rows],
    )
    parcel = and_(
        parcels.c.id == bindparam("parcel"),
        parcels.c.lease == bindparam("held"),
        is_sending,
    )
    await transaction.run(
        update(parcels)
        .where(parcel)
        .values(
            state=ParcelState.WAITING,
            attempts=parcels.c.attempts + int(begun),
            lease=null(),
            leased_until=null(),
        ),
        [{key: row[key] for key in ("parcel", "held")} for row in rows],
    )
    await drop_outdated(transaction, [row.id for row in held], now)
    await look_again(transaction, its_lanes & lanes.c.lease.is_(None))
    return len(held)
