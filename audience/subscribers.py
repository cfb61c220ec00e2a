"""Readers by mail: subscribers, their subscriptions, the proof, and who must rest."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import (
    Column,
    ColumnElement,
    ForeignKey,
    Index,
    String,
    Table,
    Text,
    UniqueConstraint,
    cast,
    func,
    insert,
    literal,
    select,
    update,
)

from storage.columns import RowNumber, UtcDateTime, metadata
from storage.counting import counted
from storage.engine import AnySelect, Reading, Transaction

Standing = Literal["confirmed", "left"]

subscribers = Table(
    "subscribers",
    metadata,
    Column("id", RowNumber, primary_key=True),
    Column("address", Text, nullable=False, unique=True),  # normalised
    Column("language", String(16), nullable=False),
    Column("created", UtcDateTime, nullable=False),
)

consents = Table(
    "consents",
    metadata,
    Column("id", RowNumber, primary_key=True),
    Column("words", Text, nullable=False),  # what the reader agreed to
    Column("source", Text, nullable=False),  # how we know: a file, a form
    Column("at", UtcDateTime, nullable=False),
)

subscriptions = Table(
    "subscriptions",
    metadata,
    Column("id", RowNumber, primary_key=True),  # also the parcel's destination
    Column("newsletter", ForeignKey("newsletters.name"), nullable=False),
    Column("subscriber", ForeignKey("subscribers.id"), nullable=False),
    Column("standing", String(16), nullable=False),
    Column("consent", ForeignKey("consents.id"), nullable=False),
    Column("since", UtcDateTime, nullable=False),
    Column("left", UtcDateTime),  # NULL: has not left
    UniqueConstraint("newsletter", "subscriber"),
    # An edition is filled in slices of this order.
    Index("ix_subscriptions_slice", "newsletter", "standing", "id"),
    Index("ix_subscriptions_subscriber", "subscriber"),
)

suppressions = Table(
    "suppressions",
    metadata,
    # A keyed hash, so that it can outlive the address.
    Column("fingerprint", String(80), primary_key=True),
    Column("reason", String(32), nullable=False),
    Column("at", UtcDateTime, nullable=False),
)


@dataclass(frozen=True, slots=True)
class Subscription:
    """One reader's place in one newsletter."""

    id: int
    newsletter: str
    address: str
    language: str
    standing: Standing


@dataclass(frozen=True, slots=True)
class Joined:
    """What became of an address that was to be subscribed."""

    subscription: int
    is_new: bool


async def record_consent(
    transaction: Transaction, words: str, source: str, at: datetime
) -> int:
    """Keep the proof that readers agreed; its number."""
    statement = insert(consents).values(words=words, source=source, at=at)
    return int(await transaction.value(statement.returning(consents.c.id)))


async def subscribe(
    transaction: Transaction,
    newsletter: str,
    address: str,
    *,
    language: str,
    consent: int,
    at: datetime,
) -> Joined:
    """The reader is on the list; one who had left stays away until they ask."""
    subscriber = await _subscriber(transaction, address, language, at)
    mine = (subscriptions.c.newsletter == newsletter) & (
        subscriptions.c.subscriber == subscriber
    )
    known = await transaction.value(select(subscriptions.c.id).where(mine))
    if known is not None:
        return Joined(int(known), is_new=False)
    statement = insert(subscriptions).values(
        newsletter=newsletter,
        subscriber=subscriber,
        standing="confirmed",
        consent=consent,
        since=at,
    )
    number = await transaction.value(statement.returning(subscriptions.c.id))
    return Joined(int(number), is_new=True)


async def leave(transaction: Transaction, subscription: int, at: datetime) -> bool:
    """The reader gets nothing more from this list; False if it was so already."""
    here = (subscriptions.c.id == subscription) & (
        subscriptions.c.standing == "confirmed"
    )
    statement = update(subscriptions).where(here).values(standing="left", left=at)
    return await transaction.value(statement.returning(subscriptions.c.id)) is not None


async def subscription(reading: Reading, number: int) -> Subscription | None:
    """The subscription with this number, or None."""
    found = await by_numbers(reading, [number])
    return found[0] if found else None


async def by_numbers(reading: Reading, numbers: Sequence[int]) -> list[Subscription]:
    """The subscriptions with these numbers, in no order."""
    rows = await reading.rows(_all().where(subscriptions.c.id.in_(numbers)))
    return [Subscription(*row) for row in rows]


