"""Several processes over one house."""

import asyncio
import signal
from dataclasses import replace

import httpx
import pytest
from sqlalchemy import select

from outbox.tables import lanes, parcels
from tests.faults.harness import (
    House,
    add_article,
    add_endpoints,
    at_work,
    count,
    figures,
    make_folder,
    owe,
    say,
    until,
)
from tests.support.partner import Answer, Partner

# Several processes start, on a machine that may be busy.
pytestmark = pytest.mark.timeout(60)

SERVE = ("serve", "--port", "0", "--json")
POSTS = 5


async def with_endpoints(house: House, partner: Partner) -> list[str]:
    """Two articles that are not public yet."""
    make_folder(house.folder)
    async with at_work(house) as installation:
        await add_endpoints(installation, partner.url, POSTS)
        made = [await add_article(installation, f"خبر رقم {i}") for i in range(2)]
    return [article.id for article in made]


@pytest.mark.slow
async def test_the_second_server_on_sqlite_serves_and_says_that_it_does_not_send(
    embedded: House, partner: Partner
) -> None:
    first, _ = await with_endpoints(embedded, partner)

    async with embedded.running(*SERVE) as one, embedded.running(*SERVE) as two:
        ready = [await one.ready(), await two.ready()]
        idle = two if ready[0]["dispatching"] else one
        said = await idle.says("Another process delivers from this folder;")
        await embedded.run("publish", first)
        received = await partner.arrived(POSTS)
        async with httpx.AsyncClient(trust_env=False) as client:
            pages = [await client.get(each["url"]) for each in ready]

    assert sorted(each["dispatching"] for each in ready) == [False, True]
    assert said.splitlines()[-1].count(".") == 1
    assert [page.status_code for page in pages] == [200, 200]
    assert len({each.id for each in received}) == len(received) == POSTS


@pytest.mark.slow
async def test_a_command_beside_the_server_is_on_its_way_at_once(
    house: House, partner: Partner
) -> None:
    first, second = await with_endpoints(house, partner)

    async with house.running(*SERVE) as serving:
        await serving.ready()
        await house.run("publish", first)
        async with asyncio.timeout(5):
            await partner.arrived(POSTS)
        await house.run("publish", second)
        async with asyncio.timeout(5):
            await partner.arrived(2 * POSTS)
        serving.terminate()
        ended = await serving.ended()

    assert ended.code == 0
    assert len({each.id for each in partner.received}) == 2 * POSTS


@pytest.mark.slow
async def test_a_process_that_was_frozen_overwrites_nothing(
    postgres_house: House, partner: Partner
) -> None:
    house = replace(postgres_house, windows=(5, 10))
    partner.answers(Answer(delay=0.5))
    await owe(house, partner.url, mails=0, posts=40)

    async with house.running("deliver", "--until-empty", "--json") as frozen:
        await until(lambda: len(partner.received) >= 10)
        frozen.signal(signal.SIGSTOP)
        await house.let_leases_lapse()
        partner.answers(Answer())
        other = await house.deliver()
        done = await house.rows(
            select(parcels.c.id, parcels.c.state, parcels.c.finished)
        )
        frozen.signal(signal.SIGCONT)
        ended = await frozen.ended()

    after = await house.rows(select(parcels.c.id, parcels.c.state, parcels.c.finished))
    found = await figures(house, partner.received, kills=1)
    say(found)
    assert (other.code, ended.code) == (0, 0)
    assert {row.state for row in done} == {"delivered"}
    assert sorted(after) == sorted(done)
    assert await count(house, lanes, lanes.c.lease.is_not(None)) == 0
    assert found.lost == 0
    assert found.doubled_posts <= 10


@pytest.mark.slow
async def test_a_process_frozen_in_its_transaction_does_not_hold_up_the_others(
    postgres_house: House, partner: Partner
) -> None:
    first, second = await with_endpoints(postgres_house, partner)
    step = ("before publish commit", 1)

    async with postgres_house.running(
        "publish", first, "--json", freeze=step
    ) as frozen:
        # The journal's head is held: what comes now waits for it.
        await until(frozen.is_stopped)
        other = await postgres_house.run("publish", second)
        frozen.signal(signal.SIGCONT)
        ended = await frozen.ended()

    assert other.code == 0
    assert (ended.code, ended.record["error"]["code"]) == (1, "database")
    owed = {row.article for row in (await postgres_house.parcels("webhook")).values()}
    assert owed == {second}
