"""Who works here: users are added and removed, come in by a link, and go."""

from dataclasses import dataclass

from audience import users
from audience.users import NOTICED, Link, Role, User
from content.decoding import normal_line
from newsroom.house import House
from newsroom.problem import Problem

SIGN_IN = "/desk/sign-in/"


@dataclass(frozen=True, slots=True)
class Invited:
    """A user and the link to come in by, which is shown this once."""

    user: User
    url: str
    hours: float  # how long it holds


async def add(
    house: House, name: str, email: str | None, role: Role
) -> Invited | Problem:
    """The new user, with a link for the first time."""
    name = normal_line(name)
    if not name:
        return Problem("no_name", "A user needs a name.", field="name")
    async with house.database.writing() as transaction:
        user = await users.add(transaction, name, email, role, house.now())
        if user is None:
            message = f"There is a user {name} already."
            return Problem("user_exists", message, field="name", fields={"name": name})
        secret = await users.add_link(transaction, user, "first", house.now())
    return Invited(user, _url(house, secret), users.FIRST.total_seconds() / 3600)


async def invite_again(house: House, name: str) -> Invited | None:
    """Another link for this user; None: there is nobody of this name."""
    async with house.database.writing() as transaction:
        user = await users.named(transaction, normal_line(name))
        if user is None:
            return None
        secret = await users.add_link(transaction, user, "again", house.now())
    return Invited(user, _url(house, secret), users.AGAIN.total_seconds() / 3600)


async def remove(house: House, name: str) -> User | None:
    """The user may not enter any more, nor stay; None: there is nobody of this name."""
    async with house.database.writing() as transaction:
        user = await users.named(transaction, normal_line(name))
        if user is not None:
            await users.remove(transaction, user)
    return user


async def link(house: House, secret: str) -> Link | None:
    """What this link is; looking at it uses nothing up."""
    async with house.database.reading() as reading:
        return await users.link(reading, secret)


async def enter(house: House, secret: str) -> str | None:
    """The secret of a session for this link, which works no second time."""
    async with house.database.writing() as transaction:
        return await users.enter(transaction, secret, house.now())


async def who(house: House, secret: str) -> User | None:
    """Whose session this is; that it was used is kept, though not at every page."""
    now = house.now()
    async with house.database.reading() as reading:
        session = await users.session(reading, secret, now)
    if session is None:
        return None
    if now - session.seen >= NOTICED:
        async with house.database.writing() as transaction:
            await users.notice(transaction, secret, now)
    return session.user


async def leave(house: House, secret: str) -> None:
    """The session has ended."""
    async with house.database.writing() as transaction:
        await users.leave(transaction, secret)


def _url(house: House, secret: str) -> str:
    return house.public_url + SIGN_IN + secret
