"""The journal: every change of a public article, in order and without gaps."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    func,
    insert,
    select,
    update,
)

from content.event import Event, EventType
from storage.columns import UtcDateTime, metadata
from storage.engine import AnyRow, Reading, Transaction

# One row: a sequence would leave gaps and let a later number commit earlier, and
# whoever reads "since number n" would miss an event for ever.
journal = Table(
    "journal",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("head", Integer, nullable=False),
)

events = Table(
    "events",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("type", String(32), nullable=False),
    Column("article", ForeignKey("articles.id"), nullable=False),
    Column("version", Integer, nullable=False),
    Column("previous_version", Integer, nullable=False),  # 0 for the first
    Column("at", UtcDateTime, nullable=False),
    Column("note", Text, nullable=False),  # empty: nothing to say to readers
    Index("ix_events_article", "article", "number"),  # what happened to it?
    Index("ix_events_at", "at"),  # where did the journal stand then?
)


@dataclass(frozen=True, slots=True)
class Change:
    """An event before it has its number."""

    type: EventType
    article: str
    version: int
    previous_version: int
    at: datetime
    note: str = ""


async def append(transaction: Transaction, change: Change) -> Event:
    """Give the change the next number; changes are serial from here to the commit."""
    head = await transaction.value(
        update(journal).values(head=journal.c.head + 1).returning(journal.c.head)
    )
    values: dict[str, Any] = {
        "article": change.article,
        "version": change.version,
        "previous_version": change.previous_version,
        "at": change.at,
        "note": change.note,
    }
    await transaction.run(
        insert(events).values(number=head, type=change.type, **values)
    )
    return Event(number=head, type=change.type, **values)


async def hold(transaction: Transaction) -> None:
    """No article changes until this transaction ends."""
    await transaction.run(select(journal.c.head).with_for_update())


async def head(reading: Reading) -> int:
    """The number of the newest event; 0 while there is none."""
    return int(await reading.value(select(journal.c.head)) or 0)


async def head_at(reading: Reading, moment: datetime) -> int:
    """The number of the newest event before that moment; 0 where there is none."""
    before = select(func.max(events.c.number)).where(events.c.at < moment)
    return int(await reading.value(before) or 0)


async def since(reading: Reading, number: int, limit: int) -> list[Event]:
    """The events after that number, oldest first."""
    statement = select(events).where(events.c.number > number)
    return _events(await reading.rows(statement.order_by(events.c.number).limit(limit)))


async def of_types(reading: Reading, types: Sequence[EventType]) -> list[Event]:
    """All events of these types, oldest first."""
    statement = select(events).where(events.c.type.in_(types))
    return _events(await reading.rows(statement.order_by(events.c.number)))


async def of_article(reading: Reading, article: str) -> list[Event]:
    """All that happened to the article, oldest first."""
    statement = select(events).where(events.c.article == article)
    return _events(await reading.rows(statement.order_by(events.c.number)))


def _events(rows: Sequence[AnyRow]) -> list[Event]:
    fields = (row._asdict() for row in rows)
    return [Event(**{**values, "type": EventType(values["type"])}) for values in fields]
