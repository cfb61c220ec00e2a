"""What a piece of code asks of the database: statements, transactions, rows."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Engine

from storage.engine import Database, Reading


@dataclass
class Asked:
    """What was asked since the counting began."""

    statements: list[tuple[str, Any]] = field(default_factory=list)
    commits: int = 0
    rows: int = 0  # written; on PostgreSQL also read

    def like(self, *words: str) -> list[tuple[str, Any]]:
        """The statements that hold all these words."""
        return [s for s in self.statements if all(word in s[0] for word in words)]


def engines(database: Database) -> Sequence[Engine]:
    writer, reader = database._writer.sync_engine, database._reader.sync_engine
    # On PostgreSQL the reader is the writer under another name, and passes on what
    # is heard there.
    return [writer, reader] if database.is_sqlite else [writer]


@contextmanager
def counting(database: Database) -> Iterator[Asked]:
    """Count what the database is asked while the block runs."""
    asked = Asked()

    def before(_c: Any, _u: Any, statement: str, parameters: Any, *_: Any) -> None:
        asked.statements.append((statement, parameters))

    def after(_c: Any, cursor: Any, *_: Any) -> None:
        asked.rows += max(cursor.rowcount, 0)

    def commit(_: Any) -> None:
        asked.commits += 1

    hooks: dict[str, Callable[..., Any]] = {
        "before_cursor_execute": before,
        "after_cursor_execute": after,
        "commit": commit,
    }
    for engine in engines(database):
        for name, hook in hooks.items():
            event.listen(engine, name, hook)
    try:
        yield asked
    finally:
        for engine in engines(database):
            for name, hook in hooks.items():
                event.remove(engine, name, hook)


async def plan(reading: Reading, statement: str, parameters: Any) -> str:
    """How the database would carry out this statement, in its own words."""
    if reading.connection.dialect.name == "sqlite":
        word = "EXPLAIN QUERY PLAN "
    else:
        # On a table with few rows reading all of it is right; we ask for the way
        # that is open when there are many.
        await reading.connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        word = "EXPLAIN "
    rows = await reading.connection.exec_driver_sql(word + statement, parameters)
    return "\n".join(str(row[-1]) for row in rows)
