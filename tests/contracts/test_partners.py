"""Endpoints: who wants which topics, and who may be posted to."""

import pytest
from sqlalchemy import select

from audience import partners
from audience.partners import Endpoint
from storage.engine import AnySelect, Database
from tests.support.rows import NOW, to

ENDPOINT = Endpoint("e1", "Akhbar", "https://akhbar.example/hook", b"sealed", "active")


async def add(database: Database, name: str, *topics: str, state="active"):
    endpoint = Endpoint(name, f"of {name}", "https://x.example", b"", state)
    async with database.writing() as transaction:
        await partners.add_endpoint(transaction, endpoint, topics, NOW)


async def destinations(database: Database, wanted: AnySelect) -> list[str]:
    async with database.reading() as reading:
        return sorted(row.destination for row in await reading.rows(wanted))


async def test_an_endpoint_comes_back_as_kept(database: Database):
    async with database.writing() as transaction:
        await partners.add_endpoint(transaction, ENDPOINT, [], NOW)

    async with database.reading() as reading:
        assert await partners.by_ids(reading, ["e1", "e2"]) == [ENDPOINT]
        assert await partners.listing(reading) == [ENDPOINT]


async def test_a_partner_may_have_several_endpoints(database: Database):
    async with database.writing() as transaction:
        for name in ("e1", "e2"):
            endpoint = Endpoint(name, "Akhbar", "https://x.example", b"", "active")
            await partners.add_endpoint(transaction, endpoint, [], NOW)

    async with database.reading() as reading:
        assert len(await partners.listing(reading)) == 2


@pytest.mark.parametrize(
    ("topics", "wanted"),
    [
        ((), ["everything"]),
        (("climate",), ["climate", "everything", "two"]),
        (("cities",), ["everything", "two"]),
        (("climate", "cities"), ["climate", "everything", "two"]),
        (("sport",), ["everything"]),
    ],
)
async def test_an_article_interests_those_of_its_topics(
    database: Database, topics: tuple[str, ...], wanted: list[str]
):
    await add(database, "everything")
    await add(database, "climate", "climate")
    await add(database, "two", "climate", "cities", "climate")
    await add(database, "paused", state="paused")
    await add(database, "gone", state="gone")

    found = await destinations(database, partners.interested(topics, NOW))

    assert found == wanted


async def test_a_change_follows_to_all_that_are_not_gone(database: Database):
    for state in ("active", "paused", "gone"):
        await add(database, state, "sport", state=state)
    await add(database, "other")

    holders = to(["active", "paused", "gone", "unknown"]).subquery()
    among = partners.among(select(holders.c.destination), NOW)

    assert await destinations(database, among) == ["active", "paused"]


async def test_only_active_endpoints_may_be_posted_to(database: Database):
    await add(database, "active")
    await add(database, "paused")
    async with database.writing() as transaction:
        await partners.set_state(transaction, "paused", "paused")

    assert await destinations(database, partners.reachable()) == ["active"]
