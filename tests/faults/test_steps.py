"""kill -9 at named steps: a dry run says which there are, a seed chooses among them."""

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from content.archive import articles
from content.journal import events
from digests.editions import editions as edition_rows
from newsroom import editions
from newsroom.stops import Stops
from outbox.tables import messages, parcels
from tests.faults.harness import (
    Ended,
    House,
    add_article,
    add_endpoints,
    add_readers,
    at_work,
    chance_of,
    count,
    figures,
    make_folder,
    publish,
    say,
)
from tests.support.partner import Answer, Partner

# Several processes start, on a machine that may be busy.
pytestmark = pytest.mark.timeout(60)

MAILS, POSTS, SLICE = 30, 15, 8

# Every kind of step there is between a publication and its last outcome.
STEPS = (
    ("before claim mail commit", "after claim mail commit"),
    ("before claim webhook commit", "after claim webhook commit"),
    ("before mail send", "after mail send"),
    ("before webhook send", "after webhook send"),
    ("before record commit", "after record commit", "after INSERT INTO attempts"),
    ("before fill commit", "after fill commit", "after INSERT INTO parcels"),
    ("before fsync", "after fsync", "before other commit", "after other commit"),
)


async def prepare(house: House, partner: Partner) -> None:
    """An edition is frozen and not filled; posts are due."""
    make_folder(house.folder)
    partner.answers(Answer(delay=0.01))
    async with at_work(house) as installation:
        await add_endpoints(installation, partner.url, POSTS)
        newsletter = await add_readers(installation, MAILS)
        await publish(installation, "خبر من الميناء")
        await editions.freeze(
            installation.house, newsletter, "2026-01-01", then="filling"
        )


async def passed_in_peace(house: House, folder: Path) -> Counter[str]:
    """The points that a whole delivery passes, and how often."""
    log = folder / "points"
    ended = await house.deliver(log=log, slice_=SLICE)
    assert ended.code == 0, ended
    return Counter(log.read_text(encoding="utf-8").splitlines())


async def check(house: House, partner: Partner, kills: int) -> None:
    """All of it arrived; at most a window more for each kill."""
    assert len(house.letters()) == MAILS
    found = await figures(house, partner.received, kills)
    mail, webhook = house.windows
    assert found.lost == 0
    assert found.doubled_posts <= kills * webhook
    assert found.repeated_mails <= kills * mail
    say(found)


async def die_at(house: House, name: str, number: int) -> Ended:
    ended = await house.deliver(die=(name, number), slice_=SLICE)
    if not house.is_sqlite:
        await house.let_leases_lapse()
    return ended


@pytest.mark.slow
async def test_a_whole_delivery_passes_every_kind_of_step(
    embedded: House, partner: Partner, tmp_path: Path
) -> None:
    await prepare(embedded, partner)

    passed = await passed_in_peace(embedded, tmp_path)

    assert {name for names in STEPS for name in names} <= set(passed)
    assert passed["before mail send"] == MAILS
    assert passed["after webhook send"] == POSTS
    await check(embedded, partner, kills=0)


@pytest.mark.slow
@pytest.mark.parametrize("seed", [7])
async def test_a_kill_at_a_step_of_each_kind_loses_nothing(
    embedded: House, partner: Partner, seed: int
) -> None:
    house = replace(embedded, windows=(4, 4))
    chance = chance_of(seed)
    await prepare(house, partner)
    # In this order each step is still to come when it is to be the last.
    order = (5, 1, 0, 3, 2, 4)

    for kind in order:
        ended = await die_at(house, chance.choice(STEPS[kind]), 1)
        assert ended.was_killed, ended

    assert (await house.deliver()).code == 0
    await check(house, partner, kills=len(order))


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("kind", range(len(STEPS)))
async def test_a_kill_at_any_of_its_passings_loses_nothing(
    house: House, partner: Partner, kind: int
) -> None:
    house = replace(house, windows=(4, 4))
    chance = chance_of(kind)
    await prepare(house, partner)

    killed = 0
    for name in STEPS[kind] * 2:
        # Some passings are never reached because the work was done before.
        ended = await die_at(house, name, chance.choice((1, 1, 2, 3)))
        assert ended.was_killed or ended.code == 0, ended
        killed += ended.was_killed

    assert killed
    assert (await house.deliver()).code == 0
    await check(house, partner, killed)


@pytest.mark.slow
@pytest.mark.parametrize(
    "step",
    ["after INSERT INTO events", "after INSERT INTO parcels", "before publish commit"],
)
async def test_a_publication_killed_before_its_commit_never_happened(
    embedded: House, partner: Partner, step: str
) -> None:
    make_folder(embedded.folder)
    async with at_work(embedded) as installation:
        await add_endpoints(installation, partner.url, POSTS)
        article = await add_article(installation, "خبر من الميناء")

    ended = await embedded.run("publish", article.id, die=(step, 1))

    assert ended.was_killed
    for table in (events, messages, parcels):
        assert await count(embedded, table) == 0
    (row,) = await embedded.rows(select(articles.c.state))
    assert row.state == article.state


@pytest.mark.slow
async def test_a_publication_killed_before_its_wake_is_found(
    embedded: House, partner: Partner
) -> None:
    make_folder(embedded.folder)
    async with at_work(embedded) as installation:
        await add_endpoints(installation, partner.url, POSTS)
        article = await add_article(installation, "خبر من الميناء")

    async with embedded.running("serve", "--port", "0", "--json") as serving:
        await serving.ready()
        ended = await embedded.run(
            "publish", article.id, die=("after publish commit", 1)
        )
        received = await partner.arrived(POSTS)

    assert ended.was_killed
    assert len({each.id for each in received}) == POSTS


@pytest.mark.slow
@pytest.mark.parametrize("command", ["withhold", "kill"])
async def test_a_stop_killed_before_its_line_is_completed_at_the_next_start(
    embedded: House, partner: Partner, command: str
) -> None:
    make_folder(embedded.folder)
    async with at_work(embedded) as installation:
        article = await publish(installation, "خبر من الميناء")
    stops = Stops(embedded.folder / "stops.ndjson")

    ended = await embedded.run(command, article.id, die=("before stops write", 1))
    before = stops.read()
    again = await embedded.deliver()

    assert ended.was_killed
    assert before == []
    assert again.code == 0
    assert [stop["article"] for stop in stops.read()] == [article.id]


@pytest.mark.slow
async def test_an_edition_killed_between_two_slices_is_filled_once(
    embedded: House, partner: Partner
) -> None:
    await prepare(embedded, partner)

    for number in (1, 2):
        ended = await embedded.deliver(die=("before fill commit", number), slice_=SLICE)
        assert ended.was_killed
    filled = await count(embedded, parcels, parcels.c.channel == "mail")
    await embedded.deliver(slice_=SLICE)

    assert filled == SLICE
    assert len(set(embedded.letters())) == MAILS
    readers = {row.destination for row in (await embedded.parcels("mail")).values()}
    assert len(readers) == MAILS
    (row,) = await embedded.rows(select(edition_rows.c.state))
    assert row.state == "done"
