"""The statements that run all day find their rows by the index made for them."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from audience import partners
from outbox import claims, ledger
from outbox.message import Priority
from storage.engine import Database
from tests.support.counting import Asked, counting, plan
from tests.support.dispatching import claim_mail, claim_posts, record
from tests.support.rows import NOW, a_message, an_article, keep, listen, owe, seed_mails

NAMES = [f"e{number:03}" for number in range(200)]
ARTICLE = an_article()


@pytest.fixture
async def house(database: Database) -> Database:
    """As much waits as makes a difference, and the planner knows it."""
    await seed_mails(database, 2_000, due=NOW + timedelta(hours=1))
    await seed_mails_before(database)
    async with database.writing() as transaction:
        await keep(transaction, ARTICLE)
        await listen(transaction, *NAMES)
        for version in range(1, 6):
            message = a_message(article=ARTICLE.id, version=version)
            await owe(transaction, message, NAMES)
        if not database.is_sqlite:  # SQLite is never told to analyse
            await transaction.run(text("ANALYZE"))
    return database


async def seed_mails_before(database: Database) -> None:
    async with database.writing() as transaction:
        early = NOW - timedelta(hours=1)
        await transaction.run(
            text("UPDATE parcels SET due = :early WHERE id < :middle"),
            {"early": early.replace(tzinfo=None) if database.is_sqlite else early}
            | {"middle": f"{1_000:032x}"},
        )


async def plan_of(database: Database, asked: Asked, *words: str) -> str:
    """The plan of the one statement that holds these words."""
    ((statement, parameters),) = asked.like(*words)
    async with database.reading() as reading:
        return await plan(reading, statement, parameters)


async def test_the_mail_claim_goes_by_what_is_due(house: Database):
    with counting(house) as asked:
        await claim_mail(house, 20)

    found = await plan_of(house, asked, "WITH chosen", "parcels")
    assert found.count("ix_parcels_due") == len(Priority)
    assert "SCAN parcels" not in found
    if house.is_sqlite:
        assert found.count("(channel=? AND priority=? AND due<?)") == len(Priority)


async def test_the_next_mail_is_found_by_what_is_due(house: Database):
    with counting(house) as asked:
        async with house.reading() as reading:
            await ledger.next_due(reading, "mail")

    found = await plan_of(house, asked, "min(parcels.due)")
    assert found.count("ix_parcels_due") == len(Priority)


async def test_the_post_claim_goes_by_the_lanes_that_are_due(house: Database):
    with counting(house) as asked:
        await claim_posts(house, 20)

    found = await plan_of(house, asked, "WITH chosen", "lanes")
    assert "ix_lanes_due" in found
    assert "SCAN lanes" not in found


async def test_the_first_parcel_of_a_lane_goes_by_the_lane(house: Database):
    with counting(house) as asked:
        await claim_posts(house, 20)

    found = await plan_of(house, asked, "UPDATE parcels", "lanes.lease =")
    assert "ix_parcels_lane" in found
    assert "ix_lanes_lease" in found
    assert "SCAN" not in found
    assert "TEMP B-TREE" not in found


async def test_a_settled_lane_looks_at_its_own_parcels(house: Database):
    claimed = await claim_posts(house, 20)
    with counting(house) as asked:
        await record(house, claimed)

    found = await plan_of(house, asked, "UPDATE lanes", "min(parcels.due)")
    assert "ix_parcels_lane" in found
    assert "SCAN" not in found


async def test_lapsed_leases_go_by_their_time(house: Database):
    await claim_mail(house, 20)
    with counting(house) as asked:
        async with house.writing() as transaction:
            await claims.free_lapsed(transaction, NOW)

    found = await plan_of(house, asked, "SELECT", "parcels.leased_until <=")
    assert "ix_parcels_leased" in found


async def test_who_must_hear_of_a_kill_goes_by_the_article(house: Database):
    with counting(house) as asked:
        async with house.reading() as reading:
            holders = partners.among(ledger.holders(ARTICLE.id), NOW)
            await reading.rows(holders)

    found = await plan_of(house, asked, "holdings", "UNION")
    assert "ix_holdings_article" in found
    assert "ix_parcels_article" in found


@pytest.mark.parametrize("places", [1, 100])
async def test_a_claim_asks_as_much_for_one_as_for_many(house: Database, places: int):
    with counting(house) as posts:
        await claim_posts(house, places)
    with counting(house) as mails:
        await claim_mail(house, places)

    begin = int(house.is_sqlite)  # said by us there, by the driver elsewhere
    brake = 1
    assert len(posts.statements) == begin + brake + 2
    assert len(mails.statements) == begin + brake + 1
    assert (posts.commits, mails.commits) == (1, 1)


@pytest.mark.parametrize("places", [1, 100])
async def test_recording_asks_as_much_for_one_as_for_many(house: Database, places: int):
    claimed = await claim_posts(house, places)
    with counting(house) as asked:
        await record(house, claimed)

    assert len(asked.statements) == 8 + int(house.is_sqlite)
    assert asked.commits == 1
