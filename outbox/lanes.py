"""Lanes: whose turn it is among the destinations of posts.

A lane is locked before its parcels are touched, and lanes are locked in the order of
their keys, by everybody. So a publication and the dispatchers wait for each other
and never in a circle; and whoever computes when a lane is due sees every parcel in
it, or is followed by the one who has just put a parcel there.
"""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import (
    ColumnElement,
    and_,
    exists,
    false,
    func,
    insert,
    literal,
    null,
    or_,
    select,
    update,
)

from outbox.message import Message, Priority
from outbox.parcel import Channel
from outbox.tables import is_waiting, lanes, parcels
from storage.engine import AnySelect, Transaction


def leading_to(ends: Iterable[tuple[Channel, str]]) -> ColumnElement[bool]:
    """Whether the lane is one of these (channel, destination)."""
    by_channel: dict[Channel, list[str]] = {}
    for channel, destination in ends:
        by_channel.setdefault(channel, []).append(destination)
    return or_(
        false(),
        *(
            and_(lanes.c.channel == channel, lanes.c.destination.in_(destinations))
            for channel, destinations in by_channel.items()
        ),
    )


async def lock(transaction: Transaction, which: ColumnElement[bool]) -> None:
    """These lanes are ours until the transaction ends."""
    statement = select(lanes.c.destination).where(which)
    in_order = statement.order_by(lanes.c.channel, lanes.c.destination)
    await transaction.run(in_order.with_for_update())


def within(destinations: AnySelect) -> ColumnElement[bool]:
    """Whether the lane leads to one of these destinations."""
    # Asked lane by lane: the few that are due are found by their index first.
    here = destinations.selected_columns.destination == lanes.c.destination
    return destinations.where(here).exists()


async def look_again(transaction: Transaction, which: ColumnElement[bool]) -> None:
    """These lanes know when their next waiting parcel is due."""
    await transaction.run(
        update(lanes).where(which).values(due=_next_due(), urgent=_next_due(_is_urgent))
    )


async def expect(transaction: Transaction, message: Message) -> None:
    """The lanes of the message's parcels come up when these are due."""
    parcel_of_it = and_(
        parcels.c.message == message.id,
        parcels.c.channel == lanes.c.channel,
        parcels.c.destination == lanes.c.destination,
    )
    # Without the lock a lane that a dispatcher is about to put to sleep would still
    # look awake, and would be left alone.
    await lock(transaction, exists().where(parcel_of_it))
    due = select(parcels.c.due).where(parcel_of_it).scalar_subquery()
    columns = [lanes.c.due]
    if message.priority is Priority.KILL:
        columns.append(lanes.c.urgent)
    for column in columns:
        later = or_(column.is_(None), column > due)
        await transaction.run(
            update(lanes)
            .where(exists().where(parcel_of_it), later)
            .values({column: due})
        )
    urgent = parcels.c.due if message.priority is Priority.KILL else null()
    new = select(
        parcels.c.channel, parcels.c.destination, parcels.c.due, urgent, literal(0)
    ).where(
        parcels.c.message == message.id,
        ~exists(select(lanes.c.due).where(parcel_of_it)),
    )
    await transaction.run(
        insert(lanes).from_select(
            ["channel", "destination", "due", "urgent", "failures"], new
        )
    )


_is_urgent = parcels.c.priority == int(Priority.KILL)


def _next_due(*conditions: ColumnElement[bool]) -> Any:  # noqa: ANN401
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
