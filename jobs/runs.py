"""The runs of timetables: one row for each slot, whoever was first."""

from datetime import datetime

from sqlalchemy import Column, String, Table, Text, func, select
from sqlalchemy.dialects import postgresql, sqlite

from storage.columns import UtcDateTime, metadata
from storage.engine import Reading, Transaction

runs = Table(
    "runs",
    metadata,
    Column("schedule", String(96), primary_key=True),
    Column("slot", String(32), primary_key=True),  # the local date it stands for
    Column("fire_time", UtcDateTime, nullable=False),  # when it was to run
    Column("state", String(16), nullable=False),  # done, missed
    Column("node", Text, nullable=False),  # who ran it
    Column("at", UtcDateTime, nullable=False),
)


def _insert(transaction: Transaction) -> sqlite.Insert | postgresql.Insert:
    if transaction.connection.dialect.name == "sqlite":
        return sqlite.insert(runs)
    return postgresql.insert(runs)


async def take(
    transaction: Transaction,
    schedule: str,
    slot: str,
    *,
    fire_time: datetime,
    node: str,
    at: datetime,
    state: str = "done",
) -> bool:
    """Whether the slot is ours; the row and the work commit together."""
    statement = _insert(transaction).values(
        schedule=schedule, slot=slot, fire_time=fire_time, state=state, node=node, at=at
    )
    # A second process waits here until the first commits, and then finds the row.
    # rowcount does not tell that on every driver, a returned row does.
    taken = await transaction.first(
        statement.on_conflict_do_nothing().returning(runs.c.slot)
    )
    return taken is not None


async def missed(reading: Reading) -> int:
    """How many slots passed without their work."""
    statement = select(func.count()).where(runs.c.state == "missed")
    return int(await reading.value(statement) or 0)


async def last_fire(reading: Reading, schedule: str) -> datetime | None:
    """When the timetable's newest run was to be; None if it never ran."""
    mine = select(func.max(runs.c.fire_time)).where(runs.c.schedule == schedule)
    moment: datetime | None = await reading.value(mine)
    return moment
