"""The ledger: what is owed, to whom, and what became of it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    and_,
    case,
    exists,
    func,
    insert,
    literal,
    null,
    or_,
    select,
    union,
    update,
)

from outbox.message import Message, Priority
from outbox.parcel import CHANNELS, Channel, ParcelState
from outbox.tables import (
    attempts,
    holdings,
    is_sending,
    is_waiting,
    lanes,
    messages,
    parcels,
)
from storage.columns import UtcDateTime, random_id
from storage.engine import AnySelect, Reading, Transaction


async def put(transaction: Transaction, message: Message) -> None:
    """Keep the message, so that parcels of it can be owed."""
    await transaction.run(
        insert(messages).values(
            id=message.id,
            channel=message.channel,
            ladder=message.ladder,
            body=message.body,
            article=message.article,
            version=message.version,
            event=message.event,
            edition=message.edition,
            revision=message.revision,
            expires=message.expires,
            created=message.created,
        )
    )


async def owe(transaction: Transaction, message: Message, to: AnySelect) -> int:
    """A parcel for each row (destination, due) of the Select; how many.

    The rows never pass through Python: a thousand cost one statement.
    """
    wanted = to.subquery()
    source = select(
        random_id(),
        literal(message.id),
        literal(message.channel),
        wanted.c.destination,
        literal(message.article) if message.article else null(),
        literal(message.version) if message.version is not None else null(),
        literal(int(message.priority)),
        literal(ParcelState.WAITING.value),
        literal(0),
        wanted.c.due,
    )
    columns = (
        "id",
        "message",
        "channel",
        "destination",
        "article",
        "version",
        "priority",
        "state",
        "attempts",
        "due",
    )
    result = await transaction.run(insert(parcels).from_select(columns, source))
    if message.channel != "mail":
        await _open_lanes(transaction, message)
    return result.rowcount


async def message_of(reading: Reading, edition: str, revision: int) -> Message:
    """The message of this revision of the edition."""
    row = await reading.first(
        select(messages).where(
            messages.c.edition == edition, messages.c.revision == revision
        )
    )
    if row is None:
        raise LookupError(f"no message for revision {revision} of {edition}")
    return Message(**row._asdict(), priority=Priority.NORMAL)


async def supersede(transaction: Transaction, channel: Channel, article: str) -> None:
    """No older version of the article goes out any more on this channel."""
    mine = (parcels.c.channel == channel) & (parcels.c.article == article)
    await _cancel(transaction, mine, "superseded")


async def cancel_edition(transaction: Transaction, edition: str, reason: str) -> None:
    """Nothing more of the edition goes out."""
    mine = parcels.c.message.in_(
        select(messages.c.id).where(messages.c.edition == edition)
    )
    await _cancel(transaction, mine, reason)


async def cancel_destination(
    transaction: Transaction, channel: Channel, destination: str, reason: str
) -> None:
    """Nothing more goes to this destination."""
    mine = (parcels.c.channel == channel) & (parcels.c.destination == destination)
    await _cancel(transaction, mine, reason)


async def redirect(transaction: Transaction, edition: str, message: Message) -> int:
    """Waiting parcels of the edition carry this message instead; how many."""
    older = select(messages.c.id).where(
        messages.c.edition == edition, messages.c.id != message.id
    )
    result = await transaction.run(
        update(parcels)
        .where(parcels.c.message.in_(older), is_waiting)
        .values(message=message.id)
    )
    return result.rowcount


def holders(article: str) -> AnySelect:
    """The destinations that have the article or are being sent it right now."""
    have = select(holdings.c.destination).where(holdings.c.article == article)
    in_flight = select(parcels.c.destination).where(
        parcels.c.article == article, is_sending
    )
    both = union(have, in_flight).subquery()
    return select(both.c.destination)


async def sums(
    reading: Reading,
    *,
    article: str | None = None,
    edition: str | None = None,
    destination: str | None = None,
) -> dict[Channel, dict[str, int]]:
    """How many parcels stand where; `owed` is the sum of all states."""
    statement = select(parcels.c.channel, parcels.c.state, func.count())
    statement = _narrowed(statement, article, edition, destination)
    rows = await reading.rows(statement.group_by(parcels.c.channel, parcels.c.state))
    empty = {state.value: 0 for state in ParcelState}
    result: dict[Channel, dict[str, int]] = {
        channel: {"owed": 0, **empty} for channel in CHANNELS
    }
    for channel, state, number in rows:
        result[channel][state] += number
        result[channel]["owed"] += number
    return result


async def lines(
    reading: Reading,
    *,
    article: str | None = None,
    edition: str | None = None,
    destination: str | None = None,
) -> Sequence[Any]:
    """The parcels one by one, with the edition of each."""
    statement = select(parcels, messages.c.edition).join(
        messages, messages.c.id == parcels.c.message
    )
    statement = _narrowed(statement, article, edition, destination)
    return await reading.rows(statement.order_by(parcels.c.due, parcels.c.id))


async def deferred(reading: Reading) -> int:
    """How many attempts ever ended in "not now"."""
    statement = select(func.count()).where(attempts.c.outcome == "deferred")
    return int(await reading.value(statement) or 0)


async def waiting_by(reading: Reading, now: datetime) -> tuple[int, int]:
    """How many parcels wait, and how many of them past now."""
    is_due = parcels.c.due <= literal(now, UtcDateTime)
    statement = select(func.count(), func.count().filter(is_due)).where(is_waiting)
    row = await reading.first(statement)
    return (row[0], row[1]) if row else (0, 0)


async def next_due(reading: Reading, channel: Channel) -> datetime | None:
    """When the channel's next parcel may go; None while nothing waits."""
    if channel == "mail":
        statement = select(func.min(parcels.c.due)).where(
            parcels.c.channel == channel, is_waiting
        )
    else:
        parked = func.coalesce(lanes.c.parked_until, lanes.c.due)
        turn = case((parked > lanes.c.due, parked), else_=lanes.c.due)
        first = case((lanes.c.urgent < turn, lanes.c.urgent), else_=turn)
        statement = select(func.min(first)).where(
            lanes.c.channel == channel, lanes.c.lease.is_(None)
        )
    moment: datetime | None = await reading.value(statement)
    return moment


