"""What an operator must hear of is a warning with a code, and nothing else is."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from audience.partners import Endpoint
from delivery.webhook import Post
from feeds import entry, store
from feeds.profile import digest
from jobs import alarms, timetable, upkeep
from jobs.posting import PostRoute
from newsroom import braking
from newsroom.house import profile
from newsroom.partners import add_endpoint
from outbox.parcel import Outcome, Refused
from outbox.tables import lanes
from storage.engine import Database
from tests.support.house import Built, build, listen, open_list, publish


@pytest.fixture
async def built(database: Database, tmp_path: Path) -> Built:
    """An empty house on either engine."""
    return await build(database, tmp_path)


def told(caplog: pytest.LogCaptureFixture) -> list[dict[str, Any]]:
    """The fields of the alarms."""
    return [vars(each) for each in caplog.records if "code" in vars(each)]


def codes(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [alarm["code"] for alarm in told(caplog)]


async def test_what_is_due_for_an_hour_and_does_not_leave_is_told(built, caplog):
    await listen(built, "e")
    await publish(built)

    built.clock.move(minutes=59)
    await alarms.look(built.house)
    assert codes(caplog) == []
    built.clock.move(minutes=1)
    await alarms.look(built.house)

    assert codes(caplog) == ["nothing_sent"]
    (alarm,) = told(caplog)
    assert (alarm["channel"], alarm["parcels"]) == ("webhook", 1)


async def test_a_pause_is_no_alarm(built, caplog):
    await listen(built, "e")
    await publish(built)
    await braking.pause(built.house, ["webhook"])

    built.clock.move(hours=5)
    await alarms.look(built.house)

    assert codes(caplog) == []


async def test_behind_a_partner_that_does_not_answer_nobody_is_late(built, caplog):
    await listen(built, "e")
    await publish(built)
    async with built.database.writing() as transaction:
        until = built.clock() + timedelta(hours=6)
        await transaction.run(update(lanes).values(parked_until=until))

    built.clock.move(hours=5)
    await alarms.look(built.house)

    assert codes(caplog) == []


class Gone:
    """An endpoint that says 410."""

    async def post(self, post: Post) -> Outcome:
        return Refused(f"{post.url}: 410", gone=True)


async def test_an_endpoint_that_wants_nothing_more_is_told_by_its_id(built, caplog):
    url = "https://partner.example/hook"
    endpoint = await add_endpoint(built.house, "Akhbar", url, [], b"whsec", [])
    assert isinstance(endpoint, Endpoint)
    await publish(built)
    house = built.house
    route = PostRoute(house.database, house.keys, Gone(), house.now)

    (errand,) = await route.claim(5)
    await route.record([await route.run(errand)])

    assert codes(caplog) == ["endpoint_gone"]
    assert told(caplog)[0]["endpoint"] == endpoint.id
    assert "partner.example" not in caplog.text


async def test_an_edition_that_was_missed_is_told(built, caplog):
    newsletter = await open_list(built, 1)
    await publish(built)
    run = timetable.latest(
        upkeep.timetable_of(newsletter),
        newsletter.created,
        newsletter.created + timedelta(days=1, minutes=1),
    )
    assert run is not None
    built.clock.moment = run.at + timedelta(hours=13)

    await upkeep.run_newsletter(built.house, newsletter, run, "here")

    assert codes(caplog) == ["edition_missed"]
    assert told(caplog)[0]["slot"] == run.slot


async def test_an_article_that_cannot_be_rendered_holds_no_other_back(
    built, caplog, monkeypatch
):
    good, bad = await publish(built, 1), await publish(built, 2)
    render = entry.render

    def but_one(article, *others):
        if article.id == bad.id:
            raise ValueError("not this one")
        return render(article, *others)

    monkeypatch.setattr(entry, "render", but_one)
    house = replace(built.house, public_url="https://moved.example")

    await upkeep.render_all_again(house)

    async with built.database.reading() as reading:
        current = digest(await profile(house, reading))
        assert await store.rendered_otherwise(reading, current, 9) == [bad.id]
    assert good.id != bad.id
    assert set(codes(caplog)) == {"render_failed"}
