"""Several processes over one house."""

import asyncio

import httpx
import pytest

from tests.faults.harness import (
    House,
    add_article,
    add_endpoints,
    at_work,
    make_folder,
)
from tests.support.partner import Partner

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
