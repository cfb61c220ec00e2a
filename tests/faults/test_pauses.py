"""Pauses in the middle of everything: nothing is lost by them, nothing doubled."""

import asyncio
from dataclasses import replace

import httpx
import pytest

from newsroom import braking
from outbox.parcel import CHANNELS
from tests.faults.harness import House, at_work, figures, owe, say, until
from tests.support.partner import Answer, Partner

MAILS, POSTS, PAUSES = 400, 200, 50


@pytest.mark.slow
@pytest.mark.timeout(120)
async def test_fifty_pauses_lose_nothing_and_double_nothing(
    house: House, partner: Partner
) -> None:
    house = replace(house, windows=(5, 5))
    partner.answers(Answer(delay=0.02))
    await owe(house, partner.url, mails=MAILS, posts=POSTS)

    async with (
        house.running("serve", "--port", "0", "--json") as serving,
        at_work(house) as installation,
    ):
        await serving.ready()
        for _ in range(PAUSES):
            await braking.pause(installation.house, CHANNELS)
            await asyncio.sleep(0.01)
            await braking.resume(installation.house, CHANNELS)
            await asyncio.sleep(0.03)
        began = len(partner.received)
        await until(lambda: len(house.letters()) == MAILS)
        await until(lambda: len(partner.received) >= POSTS)
        serving.terminate()
        ended = await serving.ended()

    assert ended.code == 0, ended
    found = await figures(house, partner.received, 0)
    say(found, f"{began} posts before the last pause ended")
    assert (found.lost, found.doubled_posts, found.repeated_mails) == (0, 0, 0)


@pytest.mark.slow
@pytest.mark.timeout(60)
async def test_a_server_stands_still_as_soon_as_it_is_told(
    embedded: House, partner: Partner
) -> None:
    house = replace(embedded, windows=(5, 5))
    partner.answers(Answer(delay=0.05))
    await owe(house, partner.url, mails=0, posts=POSTS)

    async with house.running("serve", "--port", "0", "--json") as serving:
        url = (await serving.ready())["url"]
        await until(lambda: len(partner.received) > 10)
        paused = await house.run("pause")
        await asyncio.sleep(0.3)  # what was on its way has arrived
        then = len(partner.received)
        await asyncio.sleep(0.7)
        still = len(partner.received)
        async with httpx.AsyncClient() as client:
            ready = await client.get(f"{url}/readyz")
        await house.run("resume")
        await until(lambda: len(partner.received) == POSTS, seconds=20)

    assert paused.record == {"paused": list(CHANNELS)}
    assert 10 < then < POSTS
    assert still == then
    assert (ready.status_code, ready.json()["paused"]) == (200, True)
