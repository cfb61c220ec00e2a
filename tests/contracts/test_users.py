"""A link lets one in once; a session holds as long as it is used, and no longer."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select

from audience import users
from audience.users import AGAIN, FIRST, IDLE, LONGEST, User
from storage.engine import Database
from tests.support.rows import NOW

SECOND = timedelta(seconds=1)


async def a_user(database: Database) -> User:
    async with database.writing() as transaction:
        added = await users.add(transaction, "ليلى", None, "admin", NOW)
    assert added is not None
    return added


async def a_link(database: Database, user: User, purpose="first") -> str:
    async with database.writing() as transaction:
        return await users.add_link(transaction, user, purpose, NOW)


async def enter(database: Database, secret: str, now=NOW) -> str | None:
    async with database.writing() as transaction:
        return await users.enter(transaction, secret, now)


async def who(database: Database, secret: str, now=NOW) -> User | None:
    async with database.reading() as reading:
        found = await users.session(reading, secret, now)
    return found.user if found else None


async def a_session(database: Database) -> tuple[User, str]:
    user = await a_user(database)
    session = await enter(database, await a_link(database, user))
    assert session is not None
    return user, session


async def test_two_users_cannot_have_one_name(database: Database):
    await a_user(database)

    async with database.writing() as transaction:
        assert await users.add(transaction, "ليلى", None, "viewer", NOW) is None


async def test_a_link_lets_its_user_in_once(database: Database):
    user = await a_user(database)
    secret = await a_link(database, user)

    session = await enter(database, secret)

    assert session is not None
    assert await who(database, session) == user
    assert await enter(database, secret) is None


async def test_of_two_who_follow_a_link_at_once_one_gets_in(database: Database):
    secret = await a_link(database, await a_user(database))

    found = await asyncio.gather(*(enter(database, secret) for _ in range(2)))

    assert sorted(each is not None for each in found) == [False, True]


async def test_looking_at_a_link_uses_nothing_up(database: Database):
    user = await a_user(database)
    secret = await a_link(database, user)

    async with database.reading() as reading:
        seen = await users.link(reading, secret)
        unknown = await users.link(reading, "x")

    assert unknown is None
    assert seen is not None
    assert (seen.user, seen.expires) == (user, NOW + FIRST)
    assert seen.is_open(NOW)
    assert not seen.is_open(NOW + FIRST)


@pytest.mark.parametrize(("purpose", "holds"), [("first", FIRST), ("again", AGAIN)])
async def test_a_link_ends_by_itself(database: Database, purpose, holds):
    secret = await a_link(database, await a_user(database), purpose)

    assert await enter(database, secret, NOW + holds) is None
    assert await enter(database, secret, NOW + holds - SECOND) is not None


async def test_a_new_link_voids_the_one_before(database: Database):
    user = await a_user(database)
    first, second = await a_link(database, user), await a_link(database, user)

    assert await enter(database, first) is None
    assert await enter(database, second) is not None


async def test_a_session_ends_when_nobody_uses_it(database: Database):
    user, session = await a_session(database)

    assert await who(database, session, NOW + IDLE - SECOND) == user
    assert await who(database, session, NOW + IDLE) is None


async def test_a_session_ends_though_it_is_used(database: Database):
    user, session = await a_session(database)
    late = NOW + LONGEST - timedelta(days=1)
    for day in (10, 20, 29):
        async with database.writing() as transaction:
            await users.notice(transaction, session, NOW + timedelta(days=day))

    assert await who(database, session, late) == user
    assert await who(database, session, NOW + LONGEST) is None


async def test_who_leaves_is_gone_and_others_stay(database: Database):
    user, session = await a_session(database)
    other = await enter(database, await a_link(database, user))
    assert other is not None

    async with database.writing() as transaction:
        await users.leave(transaction, session)

    assert await who(database, session) is None
    assert await who(database, other) == user


async def test_a_removed_user_is_out_everywhere(database: Database):
    user, session = await a_session(database)
    secret = await a_link(database, user)

    async with database.writing() as transaction:
        await users.remove(transaction, user)

    assert await who(database, session) is None
    assert await enter(database, secret) is None
    async with database.reading() as reading:
        assert await users.everybody(reading) == []


async def test_no_secret_is_kept(database: Database):
    user, session = await a_session(database)
    secret = await a_link(database, user)

    async with database.reading() as reading:
        links = await reading.rows(select(users.sign_in_links))
        kept = await reading.rows(select(users.sessions))

    assert secret not in str(links)
    assert session not in str(kept)


async def test_sessions_that_are_over_are_swept_away(database: Database):
    user, _ = await a_session(database)

    secret = await a_link(database, user)
    async with database.writing() as transaction:
        await users.enter(transaction, secret, NOW + AGAIN)
    async with database.writing() as transaction:
        again = await users.add_link(transaction, user, "again", NOW + LONGEST)
    await enter(database, again, NOW + LONGEST)

    async with database.reading() as reading:
        assert len(await reading.rows(select(users.sessions))) == 1
