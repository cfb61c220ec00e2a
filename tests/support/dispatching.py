"""A dispatcher taken apart: claim here, record there, and look at the rows."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update

from audience import partners
from outbox import claims, outcomes, tables
from outbox.claims import Claimed
from outbox.outcomes import Attempt
from outbox.parcel import Delivered, Outcome
from outbox.retry import Ladder
from storage.engine import Database, Reading
from tests.support.rows import NOW

DONE = Delivered("https", 200)


async def everybody(_: Reading, destinations: Sequence[str]) -> set[str]:
    """No reader has left."""
    return set(destinations)


async def claim_posts(
    database: Database, places: int = 100, now: datetime = NOW
) -> list[Claimed]:
    """The next posts, committed as claimed, by destination."""
    async with database.writing() as transaction:
        claimed = await claims.claim_posts(
            transaction, "webhook", now, places, partners.reachable()
        )
    return sorted(claimed, key=lambda parcel: parcel.destination)


async def claim_mail(
    database: Database, places: int = 100, now: datetime = NOW
) -> list[Claimed]:
    """The next mails, committed as claimed."""
    async with database.writing() as transaction:
        return await claims.claim_mail(transaction, now, places, everybody)


async def record(
    database: Database,
    claimed: Sequence[Claimed],
    outcome: Outcome = DONE,
    now: datetime = NOW,
    ladder: Ladder = "webhook",
) -> None:
    """This outcome for each of them, with retries in the middle of their spread."""
    judged = judgements(claimed, outcome, now, ladder)
    if not judged:
        return
    async with database.writing() as transaction:
        await outcomes.record(transaction, judged)


def judgements(
    claimed: Sequence[Claimed],
    outcome: Outcome = DONE,
    now: datetime = NOW,
    ladder: Ladder = "webhook",
) -> list[tuple[Attempt, outcomes.Verdict]]:
    """What `record` writes down."""
    attempts = [Attempt(parcel, ladder, outcome, now, 5) for parcel in claimed]
    return [(attempt, outcomes.judge(attempt, 0.5)) for attempt in attempts]


async def lane(database: Database, name: str) -> Any:
    """The lane of this destination."""
    async with database.reading() as reading:
        return await reading.first(
            select(tables.lanes).where(tables.lanes.c.destination == name)
        )


async def parcels(database: Database, **fields: object) -> list[Any]:
    """The parcels that are so, by destination and due time."""
    statement = select(tables.parcels)
    for name, value in fields.items():
        statement = statement.where(tables.parcels.c[name] == value)
    order = (tables.parcels.c.destination, tables.parcels.c.due)
    async with database.reading() as reading:
        return list(await reading.rows(statement.order_by(*order)))


async def states(database: Database, **fields: object) -> list[tuple[str, str]]:
    """Destination and state of these parcels."""
    found = await parcels(database, **fields)
    return sorted((row.destination, row.state) for row in found)


async def let_leases_lapse(database: Database) -> None:
    """Every lease has run out, by whichever clock counts it."""
    past = NOW - timedelta(days=400)
    async with database.writing() as transaction:
        for table in (tables.parcels, tables.lanes):
            held = table.c.lease.is_not(None)
            await transaction.run(update(table).where(held).values(leased_until=past))
