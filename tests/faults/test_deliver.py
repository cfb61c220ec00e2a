"""`nashra deliver --until-empty`: what it says and how it ends."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import update

from audience.subscribers import subscriptions
from tests.faults.harness import (
    House,
    add_endpoints,
    at_work,
    make_folder,
    owe,
    publish,
)
from tests.support.partner import Answer, Partner

# Several processes start, on a machine that may be busy.
pytestmark = pytest.mark.timeout(60)

NOTHING = {"delivered": 0, "deferred": 0, "refused": 0, "unknown": 0, "waiting": 0}


@pytest.mark.slow
async def test_an_empty_house_has_nothing_to_deliver(embedded: House) -> None:
    make_folder(embedded.folder)

    ended = await embedded.deliver()

    assert (ended.code, ended.record) == (0, NOTHING)


@pytest.mark.slow
async def test_what_is_deferred_waits_for_later(
    embedded: House, partner: Partner
) -> None:
    partner.answers(Answer(503))
    await owe(embedded, partner.url, mails=2, posts=3)

    ended = await embedded.deliver()

    assert ended.code == 0
    assert ended.record == {**NOTHING, "delivered": 2, "deferred": 3, "waiting": 3}


async def test_what_waits_past_now_is_a_failure(
    embedded: House, partner: Partner
) -> None:
    make_folder(embedded.folder)
    partner.answers(Answer(503))
    async with at_work(embedded) as installation:
        await add_endpoints(installation, partner.url, 1)
        await publish(installation, "خبر أوّل")
        await publish(installation, "خبر ثانٍ")

    ended = await embedded.deliver()

    assert ended.code == 1
    assert ended.record == {**NOTHING, "deferred": 1, "waiting": 2}


@pytest.mark.slow
async def test_who_wants_no_more_is_refused(embedded: House, partner: Partner) -> None:
    partner.answers(Answer(410))
    await owe(embedded, partner.url, mails=1, posts=2)

    ended = await embedded.deliver()

    assert ended.code == 0
    assert ended.record == {**NOTHING, "delivered": 1, "refused": 2}


async def test_readers_who_left_do_not_end_the_round(
    embedded: House, partner: Partner
) -> None:
    house = replace(embedded, windows=(5, 5))
    await owe(house, partner.url, mails=60, posts=0)
    # Whole windows are claimed of which nobody is written to.
    first = subscriptions.c.id <= 58
    left = {"standing": "left", "left": datetime(2026, 1, 1, tzinfo=UTC)}
    await house.change(update(subscriptions).where(first).values(left))

    ended = await house.deliver()

    assert (ended.code, ended.record) == (0, {**NOTHING, "delivered": 2})


@pytest.mark.slow
async def test_beside_a_server_there_is_nothing_to_do_for_it(embedded: House) -> None:
    make_folder(embedded.folder)

    async with embedded.running("serve", "--port", "0", "--json") as serving:
        await serving.ready()
        ended = await embedded.deliver()

    assert ended.code == 1
    assert ended.record["error"]["code"] == "dispatching"
    assert ended.stderr == "Another process delivers from this folder already.\n"
