"""Column types that mean the same on SQLite and PostgreSQL."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    DateTime,
    Dialect,
    Integer,
    MetaData,
    String,
    literal,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator

# Every package puts its tables here, and one history of migrations makes them.
metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# SQLite counts rows only in a column that is exactly INTEGER.
RowNumber = BigInteger().with_variant(Integer, "sqlite")
Json = JSON().with_variant(JSONB, "postgresql")


class UtcDateTime(TypeDecorator[datetime]):
    """An aware time, kept and given back in UTC; a naive one is a mistake."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(
        self, value: datetime | None, dialect: Dialect
    ) -> datetime | None:
        """To the column: UTC, without its mark where the engine has none."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a time without a zone cannot be kept: {value}")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(
        self, value: datetime | None, dialect: Dialect
    ) -> datetime | None:
        """From the column: always aware."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if dialect.name == "sqlite" else value


class random_id(FunctionElement[str]):  # noqa: N801  SQL functions are lower case
    """A new random id for each row, made by the database: 32 hex digits."""

    type = String()
    inherit_cache = True


@compiles(random_id, "sqlite")
def _random_id_sqlite(*_: Any, **__: Any) -> str:
    return "lower(hex(randomblob(16)))"


@compiles(random_id, "postgresql")
def _random_id_postgresql(*_: Any, **__: Any) -> str:
    return "replace(gen_random_uuid()::text, '-', '')"


class least(FunctionElement[Any]):  # noqa: N801
    """The smaller of two values that are not NULL; SQLite calls it min()."""

    inherit_cache = True


@compiles(least, "sqlite")
def _least_sqlite(element: least, compiler: SQLCompiler, **kwargs: Any) -> str:
    return f"min({compiler.process(element.clauses, **kwargs)})"


@compiles(least, "postgresql")
def _least_postgresql(element: least, compiler: SQLCompiler, **kwargs: Any) -> str:
    return f"least({compiler.process(element.clauses, **kwargs)})"


class clock(FunctionElement[datetime]):  # noqa: N801
    """The database's own time on PostgreSQL, the bound one on SQLite.

    Machines' clocks may differ by minutes; a lease is judged by one clock only.
    """

    type = UtcDateTime()
    inherit_cache = True

    def __init__(self, now: datetime, later: timedelta = timedelta()) -> None:
        super().__init__(
            literal(now + later, UtcDateTime), literal(later.total_seconds())
        )


@compiles(clock, "sqlite")
def _clock_sqlite(element: clock, compiler: SQLCompiler, **kwargs: Any) -> str:
    bound, _ = element.clauses
    return compiler.process(bound, **kwargs)


@compiles(clock, "postgresql")
def _clock_postgresql(element: clock, compiler: SQLCompiler, **kwargs: Any) -> str:
    _, seconds = element.clauses
    return f"(clock_timestamp() + make_interval(secs => {compiler.process(seconds, **kwargs)}))"