async def is_open(reading: Reading, edition: str) -> bool:
    """Whether any parcel of the edition is still on its way."""
    statement = select(
        exists().where(
            parcels.c.message == messages.c.id,
            messages.c.edition == edition,
            parcels.c.state.in_([ParcelState.WAITING, ParcelState.SENDING]),
        )
    )
    return bool(await reading.value(statement))


async def _cancel(transaction: Transaction, which: Any, reason: str) -> None:  # noqa: ANN401
    await transaction.run(
        update(parcels)
        .where(which, is_waiting)
        .values(state=ParcelState.CANCELLED, reason=reason)
    )


async def _open_lanes(transaction: Transaction, message: Message) -> None:
    """Each destination's lane knows when its next parcel is due."""
    mine = and_(
        parcels.c.message == message.id,
        parcels.c.channel == lanes.c.channel,
        parcels.c.destination == lanes.c.destination,
    )
    due = select(parcels.c.due).where(mine).scalar_subquery()
    columns = [lanes.c.due]
    if message.priority is Priority.KILL:
        columns.append(lanes.c.urgent)
    for column in columns:
        later = or_(column.is_(None), column > due)
        await transaction.run(
            update(lanes).where(exists().where(mine), later).values({column: due})
        )
    urgent = parcels.c.due if message.priority is Priority.KILL else null()
    new = select(
        parcels.c.channel, parcels.c.destination, parcels.c.due, urgent, literal(0)
    ).where(parcels.c.message == message.id, ~exists(select(lanes.c.due).where(mine)))
    await transaction.run(
        insert(lanes).from_select(
            ["channel", "destination", "due", "urgent", "failures"], new
        )
    )


def _narrowed(
    statement: AnySelect,
    article: str | None,
    edition: str | None,
    destination: str | None,
) -> AnySelect:
    if article is not None:
        statement = statement.where(parcels.c.article == article)
    if destination is not None:
        statement = statement.where(parcels.c.destination == destination)
    if edition is not None:
        its = select(messages.c.id).where(messages.c.edition == edition)
        statement = statement.where(parcels.c.message.in_(its))
    return statement
