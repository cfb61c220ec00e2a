"""PostgreSQL crashes in the middle and comes back: the server waits for it."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.faults.harness import House, add_article, at_work, figures, owe, say, until
from tests.faults.servers import Server, server
from tests.support import postgresql
from tests.support.needs import skip
from tests.support.partner import Answer, Partner

MAILS, POSTS = 600, 100


@pytest.fixture
def own_server() -> Iterator[Server]:
    programs = postgresql.programs()
    if programs is None:
        skip("postgresql is not installed")
        return
    with server(programs) as started:
        yield started


@pytest.mark.slow
@pytest.mark.timeout(120)
@pytest.mark.parametrize("crashes", [1, 3])
async def test_a_server_outlives_the_crashes_of_its_database(
    own_server: Server, partner: Partner, tmp_path: Path, crashes: int
) -> None:
    house = replace(House(tmp_path / "house", own_server.url), windows=(10, 20))
    partner.answers(Answer(delay=0.05))
    await owe(house, partner.url, mails=MAILS, posts=POSTS)
    async with at_work(house) as installation:
        later = await add_article(installation, "خبر بعد العودة")

    async with house.running("serve", "--port", "0", "--json") as serving:
        await serving.ready()
        for number in range(crashes):
            part = (number + 1) * MAILS // (crashes + 2)
            await until(lambda part=part: len(house.letters()) >= part)  # type: ignore[misc]
            own_server.crash()
            await asyncio.sleep(0.7)
            own_server.start()
        # A claim whose commit fell into the crash is free again after its lease, at
        # the latest; here it has lapsed at once.
        await house.let_leases_lapse()
        await until(lambda: len(house.letters()) >= MAILS - crashes * 10)
        # It also hears of what others commit, as before.
        await house.run("publish", later.id)
        await until(lambda: later.id in str(partner.received[-1].body))
        serving.terminate()
        ended = await serving.ended()
    await house.let_leases_lapse()
    last = await house.deliver()

    assert ended.code == 0, ended
    assert last.code == 0
    found = await figures(house, partner.received, crashes)
    say(found)
    assert found.lost == 0
    assert found.doubled_posts <= crashes * 20
    assert found.repeated_mails <= crashes * 10
