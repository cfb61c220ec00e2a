"""A relay that dies, refuses, forgets to answer; a sender that is killed (A1, A3–A5)."""

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import select, update

from outbox.tables import attempts, parcels
from tests.faults.harness import House, owe, say, until
from tests.support.relay import Move, Relay

# Several processes start, on a machine that may be busy.
pytestmark = pytest.mark.timeout(120)

CONNECTIONS = 10  # the setting's default


@pytest.fixture
async def relay() -> AsyncIterator[Relay]:
    async with Relay() as relay:
        relay.always("dot", Move(delay=0.005))
        yield relay


@pytest.fixture
def house(embedded: House, relay: Relay) -> House:
    return replace(embedded, relay=f"smtp://127.0.0.1:{relay.port}")


def has_taken(relay: Relay, number: int) -> bool:
    return len(relay.taken) >= number


async def an_hour_passes(house: House) -> None:
    """All that waits is due."""
    past = datetime.now(UTC) - timedelta(hours=1)  # noqa: TID251
    waiting = parcels.c.state == "waiting"
    await house.change(update(parcels).where(waiting).values(due=past))


async def outcomes(house: House) -> dict[str, Counter[str]]:
    """How the attempts at each parcel ended."""
    found: dict[str, Counter[str]] = {}
    for row in await house.rows(select(attempts.c.parcel, attempts.c.outcome)):
        found.setdefault(row.parcel, Counter())[row.outcome] += 1
    return found


def copies(relay: Relay) -> Counter[str]:
    """How often the relay took each parcel; the same parcel is the same bytes."""
    bodies: dict[str, bytes] = {}
    for taken in relay.taken:
        assert bodies.setdefault(taken.message_id, taken.data) == taken.data
    return Counter(name.strip("<>").split("@")[0] for name in relay.copies.elements())


async def rounds(house: House, most: int) -> None:
    """Deliver until nothing waits, an hour between one round and the next."""
    for _ in range(most):
        ended = await house.deliver()
        assert ended.code in (0, 1), ended
        if ended.record["waiting"] == 0:
            return
        await an_hour_passes(house)
    raise AssertionError(f"mails wait after {most} rounds")


async def check(house: House, relay: Relay, number: int) -> Counter[str]:
    """Nobody is left out, and only what was in doubt came twice; the doubles."""
    mails, ended = await house.parcels("mail"), await outcomes(house)
    times = copies(relay)
    assert {row.state for row in mails.values()} == {"delivered"}
    assert set(times) == set(mails)
    assert len(mails) == number
    doubled = Counter({name: n - 1 for name, n in times.items() if n > 1})
    for name, more in doubled.items():
        assert more <= ended[name]["unknown"], (name, ended[name])
    return doubled


@pytest.mark.parametrize("number", [80, pytest.param(500, marks=pytest.mark.slow)])
async def test_a_relay_killed_in_the_middle_and_back_again(
    house: House, relay: Relay, number: int
):
    """The story: it dies twice under them, and nobody is told twice without need."""
    await owe(house, "http://127.0.0.1:9", mails=number, posts=0)

    for enough in (number // 4, number * 5 // 8):
        async with house.running("deliver", "--until-empty", "--json") as sender:
            await until(partial(has_taken, relay, enough))
            await relay.die()
            ended = await sender.ended()
        assert ended.record["deferred"] > 0
        await relay.start()
        await an_hour_passes(house)
    await rounds(house, 3)

    doubled = await check(house, relay, number)
    assert doubled.total() <= 2 * CONNECTIONS
    say(f"relay killed twice under {number} mails: 0 lost, {doubled.total()} doubled")


@pytest.mark.slow
async def test_a_relay_away_for_hours_costs_nobody_the_mail(house: House, relay: Relay):
    await owe(house, "http://127.0.0.1:9", mails=60, posts=0)
    await relay.die()

    for _ in range(4):
        ended = await house.deliver()
        assert ended.record["waiting"] == 60
        assert ended.record["refused"] == ended.record["unknown"] == 0
        await an_hour_passes(house)
    await relay.start()
    await rounds(house, 1)

    assert await check(house, relay, 60) == Counter()


def now_and_then(seed: int, part: float, *moves: Move) -> Iterator[Move]:
    """One of these for so great a part of all, by chance."""
    chance = random.Random(seed)  # noqa: S311  it only chooses the moments
    while True:
        yield chance.choice(moves) if chance.random() < part else Move()


@pytest.mark.slow
async def test_4xx_for_a_third_of_all_loses_nobody(house: House, relay: Relay):
    await owe(house, "http://127.0.0.1:9", mails=150, posts=0)
    relay.by("RCPT", now_and_then(4, 0.15, Move(b"451 4.7.1 greylisted\r\n")))
    busy = Move(b"421 4.7.0 busy\r\n", then="hang up")
    relay.by("dot", now_and_then(5, 0.15, Move(b"452 4.3.1 full\r\n"), busy))

    await rounds(house, 12)

    ended = await outcomes(house)
    assert await check(house, relay, 150) == Counter()
    assert sum(each["deferred"] for each in ended.values()) > 20
    assert not any(each["unknown"] for each in ended.values())


@pytest.mark.slow
async def test_an_answer_lost_after_the_dot_repeats_the_mail_under_its_name(
    house: House, relay: Relay
):
    """The relay has taken some of them, and of others not; nobody can tell."""
    await owe(house, "http://127.0.0.1:9", mails=150, posts=0)
    taken = Move(b"250 2.0.0 ok\r\n", then="reset")
    lost = Move(b"451 4.0.0 gone\r\n", then="reset")
    relay.by("dot", now_and_then(6, 0.2, taken, lost))

    await rounds(house, 12)

    doubled = await check(house, relay, 150)
    ended = await outcomes(house)
    assert 0 < doubled.total() <= sum(each["unknown"] for each in ended.values())


async def test_5xx_is_not_tried_again(house: House, relay: Relay):
    await owe(house, "http://127.0.0.1:9", mails=60, posts=0)
    relay.by("RCPT", now_and_then(7, 0.3, Move(b"550 5.1.1 no such user\r\n")))

    ended = await house.deliver()

    states = Counter(row.state for row in (await house.parcels("mail")).values())
    assert ended.record["waiting"] == 0
    assert states["refused"] + states["delivered"] == 60
    assert len(relay.taken) == states["delivered"]
    assert {n.total() for n in (await outcomes(house)).values()} == {1}


@pytest.mark.slow
async def test_a_sender_killed_again_and_again_loses_nobody(house: House, relay: Relay):
    kills, window = 10, house.windows[0]
    await owe(house, "http://127.0.0.1:9", mails=600, posts=0)

    for done in range(kills):
        async with house.running("deliver", "--until-empty", "--json") as sender:
            enough = 50 * (done + 1)
            await until(partial(has_taken, relay, enough))
            sender.kill()
            await sender.ended()
    await asyncio.sleep(0.1)  # the relay still reads what the dead have sent
    await rounds(house, 3)

    times = copies(relay)
    doubled = sum(times.values()) - len(times)
    assert set(times) == set(await house.parcels("mail"))
    assert doubled <= kills * window
    say(f"sender killed {kills} times under 600 mails: 0 lost, {doubled} doubled")
