"""Outcomes: each leaves the parcel, its lane and the holdings as they should be."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy import select

from outbox import claims, ledger, outcomes, tables
from outbox.message import Message, Priority
from outbox.parcel import Deferred, Delivered, Refused, Unknown
from storage.engine import Database
from tests.support.dispatching import (
    claim_mail,
    claim_posts,
    judgements,
    lane,
    let_leases_lapse,
    parcels,
    record,
    states,
)
from tests.support.rows import (
    NOW,
    a_message,
    an_article,
    keep,
    listen,
    owe,
    seed_mails,
    to,
)

FIRST, SECOND = an_article(1), an_article(2)
SECONDS = timedelta(seconds=1)
LATER = NOW + timedelta(days=1)


@pytest.fixture
async def house(database: Database) -> Database:
    await furnish(database)
    return database


async def furnish(database: Database) -> None:
    async with database.writing() as transaction:
        await keep(transaction, FIRST, SECOND)
        await listen(transaction, "a", "b", "c")


async def publish(
    database: Database,
    version: int = 1,
    names: Sequence[str] = "a",
    article=FIRST,
    **more,
) -> Message:
    """This version is owed in the place of older ones."""
    message = a_message(article=article.id, version=version, **more)
    async with database.writing() as transaction:
        await ledger.put(transaction, message)
        await ledger.owe_latest(transaction, message, to(names))
    return message


async def attempts_of(database: Database):
    async with database.reading() as reading:
        return await reading.rows(
            select(tables.attempts).order_by(tables.attempts.c.id)
        )


async def holdings(database: Database) -> list[tuple[str, str, int]]:
    async with database.reading() as reading:
        rows = await reading.rows(select(tables.holdings))
    return sorted((row.destination, row.article, row.version) for row in rows)


async def test_what_was_delivered_is_over(house: Database):
    await publish(house)

    await record(house, await claim_posts(house), Delivered("https", 202, "ok"))

    (parcel,) = await parcels(house)
    assert (parcel.state, parcel.reason) == ("delivered", None)
    assert (parcel.attempts, parcel.transport, parcel.finished) == (1, "https", NOW)
    assert (parcel.lease, parcel.leased_until, parcel.due) == (None, None, NOW)
    (attempt,) = await attempts_of(house)
    assert (attempt.outcome, attempt.kind, attempt.code) == ("delivered", "", 202)
    assert (attempt.text, attempt.milliseconds, attempt.at) == ("ok", 5, NOW)


async def test_what_was_refused_is_over(house: Database):
    await publish(house)

    await record(
        house,
        await claim_posts(house),
        Refused("status 400", code=400, transport="https"),
    )

    (parcel,) = await parcels(house)
    assert (parcel.state, parcel.reason) == ("refused", "status 400")
    assert (parcel.transport, parcel.finished) == ("https", NOW)
    (attempt,) = await attempts_of(house)
    assert (attempt.outcome, attempt.kind, attempt.code) == ("refused", "error", 400)
    assert await holdings(house) == []


async def test_what_was_deferred_waits_for_its_rung(house: Database):
    await publish(house)

    await record(house, await claim_posts(house), Deferred("slow", "timeout"))

    (parcel,) = await parcels(house)
    assert (parcel.state, parcel.reason) == ("waiting", "slow")
    assert (parcel.due, parcel.attempts) == (NOW + 5 * SECONDS, 1)
    assert (parcel.finished, parcel.transport, parcel.lease) == (None, None, None)
    (attempt,) = await attempts_of(house)
    assert (attempt.outcome, attempt.kind, attempt.code) == (
        "deferred",
        "timeout",
        None,
    )


async def test_what_may_have_arrived_is_tried_again_under_its_own_id(house: Database):
    await publish(house)
    first = await claim_posts(house)

    await record(house, first, Unknown("cut off"))

    again = await claim_posts(house, now=LATER)
    assert [parcel.id for parcel in again] == [parcel.id for parcel in first]
    (attempt,) = await attempts_of(house)
    assert (attempt.outcome, attempt.text) == ("unknown", "cut off")


@pytest.mark.parametrize(
    ("outcome", "state"),
    [(Deferred("500"), "refused"), (Unknown("cut off"), "unknown")],
)
async def test_the_last_rung_ends_it(house: Database, outcome, state: str):
    await publish(house)
    now = NOW
    for _ in range(10):
        await record(house, await claim_posts(house, now=now), outcome, now)
        now += timedelta(days=2)

    (parcel,) = await parcels(house)
    assert (parcel.state, parcel.attempts) == (state, 10)
    assert (await lane(house, "a")).due is None
    assert len(await attempts_of(house)) == 10


async def test_a_long_answer_is_kept_in_its_beginning(house: Database):
    await publish(house)

    await record(house, await claim_posts(house), Deferred("x" * 9_000))

    (attempt,) = await attempts_of(house)
    assert attempt.text == "x" * 500


async def test_mail_needs_no_lane(house: Database):
    await seed_mails(house, 3)

    first, second, third = await claim_mail(house)
    await record(house, [first], Delivered("maildir"))
    await record(house, [second], Deferred("451"), ladder="mail")
    await record(house, [third], Refused("550"))

    by_id = {parcel.id: parcel for parcel in await parcels(house)}
    assert [by_id[p.id].state for p in (first, second, third)] == [
        "delivered",
        "waiting",
        "refused",
    ]
    assert by_id[second.id].due == NOW + 60 * SECONDS
    async with house.reading() as reading:
        assert await reading.rows(select(tables.lanes)) == []
    assert await holdings(house) == []


async def test_several_outcomes_are_recorded_together(house: Database):
    await publish(house, names="abc")
    claimed = await claim_posts(house)
    mixed = [
        *judgements(claimed[:1], Delivered("https")),
        *judgements(claimed[1:2], Deferred("500")),
        *judgements(claimed[2:], Refused("400")),
    ]

    async with house.writing() as transaction:
        await outcomes.record(transaction, mixed)

    assert await states(house) == [
        ("a", "delivered"),
        ("b", "waiting"),
        ("c", "refused"),
    ]
    parked = [(await lane(house, name)).parked_until for name in "abc"]
    assert parked == [None, NOW + 5 * SECONDS, None]


# Lanes.


async def test_a_failure_parks_the_lane_until_its_retry(house: Database):
    await publish(house)
    await publish(house, article=SECOND)

    await record(house, await claim_posts(house), Deferred("500"))

    found = await lane(house, "a")
    assert (found.parked_until, found.failures) == (NOW + 5 * SECONDS, 1)
    assert (found.due, found.lease, found.leased_until) == (NOW, None, None)


async def test_failures_are_counted_in_a_row_and_an_answer_ends_them(house: Database):
    await publish(house)
    for days in range(3):
        now = NOW + timedelta(days=days)
        await record(house, await claim_posts(house, now=now), Deferred("500"), now)
    assert (await lane(house, "a")).failures == 3

    await record(house, await claim_posts(house, now=NOW + timedelta(days=9)))

    found = await lane(house, "a")
    assert (found.failures, found.parked_until, found.due) == (0, None, None)


async def test_a_lane_is_due_when_its_next_parcel_is(house: Database):
    await publish(house)
    async with house.writing() as transaction:
        await owe(transaction, a_message(), "a", NOW + 9 * SECONDS)

    await record(house, await claim_posts(house))

    assert (await lane(house, "a")).due == NOW + 9 * SECONDS


async def test_a_lane_is_urgent_while_its_kill_waits(house: Database):
    await publish(house, 2, priority=Priority.KILL)
    await publish(house, article=SECOND)

    await record(house, await claim_posts(house), Deferred("500"), ladder="kill")
    assert (await lane(house, "a")).urgent == NOW + 30 * SECONDS

    await record(house, await claim_posts(house, now=NOW + 30 * SECONDS))
    found = await lane(house, "a")
    assert (found.urgent, found.due, found.parked_until) == (None, NOW, None)


# Whose lease was lost.


async def test_a_late_outcome_changes_nothing(house: Database):
    await publish(house)
    late = await claim_posts(house)
    await let_leases_lapse(house)
    async with house.writing() as transaction:
        await claims.free_lapsed(transaction, NOW)
    present = await claim_posts(house)
    before = (await parcels(house), await lane(house, "a"))

    await record(house, late, Refused("too late"))

    assert (await parcels(house), await lane(house, "a")) == before
    assert len(await attempts_of(house)) == 1
    await record(house, present, Delivered("https"))
    assert await states(house) == [("a", "delivered")]


async def test_a_late_outcome_after_the_end_changes_nothing(house: Database):
    await publish(house)
    late = await claim_posts(house)
    async with house.writing() as transaction:
        await claims.free_all(transaction, NOW)
    await record(house, await claim_posts(house), Delivered("https"))

    await record(house, late, Deferred("500"))

    assert await states(house) == [("a", "delivered")]
    assert (await lane(house, "a")).due is None
    assert await holdings(house) == [("a", FIRST.id, 1)]


async def test_a_lane_taken_over_learns_of_a_late_retry(house: Database):
    """Its lease lapsed while it still sent: another took the lane, and was faster."""
    await publish(house)
    await publish(house, article=SECOND)
    slow = await claim_posts(house)
    await let_leases_lapse(house)
    await record(house, await claim_posts(house))
    assert (await lane(house, "a")).due is None

    await record(house, slow, Deferred("500"))

    assert (await lane(house, "a")).due == NOW + 5 * SECONDS
    assert len(await claim_posts(house, now=LATER)) == 1


# The latest state wins.


async def test_an_older_version_is_not_tried_again_after_a_newer_one(house: Database):
    await publish(house)
    first = await claim_posts(house)
    await publish(house, 2)

    await record(house, first, Deferred("500"))

    old, new = sorted(await parcels(house), key=lambda parcel: parcel.version)
    assert (old.state, old.reason, old.finished) == ("cancelled", "superseded", NOW)
    assert new.state == "waiting"
    assert (await lane(house, "a")).due == new.due


async def test_an_older_version_is_not_tried_again_after_a_newer_one_went_out(
    house: Database,
):
    await publish(house)
    slow = await claim_posts(house)
    await publish(house, 2)
    await let_leases_lapse(house)
    await record(house, await claim_posts(house), Delivered("https"))

    await record(house, slow, Deferred("500"))

    assert await states(house) == [("a", "cancelled"), ("a", "delivered")]


async def test_another_article_is_no_newer_version(house: Database):
    await publish(house)
    first = await claim_posts(house)
    await publish(house, 2, article=SECOND)
    await publish(house, 2, names="b")

    await record(house, first, Deferred("500"))

    assert {state for _, state in await states(house)} == {"waiting"}


async def test_the_newest_version_is_held(house: Database):
    await publish(house, 1, names="ab")
    await record(house, await claim_posts(house))
    await publish(house, 2, names="a")
    await record(house, await claim_posts(house), now=LATER)

    assert await holdings(house) == [("a", FIRST.id, 2), ("b", FIRST.id, 1)]
    async with house.reading() as reading:
        received = await reading.rows(
            select(tables.holdings.c.received).order_by(tables.holdings.c.destination)
        )
    assert [row.received for row in received] == [LATER, NOW]


async def test_an_older_version_that_arrives_late_is_not_the_newest(house: Database):
    await publish(house, 1)
    slow = await claim_posts(house)
    await publish(house, 2)
    await let_leases_lapse(house)
    await record(house, await claim_posts(house))

    await record(house, slow)

    assert await holdings(house) == [("a", FIRST.id, 2)]
    assert await states(house) == [("a", "delivered"), ("a", "delivered")]


async def test_two_versions_recorded_together_leave_the_newer(house: Database):
    await publish(house, 1)
    slow = await claim_posts(house)
    await publish(house, 2)
    await let_leases_lapse(house)
    both = [*slow, *await claim_posts(house)]

    await record(house, both)

    assert await holdings(house) == [("a", FIRST.id, 2)]


async def test_a_message_of_no_article_is_held_by_nobody(house: Database):
    async with house.writing() as transaction:
        await owe(transaction, a_message(), "a")

    await record(house, await claim_posts(house))

    assert await holdings(house) == []


# Races.


@pytest.mark.parametrize("first_to_commit", ["record", "publish"])
async def test_a_parcel_that_comes_while_its_lane_is_settled_is_not_forgotten(
    postgres: Database, first_to_commit: str
):
    await furnish(postgres)
    await publish(postgres)
    claimed = await claim_posts(postgres)
    newer = a_message(article=SECOND.id, version=1, created=LATER)
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def settle(first: bool) -> None:
        async with postgres.writing() as transaction:
            await outcomes.record(transaction, judgements(claimed))
            await held_up(first)

    async def come(first: bool) -> None:
        async with postgres.writing() as transaction:
            await ledger.put(transaction, newer)
            await ledger.owe(transaction, newer, to("a", NOW + SECONDS))
            await held_up(first)

    async def held_up(first: bool) -> None:
        if first:
            begun.set()
            await go_on.wait()

    one, other = (settle, come) if first_to_commit == "record" else (come, settle)
    leader = asyncio.create_task(one(True))
    await begun.wait()
    follower = asyncio.create_task(other(False))
    await asyncio.sleep(0.05)  # long enough to look at the lane, if it looked
    go_on.set()
    await asyncio.gather(leader, follower)

    assert (await lane(postgres, "a")).due == NOW + SECONDS
    assert len(await claim_posts(postgres, now=LATER)) == 1


async def test_no_lane_falls_asleep_over_a_waiting_parcel(postgres: Database):
    """Publications and two dispatchers at once, a hundred parcels, none forgotten."""
    await furnish(postgres)
    late = NOW + timedelta(days=30)
    published = asyncio.Event()

    async def publications() -> None:
        for _ in range(34):
            message = a_message()
            async with postgres.writing() as transaction:
                await owe(transaction, message, "abc")
        published.set()

    async def dispatch() -> None:
        while True:
            last_look = published.is_set()
            claimed = await claim_posts(postgres, 2, late)
            await record(postgres, claimed)
            if last_look and not claimed:
                return

    await asyncio.gather(publications(), dispatch(), dispatch())

    assert {state for _, state in await states(postgres)} == {"delivered"}
    assert len(await parcels(postgres)) == 102
