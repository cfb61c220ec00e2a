"""SIGTERM: what is on its way arrives, nothing new leaves, and nothing comes twice."""

import asyncio
from dataclasses import replace

import pytest

from newsroom import editions
from tests.faults.harness import (
    House,
    Running,
    add_readers,
    at_work,
    figures,
    make_folder,
    owe,
    publish,
    until,
)
from tests.support.partner import Answer, Partner

# Several processes start, on a machine that may be busy.
pytestmark = pytest.mark.timeout(60)

MAILS, POSTS = 400, 60


async def a_part(house: House, partner: Partner, running: Running) -> None:
    """Some letters lie there and some posts have come, by far not all."""
    await until(
        lambda: (
            len(house.letters()) >= 20 and len(partner.received) >= 10
            if running.is_alive
            else True
        )
    )


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (("serve", "--port", "0"), 0),
        # The round has not done its work: something waits past now (decisions F).
        pytest.param(("deliver", "--until-empty"), 1, marks=pytest.mark.slow),
    ],
)
async def test_a_dispatcher_told_to_stop_doubles_nothing(
    embedded: House, partner: Partner, command: tuple[str, ...], code: int
) -> None:
    house = replace(embedded, windows=(5, 10))
    partner.answers(Answer(delay=0.2))
    await owe(house, partner.url, mails=MAILS, posts=POSTS)

    async with house.running(*command, "--json") as running:
        await a_part(house, partner, running)
        running.terminate()
        ended = await running.ended()

    assert ended.code == code, ended
    mails, posts = await house.parcels("mail"), await house.parcels("webhook")
    rest = [row for row in (*mails.values(), *posts.values()) if row.state == "waiting"]
    done = [row for row in (*mails.values(), *posts.values()) if row not in rest]
    assert rest
    assert {(row.state, row.attempts) for row in done} == {("delivered", 1)}
    assert len(done) == len(house.letters()) + len(partner.received)

    last = await house.deliver()

    assert last.record["delivered"] == len(rest)
    found = await figures(house, partner.received, kills=0)
    assert (found.lost, found.doubled_posts, found.repeated_mails) == (0, 0, 0)


@pytest.mark.slow
async def test_a_server_told_to_stop_does_not_wait_for_a_slow_reader_to_stop_sending(
    embedded: House, partner: Partner
) -> None:
    house = replace(embedded, windows=(5, 2))
    partner.answers(Answer(delay=0.3))
    await owe(house, partner.url, mails=1, posts=40)

    async with house.running("serve", "--port", "0", "--json") as running:
        ready = await running.ready()
        port = int(ready["url"].rpartition(":")[2])
        _, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"GET / HTTP/1.1\r\nhost: x\r\n")  # and never the rest
        await writer.drain()
        received = len(await partner.arrived(4))
        running.terminate()
        ended = await running.ended()
        writer.close()

    assert ended.code == 0
    assert len(partner.received) <= received + 2 * 2


@pytest.mark.slow
async def test_a_server_told_to_stop_while_it_fills_an_edition_fills_the_rest_later(
    house: House,
) -> None:
    readers = 1500
    make_folder(house.folder)
    async with at_work(house) as installation:
        newsletter = await add_readers(installation, readers)
        await publish(installation, "خبر من الميناء")
        await editions.freeze(
            installation.house, newsletter, "2026-01-01", then="filling"
        )

    async with house.running("serve", "--port", "0", "--json", slice_=3) as running:
        await until(lambda: len(house.letters()) >= 5)
        running.terminate()
        ended = await running.ended()
    owed = await house.parcels("mail")
    last = await house.deliver()

    assert ended.code == 0, ended
    assert len(owed) == len({row.destination for row in owed.values()})
    assert {row.state for row in owed.values()} <= {"waiting", "delivered"}
    assert last.code == 0
    assert len(house.letters()) == readers
    assert len(await house.parcels("mail")) == readers
