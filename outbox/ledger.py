"""The ledger: what is owed, to whom, and what became of it."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
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
    union_all,
    update,
)

from outbox import brakes
from outbox.lanes import expect, lock, look_again, within
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

# When a parcel is due that somebody holds back.
NEVER = datetime(9999, 1, 1, tzinfo=UTC)


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
    # Without the option the driver has forgotten the number when we ask for it.
    new = insert(parcels).from_select(columns, source)
    result = await transaction.run(new.execution_options(preserve_rowcount=True))
    if message.channel != "mail":
        await expect(transaction, message)
    return result.rowcount


async def owe_latest(transaction: Transaction, message: Message, to: AnySelect) -> int:
    """As `owe`, in the place of all that still waits about the article."""
    about_it = and_(
        parcels.c.channel == message.channel, parcels.c.article == message.article
    )
    wanted = to.subquery()
    # Held first, no dispatcher can take an older version between the two steps, and
    # one that has taken it is seen as having it.
    await lock(
        transaction,
        and_(
            lanes.c.channel == message.channel,
            or_(
                lanes.c.destination.in_(select(wanted.c.destination)),
                lanes.c.destination.in_(
                    select(parcels.c.destination).where(about_it, is_waiting)
                ),
            ),
        ),
    )
    await _cancel(transaction, about_it, "superseded", message.created)
    return await owe(transaction, message, to)


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


async def cancel_edition(
    transaction: Transaction, edition: str, reason: str, now: datetime
) -> None:
    """Nothing more of the edition goes out."""
    await _cancel(transaction, _of_edition(edition), reason, now)


async def hold_edition(transaction: Transaction, edition: str) -> None:
    """Nothing of the edition is due any more."""
    await transaction.run(
        update(parcels)
        .where(_of_edition(edition), is_waiting)
        .values(due=literal(NEVER, UtcDateTime))
    )


async def release_edition(
    transaction: Transaction, edition: str, now: datetime
) -> None:
    """What was held of the edition is due."""
    held = parcels.c.due == literal(NEVER, UtcDateTime)
    await transaction.run(
        update(parcels)
        .where(_of_edition(edition), is_waiting, held)
        .values(due=literal(now, UtcDateTime))
    )


async def cancel_destination(
    transaction: Transaction,
    channel: Channel,
    destination: str,
    reason: str,
    now: datetime,
) -> None:
    """Nothing more goes to this destination."""
    lane = and_(lanes.c.channel == channel, lanes.c.destination == destination)
    await lock(transaction, lane)
    mine = (parcels.c.channel == channel) & (parcels.c.destination == destination)
    await _cancel(transaction, mine, reason, now)
    await look_again(transaction, lane)


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
    """The destinations that have the article, or may have it.

    An attempt that failed may have arrived all the same: an endpoint can take a post
    and then lose its answer.
    """
    have = select(holdings.c.destination).where(holdings.c.article == article)
    may_have = select(parcels.c.destination).where(
        parcels.c.article == article, or_(is_sending, parcels.c.attempts > 0)
    )
    both = union(have, may_have).subquery()
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


async def next_due(
    reading: Reading, channel: Channel, reachable: AnySelect | None = None
) -> datetime | None:
    """When the channel's next parcel may go; None while nothing waits or may go.

    Args:
        reading: where to look.
        channel: of the parcels.
        reachable: the destinations that are asked at all; None: every one.
    """
    if await brakes.is_on(reading, channel):
        return None
    if channel == "mail":
        statement = _next_mail()
    else:
        statement = _next_turn(channel)
        if reachable is not None:
            statement = statement.where(within(reachable))
    moment: datetime | None = await reading.value(statement)
    return moment


def _next_mail() -> AnySelect:
    """Asked by priority, or the index could not lead to the earliest."""
    firsts = [
        select(func.min(parcels.c.due).label("due")).where(
            parcels.c.channel == "mail", is_waiting, parcels.c.priority == int(priority)
        )
        for priority in Priority
    ]
    every = union_all(*firsts).subquery()
    return select(func.min(every.c.due))


def _next_turn(channel: Channel) -> AnySelect:
    lane = lanes.c
    parked = func.coalesce(lane.parked_until, lane.due)
    turn = case((parked > lane.due, parked), else_=lane.due)
    first = case((lane.urgent < turn, lane.urgent), else_=turn)
    return select(func.min(first)).where(lane.channel == channel, lane.lease.is_(None))


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


async def drop_outdated(
    transaction: Transaction, ids: Sequence[str], now: datetime
) -> None:
    """Of these parcels none waits that an attempt at a newer version has passed."""
    newer = parcels.alias("newer")
    overtaken = exists().where(
        newer.c.channel == parcels.c.channel,
        newer.c.destination == parcels.c.destination,
        newer.c.article == parcels.c.article,
        newer.c.version > parcels.c.version,
    )
    await _cancel(transaction, parcels.c.id.in_(ids) & overtaken, "superseded", now)


def _of_edition(edition: str) -> ColumnElement[bool]:
    its = select(messages.c.id).where(messages.c.edition == edition)
    return parcels.c.message.in_(its)


async def _cancel(
    transaction: Transaction,
    which: ColumnElement[bool],
    reason: str,
    now: datetime,
) -> None:
    await transaction.run(
        update(parcels)
        .where(which, is_waiting)
        .values(state=ParcelState.CANCELLED, reason=reason, finished=now)
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
        statement = statement.where(_of_edition(edition))
    return statement
