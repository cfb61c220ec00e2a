"""Backups of a house under load, and recoveries killed at every step."""

import shutil
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from audience.subscribers import Subscription, by_numbers, subscriptions
from content.archive import articles
from newsroom import braking, withdrawing
from newsroom.pushing import Done
from newsroom.readers import leave_line
from outbox.parcel import ParcelState
from outbox.tables import parcels
from service.wiring import Installation
from tests.faults.harness import (
    House,
    add_readers,
    at_work,
    chance_of,
    figures,
    make_folder,
    owe,
    publish,
    say,
    until,
)
from tests.support.partner import Answer, Partner

MAILS, POSTS, KILLS = 300, 150, 12


@pytest.mark.slow
@pytest.mark.timeout(120)
async def test_a_backup_under_load_loses_nothing_and_repeats_what_it_still_owed(
    embedded: House, partner: Partner, tmp_path: Path
) -> None:
    house = replace(embedded, windows=(5, 5))
    partner.answers(Answer(delay=0.02))
    await owe(house, partner.url, mails=MAILS, posts=POSTS)
    file = tmp_path / "house.db"

    async with house.running("serve", "--port", "0", "--json") as serving:
        await serving.ready()
        await until(lambda: len(house.letters()) > MAILS // 10)
        taken = await house.run("backup", str(file))
        known = await ended_in(file)
        await until(lambda: len(house.letters()) > MAILS // 2)
        serving.kill()
    for name in ("nashra.db", "keys.json"):  # the disk is gone
        (house.folder / name).unlink()
    recovered = await house.run("recover", str(file))
    before = len(partner.received)
    still = await house.deliver()

    assert (taken.code, recovered.code, still.code) == (0, 0, 1), recovered
    assert still.record["delivered"] == 0
    assert len(partner.received) == before
    await house.run("resume")
    last = await house.deliver()
    assert last.code == 0
    found = await figures(house, partner.received, 1)
    say(found, f"{len(known)} of {MAILS + POSTS} parcels were delivered in the backup")
    assert found.lost == 0
    times = Counter(each.id.removeprefix("msg_") for each in partner.received)
    assert {times[parcel] for parcel in known if parcel in times} <= {1}
    assert max(times.values()) <= 2


async def ended_in(file: Path) -> set[str]:
    """The parcels that this backup knows as delivered."""
    copy = file.with_suffix(".look")
    shutil.copyfile(file, copy)
    delivered = select(parcels.c.id).where(parcels.c.state == ParcelState.DELIVERED)
    return {row.id for row in await House(file, f"sqlite:///{copy}").rows(delivered)}


@pytest.mark.slow
@pytest.mark.timeout(180)
async def test_a_killed_recovery_has_not_happened_or_is_done_by_the_next(
    embedded: House, tmp_path: Path
) -> None:
    house, file, log = embedded, tmp_path / "house.db", tmp_path / "points"
    article = await stop_after_the_backup(house, file)
    kept = tmp_path / "kept"
    shutil.copytree(house.folder, kept)
    dry = await house.run("recover", str(file), "--yes", log=log)
    assert (dry.code, dry.record["recovered"]) == (0, True), dry
    points = sorted(Counter(log.read_text(encoding="utf-8").splitlines()).items())
    chance = chance_of(3)

    for name, times in chance.sample(points, min(KILLS, len(points))):
        shutil.rmtree(house.folder)
        shutil.copytree(kept, house.folder)
        number = chance.randint(1, times)
        killed = await house.run("recover", str(file), "--yes", die=(name, number))
        assert killed.was_killed, (name, number, killed)
        # Whichever database is here, the text is not public in it.
        assert await state_of(house, article) == "canceled", (name, number)

        again = await house.run("recover", str(file), "--yes")

        assert (again.code, again.record["recovered"]) == (0, True), (name, again)
        assert await state_of(house, article) == "canceled"
        assert again.record["paused"] == ["mail", "webhook", "websub"]
        assert not list(house.folder.glob(".nashra.db*"))
    say(f"{KILLS} of {len(points)} kinds of points")


@pytest.mark.timeout(60)
async def test_either_database_is_recovered_where_it_is(house: House) -> None:
    make_folder(house.folder)
    async with at_work(house) as installation:
        await add_readers(installation, 3)
        article = await publish(installation, "خبر من الميناء")
        (reader,) = await readers_of(installation, 1)
        at = installation.house.now()
        stops = installation.house.stops
        # What a database that was put back has forgotten.
        await stops.append(leave_line(installation.house.keys, reader, at))
        killed = {"kind": "killed", "event": 99, "article": article.id}
        await stops.append({**killed, "at": at.isoformat()})

    ended = await house.run("recover", "--yes")

    assert ended.code == 0, ended
    assert ended.record["left"] == 1
    assert await state_of(house, article.id) == "canceled"
    async with at_work(house) as installation:
        assert (await readers_of(installation, 1))[0].standing == "left"
        assert len(await braking.braked(installation.house)) == 3


async def readers_of(installation: Installation, number: int) -> list[Subscription]:
    """The first subscriptions."""
    async with installation.database.reading() as reading:
        every = select(subscriptions.c.id).order_by(subscriptions.c.id).limit(number)
        numbers = [row.id for row in await reading.rows(every)]
        return await by_numbers(reading, numbers)


async def stop_after_the_backup(house: House, file: Path) -> str:
    """A text that the backup knows as public and the house as killed; its id."""
    make_folder(house.folder)
    async with at_work(house) as installation:
        await add_readers(installation, 5)
        article = await publish(installation, "خبر من الميناء")
    assert (await house.run("backup", str(file))).code == 0
    async with at_work(house) as installation:
        done = await withdrawing.kill(installation.house, article.id, "سُحب")
        assert isinstance(done, Done)
    return article.id


async def state_of(house: House, article: str) -> str:
    (row,) = await house.rows(select(articles.c.state).where(articles.c.id == article))
    return str(row.state)