async def who_left(reading: Reading) -> list[tuple[Subscription, datetime]]:
    """The subscriptions whose readers have left, and when."""
    statement = _all().add_columns(subscriptions.c.left)
    gone = statement.where(subscriptions.c.standing == "left")
    rows = await reading.rows(gone.order_by(subscriptions.c.id))
    return [(Subscription(*row[:-1]), row[-1]) for row in rows]


async def confirmed(
    reading: Reading, after: int, limit: int
) -> list[tuple[Subscription, datetime]]:
    """Subscriptions that stand, with their beginnings; in order, after that number."""
    here = (subscriptions.c.standing == "confirmed") & (subscriptions.c.id > after)
    statement = _all().add_columns(subscriptions.c.since).where(here)
    rows = await reading.rows(statement.order_by(subscriptions.c.id).limit(limit))
    return [(Subscription(*row[:-1]), row[-1]) for row in rows]


async def count(reading: Reading, newsletter: str) -> int:
    """How many readers the newsletter has."""
    here = _on_list(newsletter)
    statement = select(func.count()).select_from(subscriptions).where(here)
    return int(await reading.value(statement))


async def newest(reading: Reading, newsletter: str) -> int:
    """The highest number of a subscription to this newsletter; 0 without any."""
    here = subscriptions.c.newsletter == newsletter
    return int(
        await reading.value(select(func.max(subscriptions.c.id)).where(here)) or 0
    )


async def slice_end(
    reading: Reading, newsletter: str, after: int, through: int, size: int
) -> int | None:
    """The number at which a slice of that size ends, or None if nobody is left."""
    numbers = (
        select(subscriptions.c.id)
        .where(
            _on_list(newsletter),
            subscriptions.c.id > after,
            subscriptions.c.id <= through,
        )
        .order_by(subscriptions.c.id)
        .limit(size)
        .subquery()
    )
    end = await reading.value(select(func.max(numbers.c.id)))
    return None if end is None else int(end)


def recipients(newsletter: str, after: int, through: int, due: datetime) -> AnySelect:
    """Destination and due time of each reader in this slice, for the ledger."""
    return select(
        cast(subscriptions.c.id, Text).label("destination"),
        literal(due, UtcDateTime).label("due"),
    ).where(
        _on_list(newsletter),
        subscriptions.c.id > after,
        subscriptions.c.id <= through,
    )


async def reachable(reading: Reading, destinations: Sequence[str]) -> set[str]:
    """Which of these destinations may be written to at this instant."""
    numbers = [int(destination) for destination in destinations]
    here = subscriptions.c.id.in_(numbers) & (subscriptions.c.standing == "confirmed")
    rows = await reading.rows(select(subscriptions.c.id).where(here))
    return {str(row.id) for row in rows}


async def suppress(
    transaction: Transaction, fingerprint: str, reason: str, at: datetime
) -> None:
    """Never write to this address again."""
    known = select(suppressions.c.reason).where(
        suppressions.c.fingerprint == fingerprint
    )
    if await transaction.first(known) is None:
        await transaction.run(
            insert(suppressions).values(fingerprint=fingerprint, reason=reason, at=at)
        )


async def suppressed(reading: Reading, fingerprints: Sequence[str]) -> set[str]:
    """Which of these fingerprints must never be written to."""
    statement = select(suppressions.c.fingerprint)
    rows = await reading.rows(
        statement.where(suppressions.c.fingerprint.in_(fingerprints))
    )
    return {row.fingerprint for row in rows}


def _all() -> AnySelect:
    return select(
        subscriptions.c.id,
        subscriptions.c.newsletter,
        subscribers.c.address,
        subscribers.c.language,
        subscriptions.c.standing,
    ).join_from(subscriptions, subscribers)


def _on_list(newsletter: str) -> ColumnElement[bool]:
    return (subscriptions.c.newsletter == newsletter) & (
        subscriptions.c.standing == "confirmed"
    )


async def _subscriber(
    transaction: Transaction, address: str, language: str, at: datetime
) -> int:
    same = subscribers.c.address == address
    known = await transaction.value(select(subscribers.c.id).where(same))
    if known is not None:
        return int(known)
    statement = insert(subscribers).values(
        address=address, language=language, created=at
    )
    return int(await transaction.value(statement.returning(subscribers.c.id)))


async def standings(reading: Reading) -> dict[str, int]:
    """How many subscriptions stand how."""
    return await counted(reading, subscriptions.c.standing)
