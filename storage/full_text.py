"""Full-text search by terms that the caller made: the engines only look them up.

What SQLite and PostgreSQL would cut, fold and rank by themselves, each in its own way,
is left to neither; so both find the same.
"""

from typing import Any

from sqlalchemy import Column, Dialect, Text, bindparam
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import Boolean, TypeDecorator, TypeEngine

# A term has letters and digits only: nothing in it is to be quoted or cut.
Terms = frozenset[str]
# Every group must be met, each by one of its terms.
Condition = tuple[Terms, ...]


class TermsColumn(TypeDecorator[Terms]):
    """A set of terms: a tsvector on PostgreSQL, a line of text for FTS5 to read.

    The index over it is made by a migration: on PostgreSQL of the kind GIN, on SQLite
    an FTS5 table that is named after table and column and kept by triggers.
    """

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """The engine's own type."""
        own = TSVECTOR() if dialect.name == "postgresql" else Text()
        return dialect.type_descriptor(own)

    def process_bind_param(self, value: Terms | None, _dialect: Dialect) -> str:
        """To the column: one term after the other."""
        return " ".join(sorted(value or ()))

    def process_result_value(self, value: str | None, _dialect: Dialect) -> Terms:
        """From the column: PostgreSQL puts each term between quotes."""
        return frozenset((value or "").replace("'", "").split())


class _InWords(TypeDecorator[Condition]):
    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Condition | None, dialect: Dialect) -> str:
        if dialect.name == "sqlite":
            return _joined(value or (), " AND ", " OR ", '"')
        return _joined(value or (), " & ", " | ", "'")


class _Meets(FunctionElement[bool]):
    type = Boolean()
    inherit_cache = True


def meets(column: Column[Terms], condition: Condition) -> _Meets:
    """Whether the row meets the condition, which must not be empty."""
    return _Meets(column, bindparam(None, condition, _InWords, unique=True))


@compiles(_Meets, "sqlite")
def _meets_sqlite(element: _Meets, compiler: SQLCompiler, **kwargs: Any) -> str:
    column, condition = element.clauses
    assert isinstance(column, Column)  # noqa: S101
    index = f"{column.table.name}_{column.name}"
    (key,) = column.table.primary_key  # FTS5 knows rows by number only
    wanted = compiler.process(condition, **kwargs)
    found = f"SELECT rowid FROM {index} WHERE {index} MATCH {wanted}"  # noqa: S608
    return f"{compiler.process(key, **kwargs)} IN ({found})"


@compiles(_Meets, "postgresql")
def _meets_postgresql(element: _Meets, compiler: SQLCompiler, **kwargs: Any) -> str:
    column, condition = (compiler.process(c, **kwargs) for c in element.clauses)
    return f"{column} @@ CAST({condition} AS tsquery)"


def _joined(condition: Condition, both: str, either: str, quote: str) -> str:
    groups = (
        either.join(f"{quote}{term}{quote}" for term in sorted(group))
        for group in condition
    )
    return both.join(f"({group})" for group in groups)
