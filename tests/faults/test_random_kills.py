"""kill -9 at random moments: nothing is lost, and what is doubled is counted."""

import asyncio
import random
from dataclasses import replace

import pytest

from tests.faults.harness import (
    Figures,
    House,
    Running,
    chance_of,
    figures,
    owe,
    say,
    until,
    witnessed,
)
from tests.support.partner import Answer, Partner

# Several processes start, on a machine that may be busy.
pytestmark = pytest.mark.timeout(60)

DISPATCHERS = (("deliver", "--until-empty"), ("serve", "--port", "0"))


@pytest.mark.parametrize("seed", [1])
async def test_three_kills_lose_nothing(
    embedded: House, partner: Partner, seed: int
) -> None:
    house = replace(embedded, windows=(20, 40))

    found = await killed(house, partner, seed, kills=3, mails=200, posts=60)

    check(house, found)


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("seed", [20, 26])
async def test_twenty_kills_while_much_is_due_lose_nothing(
    house: House, partner: Partner, seed: int
) -> None:
    found = await killed(house, partner, seed, kills=20, mails=2000, posts=500)

    check(house, found)


def check(house: House, found: Figures) -> None:
    mail, webhook = house.windows
    assert found.lost == 0
    assert found.doubled_posts <= found.kills * webhook
    assert found.repeated_mails <= found.kills * mail


async def killed(
    house: House, partner: Partner, seed: int, *, kills: int, mails: int, posts: int
) -> Figures:
    """That many lives end in the middle, one ends in peace."""
    chance = chance_of(seed)
    partner.answers(Answer(delay=0.03))
    await owe(house, partner.url, mails=mails, posts=posts)
    async with witnessed(house, mail=mails, webhook=posts) as witness:
        for done in range(kills):
            left = kills - done
            async with house.running(*chance.choice(DISPATCHERS), "--json") as life:
                await a_while(house, partner, life, chance, left)
                life.kill()
                ended = await life.ended()
            assert ended.was_killed, ended
            if done % 5 == 2:
                sums = (await house.run("deliveries")).record
                assert (sums["mail"]["owed"], sums["webhook"]["owed"]) == (mails, posts)
            if not house.is_sqlite:
                await house.let_leases_lapse()
        last = await house.deliver()
    assert last.code == 0, last
    assert last.record["waiting"] == 0
    found = await figures(house, partner.received, kills)
    engine = "SQLite" if house.is_sqlite else "PostgreSQL"
    say(f"{engine}: {found}; looks: {witness.looks}")
    return found


async def a_while(
    house: House, partner: Partner, life: Running, chance: random.Random, left: int
) -> None:
    """Drawn in work, not in seconds, so that every kill falls while much is due.

    A fifth of them fall by the clock, while the process starts.
    """
    if chance.random() < 0.2:
        await asyncio.sleep(chance.uniform(0.0, 1.2))
        return
    letters, taken = progress(house, partner)
    mails, posts = len(await house.parcels("mail")), len(await house.parcels("webhook"))
    more_letters = chance.randint(1, max(1, (mails - letters) // left))
    more_posts = chance.randint(1, max(1, (posts - taken) // left))

    def far_enough() -> bool:
        now = progress(house, partner)
        if now[0] >= letters + more_letters or now[1] >= taken + more_posts:
            return True
        return now == (mails, posts) or not life.is_alive

    await until(far_enough)


def progress(house: House, partner: Partner) -> tuple[int, int]:
    return len(house.letters()), len({each.id for each in partner.received})
