"""How many rows hold which word."""

from sqlalchemy import Column, func, select

from storage.engine import Reading


async def counted(reading: Reading, column: Column[str]) -> dict[str, int]:
    """How many rows of the column's table there are for each of its values."""
    statement = select(column.label("value"), func.count().label("number"))
    rows = await reading.rows(statement.group_by(column))
    return {row.value: row.number for row in rows}
