"""What is done again and again finds what is due, and does it once."""

from datetime import timedelta
from pathlib import Path

import pytest

from content.article import State
from digests import editions
from jobs import runs, timetable, upkeep
from newsroom import publishing
from storage.engine import Database
from tests.support.house import Built, build, draft, open_list, present, publish


@pytest.fixture
async def built(database: Database, tmp_path: Path) -> Built:
    """An empty house on either engine."""
    return await build(database, tmp_path)


async def test_a_round_makes_up_for_the_hour_that_passed(built: Built):
    newsletter = await open_list(built, 3)
    await publish(built, 1)
    run = timetable.latest(
        upkeep.timetable_of(newsletter),
        newsletter.created,
        newsletter.created + timedelta(days=1, minutes=1),
    )
    assert run is not None
    built.clock.moment = run.at + timedelta(hours=1)

    await upkeep.run_due_newsletters(built.house, "a round")
    await upkeep.run_due_newsletters(built.house, "the next round")

    async with built.database.reading() as reading:
        edition = await editions.find(reading, newsletter.name, run.slot)
        fired = await runs.last_fire(reading, upkeep.schedule_of(newsletter))
    assert edition is not None
    assert edition.state == "sending"
    assert fired == run.at


async def test_before_its_hour_a_newsletter_stays_at_home(built: Built):
    newsletter = await open_list(built, 3)
    await publish(built, 1)

    await upkeep.run_due_newsletters(built.house, "a round")

    async with built.database.reading() as reading:
        assert await editions.newest(reading, newsletter.name) is None


async def test_a_scheduled_article_comes_out_at_its_time(built: Built):
    article = await draft(built, published=built.clock() + timedelta(hours=2))
    await publishing.publish(built.house, article.id)
    assert (await present(built, article)).state is State.SCHEDULED
    assert await upkeep.release_due(built.house) == 0

    built.clock.move(hours=2)

    assert await upkeep.release_due(built.house) == 1
    assert (await present(built, article)).state is State.USABLE
    assert await upkeep.next_release(built.house) is None
