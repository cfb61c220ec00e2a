"""Users of the desk: who they are, their links to enter by, their sessions.

There are no passwords: a link proves who somebody is once, a session remembers it.
Both are kept as hashes only, so a copy of the database lets nobody in.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from secrets import token_hex, token_urlsafe
from typing import Literal, get_args

from sqlalchemy import (
    Column,
    ColumnElement,
    ForeignKey,
    Index,
    String,
    Table,
    Text,
    delete,
    insert,
    or_,
    select,
    update,
)

from storage.columns import UtcDateTime, metadata
from storage.engine import AnyRow, AnySelect, Reading, Transaction

Role = Literal["viewer", "editor", "admin"]  # each has the rights of the one before it
ROLES: tuple[Role, ...] = get_args(Role)

FIRST = timedelta(hours=24)  # a new user's link travels by hand
AGAIN = timedelta(minutes=15)
IDLE = timedelta(days=14)
LONGEST = timedelta(days=30)
NOTICED = timedelta(hours=1)  # a session's last use is written no more often

users = Table(
    "users",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("email", Text),  # NULL: nobody has said
    Column("role", String(16), nullable=False),
    Column("created", UtcDateTime, nullable=False),
)

sign_in_links = Table(
    "sign_in_links",
    metadata,
    Column("hash", String(64), primary_key=True),
    Column("user", ForeignKey("users.id"), nullable=False),
    Column("purpose", String(16), nullable=False),
    Column("expires", UtcDateTime, nullable=False),
    Column("used_at", UtcDateTime),  # NULL: not yet
    Index("ix_sign_in_links_user", "user"),  # removed with their user
)

sessions = Table(
    "sessions",
    metadata,
    Column("hash", String(64), primary_key=True),
    Column("user", ForeignKey("users.id"), nullable=False),
    Column("created", UtcDateTime, nullable=False),
    Column("seen", UtcDateTime, nullable=False),
    Column("expires", UtcDateTime, nullable=False),
    Index("ix_sessions_user", "user"),  # removed with their user
)


@dataclass(frozen=True, slots=True)
class User:
    """Somebody who may enter the desk."""

    id: str
    name: str
    email: str | None
    role: Role
    created: datetime


@dataclass(frozen=True, slots=True)
class Link:
    """A link to enter by, as its page tells of it."""

    user: User
    expires: datetime
    used_at: datetime | None

    def is_open(self, now: datetime) -> bool:
        """Whether it still lets somebody in."""
        return self.used_at is None and now < self.expires


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody at the desk."""

    user: User
    seen: datetime


async def add(
    transaction: Transaction, name: str, email: str | None, role: Role, now: datetime
) -> User | None:
    """The new user, or None: somebody has this name."""
    if await named(transaction, name) is not None:
        return None
    user = User(token_hex(16), name, email, role, now)
    row = {"id": user.id, "name": name, "email": email, "role": role, "created": now}
    await transaction.run(insert(users).values(row))
    return user


async def named(reading: Reading, name: str) -> User | None:
    """The user of this name."""
    row = await reading.first(select(users).where(users.c.name == name))
    return None if row is None else User(*row)


async def everybody(reading: Reading) -> list[User]:
    """All users, by name."""
    return [User(*row) for row in await reading.rows(_all().order_by(users.c.name))]


async def remove(transaction: Transaction, user: User) -> None:
    """The user is gone, and so is every way in."""
    for table in (sessions, sign_in_links):
        await transaction.run(delete(table).where(table.c.user == user.id))
    await transaction.run(delete(users).where(users.c.id == user.id))


async def add_link(
    transaction: Transaction,
    user: User,
    purpose: Literal["first", "again"],
    now: datetime,
) -> str:
    """The secret of a new link; earlier ones of this user open nothing any more."""
    await transaction.run(
        delete(sign_in_links).where(
            sign_in_links.c.user == user.id, sign_in_links.c.used_at.is_(None)
        )
    )
    secret = token_urlsafe(32)
    expires = now + (FIRST if purpose == "first" else AGAIN)
    row = {
        "hash": _hash(secret),
        "user": user.id,
        "purpose": purpose,
        "expires": expires,
    }
    await transaction.run(insert(sign_in_links).values(row))
    return secret


async def link(reading: Reading, secret: str) -> Link | None:
    """What this link is; None if we never gave it."""
    statement = (
        select(users, sign_in_links.c.expires, sign_in_links.c.used_at)
        .join(sign_in_links, sign_in_links.c.user == users.c.id)
        .where(sign_in_links.c.hash == _hash(secret))
    )
    row = await reading.first(statement)
    return None if row is None else Link(_user(row), row.expires, row.used_at)


async def enter(transaction: Transaction, secret: str, now: datetime) -> str | None:
    """The secret of a new session for this link, which is used up; None: not open."""
    statement = (
        update(sign_in_links)
        .where(
            sign_in_links.c.hash == _hash(secret),
            sign_in_links.c.used_at.is_(None),
            sign_in_links.c.expires > now,
        )
        .values(used_at=now)
        .returning(sign_in_links.c.user)
    )
    user = await transaction.value(statement)
    if user is None:
        return None
    await transaction.run(delete(sessions).where(_is_over(now)))
    session = token_urlsafe(32)
    row = {
        "hash": _hash(session),
        "user": user,
        "created": now,
        "seen": now,
        "expires": now + LONGEST,
    }
    await transaction.run(insert(sessions).values(row))
    return session


async def session(reading: Reading, secret: str, now: datetime) -> Session | None:
    """Whose session this is, if it still holds."""
    statement = (
        select(users, sessions.c.seen)
        .join(sessions, sessions.c.user == users.c.id)
        .where(sessions.c.hash == _hash(secret), ~_is_over(now))
    )
    row = await reading.first(statement)
    return None if row is None else Session(_user(row), row.seen)


async def notice(transaction: Transaction, secret: str, now: datetime) -> None:
    """The session was used at this moment."""
    own = sessions.c.hash == _hash(secret)
    await transaction.run(update(sessions).where(own).values(seen=now))


async def leave(transaction: Transaction, secret: str) -> None:
    """The session has ended."""
    await transaction.run(delete(sessions).where(sessions.c.hash == _hash(secret)))


def _is_over(now: datetime) -> ColumnElement[bool]:
    return or_(sessions.c.expires <= now, sessions.c.seen <= now - IDLE)


def _all() -> AnySelect:
    return select(users)


def _user(row: AnyRow) -> User:
    return User(row.id, row.name, row.email, row.role, row.created)


def _hash(secret: str) -> str:
    # Plain SHA-256 will do: the secret is 256 random bits, nobody guesses it.
    return sha256(secret.encode()).hexdigest()
