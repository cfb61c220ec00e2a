"""Brakes: a channel that stands still gives nothing to anybody, on both engines."""

from datetime import timedelta

import pytest

from outbox import brakes, claims, ledger
from outbox.brakes import Brake
from outbox.parcel import CHANNELS
from storage.engine import Database
from tests.support.dispatching import claim_mail, claim_posts, record
from tests.support.rows import (
    NOW,
    a_message,
    an_article,
    keep,
    listen,
    owe,
    seed_mails,
)

ARTICLE = an_article()
LATER = NOW + timedelta(hours=1)


@pytest.fixture
async def house(database: Database) -> Database:
    """Three mails and two posts are due."""
    await seed_mails(database, 3)
    async with database.writing() as transaction:
        await keep(transaction, ARTICLE)
        await listen(transaction, "a", "b")
        await owe(transaction, a_message(article=ARTICLE.id, version=1), "ab")
    return database


async def pause(database: Database, *channels, now=NOW) -> None:
    async with database.writing() as transaction:
        await brakes.put_on(transaction, channels, "pause", now)


async def resume(database: Database, *channels) -> None:
    async with database.writing() as transaction:
        await brakes.let_go(transaction, channels)


async def on(database: Database) -> list[Brake]:
    async with database.reading() as reading:
        return await brakes.on(reading)


async def test_a_paused_channel_claims_nothing_and_the_other_goes_on(house: Database):
    await pause(house, "mail")

    assert await claim_mail(house) == []
    assert len(await claim_posts(house)) == 2


async def test_paused_posts_stay_in_their_lanes(house: Database):
    await pause(house, "webhook")

    assert await claim_posts(house) == []
    assert len(await claim_mail(house)) == 3


async def test_nothing_is_due_on_a_paused_channel(house: Database):
    await pause(house, "mail", "webhook")

    async with house.reading() as reading:
        assert await ledger.next_due(reading, "mail") is None
        assert await ledger.next_due(reading, "webhook") is None


async def test_what_waited_goes_on_after_the_pause(house: Database):
    await pause(house, *CHANNELS)
    await resume(house, "mail")

    assert len(await claim_mail(house)) == 3
    assert await claim_posts(house) == []

    await resume(house, *CHANNELS)

    assert len(await claim_posts(house)) == 2


async def test_what_is_on_its_way_is_recorded_during_the_pause(house: Database):
    claimed = await claim_posts(house)
    await pause(house, "webhook")

    await record(house, claimed)

    async with house.reading() as reading:
        assert (await ledger.sums(reading))["webhook"]["delivered"] == 2


async def test_a_brake_that_is_on_keeps_its_time(house: Database):
    await pause(house, "mail")
    await pause(house, "webhook", "mail", now=LATER)

    assert await on(house) == [
        Brake("mail", NOW, "pause"),
        Brake("webhook", LATER, "pause"),
    ]


async def test_to_let_go_what_is_free_changes_nothing(house: Database):
    await resume(house, *CHANNELS)

    assert await on(house) == []


async def test_leases_of_the_dead_are_freed_during_a_pause(house: Database):
    await claim_mail(house)
    await pause(house, "mail")

    async with house.writing() as transaction:
        assert await claims.free_all(transaction, NOW) == 3
    assert await claim_mail(house) == []
