"""Points at which a process may die: seen from outside, named, counted, deadly.

The product has no hooks. What it says to the database, to a transport and to the
disk passes through libraries and through methods that have names, and there the
points are set.
"""

import os
import re
import signal
import threading
from collections import Counter
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine

from delivery.maildir import Maildir
from delivery.webhook import Webhooks
from newsroom.stops import Stops

_WRITES = re.compile(r"(INSERT INTO|UPDATE|DELETE FROM) (\w+)(?= SET| \(| WHERE|$)")

# What a transaction is called by the writes in it; the first that fits.
_KINDS = (
    ("record", "INSERT INTO attempts"),
    ("slot", "INSERT INTO runs"),
    ("publish", "INSERT INTO events"),
    ("freeze", "INSERT INTO editions"),
    ("fill", "INSERT INTO parcels"),
    ("leave", "UPDATE subscriptions"),
)


class Points:
    """Counts the points that are passed; at one of them the process is killed."""

    def __init__(
        self,
        deadly: tuple[str, int] | None,
        log: Path | None,
        last: signal.Signals = signal.SIGKILL,
    ) -> None:
        self._deadly = deadly
        self._last = last
        self._log = log
        self._passed: Counter[str] = Counter()
        self._lock = threading.Lock()

    def passed(self, name: str) -> None:
        """The process is here; it may be its last moment."""
        with self._lock:
            self._passed[name] += 1
            if self._log is not None:
                with self._log.open("a", encoding="utf-8") as file:
                    file.write(f"{name}\n")
            if self._deadly == (name, self._passed[name]):
                os.kill(os.getpid(), self._last)


def install(points: Points) -> None:
    """Set every point there is."""
    _on_statements(points)
    _around_async(points, Maildir, "deliver", "mail send")
    _around_async(points, Webhooks, "post", "webhook send")
    _around(points, Stops, "_write", "stops write")
    _around(points, os, "fsync", "fsync")


def _on_statements(points: Points) -> None:
    writes: WeakKeyDictionary[Connection, list[str]] = WeakKeyDictionary()

    def begin(connection: Connection) -> None:
        writes[connection] = []

    def before(connection: Connection, _cursor: Any, statement: str, *_: Any) -> None:
        for what in _written(statement):
            writes.setdefault(connection, []).append(_marked(what, statement))
            points.passed(f"before {what}")

    def after(_connection: Connection, _cursor: Any, statement: str, *_: Any) -> None:
        for what in _written(statement):
            points.passed(f"after {what}")

    event.listen(Engine, "begin", begin)
    event.listen(Engine, "before_cursor_execute", before)
    event.listen(Engine, "after_cursor_execute", after)

    commit = Connection._commit_impl

    def commits(connection: Connection) -> None:
        kind = _kind(writes.pop(connection, []))
        if kind is None:
            commit(connection)
            return
        points.passed(f"before {kind} commit")
        commit(connection)
        points.passed(f"after {kind} commit")

    setattr(Connection, "_commit_impl", commits)  # noqa: B010  a name not ours


def _written(statement: str) -> list[str]:
    flat = " ".join(statement.split())
    return [f"{verb} {table}" for verb, table in _WRITES.findall(flat)]


def _marked(what: str, statement: str) -> str:
    """Claims are known by their question for the next that is due."""
    if what == "UPDATE lanes" and "chosen" in statement:
        return "claim webhook"
    if what == "UPDATE parcels" and "chosen" in statement:
        return "claim mail"
    return what


def _kind(writes: list[str]) -> str | None:
    """What the transaction did; None if it wrote nothing."""
    if not writes:
        return None
    for claim in ("claim mail", "claim webhook"):
        if claim in writes:
            return claim
    return next((kind for kind, what in _KINDS if what in writes), "other")


def _around_async(points: Points, owner: type, method: str, name: str) -> None:
    original: Callable[..., Awaitable[Any]] = getattr(owner, method)

    async def wrapped(*arguments: Any) -> Any:
        points.passed(f"before {name}")
        result = await original(*arguments)
        points.passed(f"after {name}")
        return result

    setattr(owner, method, wrapped)


def _around(points: Points, owner: Any, method: str, name: str) -> None:
    original: Callable[..., Any] = getattr(owner, method)

    def wrapped(*arguments: Any) -> Any:
        points.passed(f"before {name}")
        result = original(*arguments)
        points.passed(f"after {name}")
        return result

    setattr(owner, method, wrapped)
