"""The publisher's record as the one row it is."""

from dataclasses import asdict

from sqlalchemy import Column, Integer, Table, insert, select, update

from content.publisher import Publisher
from storage.columns import Json, metadata
from storage.engine import Reading, Transaction

imprint = Table(
    "imprint",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),  # always 1
    Column("record", Json, nullable=False),
)


async def load(reading: Reading) -> Publisher | None:
    """The publisher, or None in a database that has not been given one."""
    record = await reading.value(select(imprint.c.record))
    return None if record is None else Publisher(**record)


async def save(transaction: Transaction, publisher: Publisher) -> None:
    """Keep the publisher's record."""
    record = asdict(publisher)
    written = await transaction.run(
        update(imprint).values(record=record).returning(imprint.c.id)
    )
    if written.first() is None:
        await transaction.run(insert(imprint).values(id=1, record=record))
