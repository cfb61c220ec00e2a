"""Newsletters: named lists with a language, a cadence and a timetable."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import Column, Integer, String, Table, Text, insert, select

from storage.columns import UtcDateTime, metadata
from storage.engine import AnyRow, Reading, Transaction

Cadence = Literal["daily", "weekly"]

newsletters = Table(
    "newsletters",
    metadata,
    Column("name", String(64), primary_key=True),  # in addresses and List-Id
    Column("title", Text, nullable=False),
    Column("language", String(16), nullable=False),
    Column("cadence", String(16), nullable=False),
    Column("hour", Integer, nullable=False),
    Column("minute", Integer, nullable=False),
    Column("weekday", Integer, nullable=False),  # 0 Monday; only weekly asks
    Column("zone", String(64), nullable=False),  # IANA name
    # What the journal held before is not news to this list.
    Column("since_event", Integer, nullable=False),
    Column("created", UtcDateTime, nullable=False),
)


@dataclass(frozen=True, slots=True)
class Newsletter:
    """A list that readers subscribe to and when its editions come out."""

    name: str
    title: str
    language: str
    cadence: Cadence
    hour: int
    minute: int
    weekday: int
    zone: str
    since_event: int
    created: datetime


class NewsletterExistsError(ValueError):
    """There is a newsletter of this name already."""


async def add(transaction: Transaction, newsletter: Newsletter) -> None:
    """Keep a new newsletter.

    Raises:
        NewsletterExistsError: the name is taken.
    """
    if await find(transaction, newsletter.name) is not None:
        raise NewsletterExistsError(newsletter.name)
    await transaction.run(insert(newsletters).values(**asdict(newsletter)))


async def find(reading: Reading, name: str) -> Newsletter | None:
    """The newsletter of this name, or None."""
    row = await reading.first(select(newsletters).where(newsletters.c.name == name))
    return None if row is None else _newsletter(row)


async def listing(reading: Reading) -> list[Newsletter]:
    """All newsletters, by name."""
    rows = await reading.rows(select(newsletters).order_by(newsletters.c.name))
    return [_newsletter(row) for row in rows]


def _newsletter(row: AnyRow) -> Newsletter:
    return Newsletter(**row._asdict())
