"""Claims: nothing is sent by two, nothing overtakes what is urgent, nothing is lost."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from audience import partners, subscribers
from digests import newsletters
from outbox import claims, ledger, tables
from outbox.message import Message, Priority
from outbox.parcel import Deferred
from storage.engine import Database
from tests.support.dispatching import (
    claim_mail,
    claim_posts,
    everybody,
    lane,
    let_leases_lapse,
    parcels,
    record,
    states,
)
from tests.support.rows import (
    MINUTE,
    NOW,
    a_mail,
    a_message,
    a_newsletter,
    an_article,
    keep,
    listen,
    owe,
    seed_mails,
    subscribe,
    to,
)

FIRST, SECOND = an_article(1), an_article(2)
LATER = NOW + timedelta(days=1)


@pytest.fixture
async def house(database: Database) -> Database:
    """Two articles and the endpoints a, b and c."""
    await furnish(database)
    return database


async def furnish(database: Database, names: Sequence[str] = "abc") -> None:
    async with database.writing() as transaction:
        await keep(transaction, FIRST, SECOND)
        await listen(transaction, *names)


async def owe_posts(database: Database, names: Sequence[str], **changes) -> Message:
    message = a_message(**{"article": FIRST.id, "version": 1, **changes})
    async with database.writing() as transaction:
        await owe(transaction, message, names)
    return message


# Mail.


async def test_a_claim_takes_what_is_due_and_no_more_than_asked(house: Database):
    await seed_mails(house, 5)

    first = await claim_mail(house, 3)
    rest = await claim_mail(house, 3)

    assert (len(first), len(rest)) == (3, 2)
    assert len({parcel.id for parcel in [*first, *rest]}) == 5
    assert await claim_mail(house, 3) == []


async def test_what_is_due_later_is_left(house: Database):
    await seed_mails(house, 2, due=NOW + MINUTE)

    assert await claim_mail(house) == []
    assert len(await claim_mail(house, now=NOW + MINUTE)) == 2


async def test_the_urgent_goes_first_then_the_oldest(house: Database):
    async with house.writing() as transaction:
        await owe(transaction, a_mail(), ["new"], NOW)
        await owe(transaction, a_mail(), ["old"], NOW - MINUTE)
        await owe(transaction, a_mail(priority=Priority.CORRECTION), ["said"], NOW)
        await owe(transaction, a_mail(priority=Priority.KILL), ["kill"], NOW)

    claimed = await claim_mail(house)

    assert [parcel.destination for parcel in claimed] == ["kill", "said", "old", "new"]


async def test_a_kill_overtakes_a_thousand_mails(house: Database):
    await seed_mails(house, 1_000)
    async with house.writing() as transaction:
        await owe(transaction, a_mail(priority=Priority.KILL), ["kill"])

    (first,) = await claim_mail(house, 1)

    assert first.destination == "kill"


async def test_a_mail_claim_leaves_posts_alone(house: Database):
    await owe_posts(house, "ab")

    assert await claim_mail(house) == []


async def test_who_left_meanwhile_gets_nothing(house: Database):
    async with house.writing() as transaction:
        await newsletters.add(transaction, a_newsletter())
        here, gone = await subscribe(
            transaction, "tuesday", "a@x.example", "b@x.example"
        )
        await owe(transaction, a_mail(), [here, gone])
        await subscribers.leave(transaction, gone, NOW)

    async with house.writing() as transaction:
        claimed = await claims.claim_mail(transaction, NOW, 9, subscribers.reachable)

    (dropped,) = await parcels(house, destination=str(gone))
    assert [parcel.destination for parcel in claimed] == [str(here)]
    assert (dropped.state, dropped.reason) == ("cancelled", "unsubscribed")
    assert (dropped.lease, dropped.finished) == (None, NOW)


async def test_two_claimers_never_get_the_same_mail(postgres: Database):
    await seed_mails(postgres, 400)

    async def work() -> list[str]:
        mine: list[str] = []
        while claimed := await claim_mail(postgres, 7):
            mine += [parcel.id for parcel in claimed]
        return mine

    found = await asyncio.gather(*(work() for _ in range(4)))

    everything = [name for mine in found for name in mine]
    assert len(everything) == len(set(everything)) == 400


async def test_the_limit_is_kept_by_the_statement_itself(postgres: Database):
    await seed_mails(postgres, 500)
    async with postgres.writing() as transaction:
        # A planner that knows nothing of the table may run a subquery for each row.
        await transaction.connection.exec_driver_sql("SET LOCAL enable_hashjoin = off")
        await transaction.connection.exec_driver_sql("SET LOCAL enable_mergejoin = off")
        await transaction.connection.exec_driver_sql("SET LOCAL enable_hashagg = off")

        claimed = await claims.claim_mail(transaction, NOW, 5, everybody)

    assert len(claimed) == 5
    assert len(await parcels(postgres, state="sending")) == 5


async def test_a_claim_does_not_wait_for_another(postgres: Database):
    await seed_mails(postgres, 10)

    async with postgres.writing() as first:
        mine = await claims.claim_mail(first, NOW, 5, everybody)
        async with asyncio.timeout(5):
            others = await claim_mail(postgres, 9)

    assert (len(mine), len(others)) == (5, 5)
    assert not {parcel.id for parcel in mine} & {parcel.id for parcel in others}


# Posts.


async def test_one_post_is_in_flight_for_each_endpoint(house: Database):
    await owe_posts(house, "ab")
    await owe_posts(house, "a", article=SECOND.id)

    claimed = await claim_posts(house)

    assert [parcel.destination for parcel in claimed] == ["a", "b"]
    assert await claim_posts(house) == []
    await record(house, claimed)
    assert [p.destination for p in await claim_posts(house)] == ["a"]


async def test_a_lane_gives_its_parcels_in_the_order_they_were_due(house: Database):
    for minutes in (3, 1, 2):
        async with house.writing() as transaction:
            await owe(transaction, a_message(), "a", NOW + minutes * MINUTE)

    due = []
    while claimed := await claim_posts(house, now=LATER):
        (row,) = await parcels(house, state="sending")
        due.append((row.due - NOW) // MINUTE)
        await record(house, claimed, now=LATER)

    assert due == [1, 2, 3]


async def test_the_limit_of_posts_is_kept(house: Database):
    await owe_posts(house, "abc")

    assert len(await claim_posts(house, 2)) == 2
    assert len(await claim_posts(house, 2)) == 1


async def test_a_kill_goes_first_of_all_lanes_and_first_in_its_own(house: Database):
    for _ in range(3):
        await owe_posts(house, "abc")
    kill = await owe_posts(house, "c", version=2, priority=Priority.KILL)

    (first,) = await claim_posts(house, 1)

    assert (first.destination, first.message) == ("c", kill.id)


async def test_a_kill_overtakes_a_thousand_posts(house: Database):
    async with house.writing() as transaction:
        names = [f"x{number}" for number in range(100)]
        await listen(transaction, *names)
        for _ in range(10):
            await owe(transaction, a_message(), names)
    kill = await owe_posts(house, ["x99"], version=2, priority=Priority.KILL)

    (first,) = await claim_posts(house, 1)

    assert first.message == kill.id


async def test_a_parked_lane_is_passed_over_but_its_kill_is_not(house: Database):
    await owe_posts(house, "ab")
    await record(house, await claim_posts(house), Deferred("500"))
    await owe_posts(house, "ab", article=SECOND.id)
    assert await claim_posts(house) == []

    kill = await owe_posts(house, "a", version=2, priority=Priority.KILL)
    (claimed,) = await claim_posts(house)

    assert claimed.message == kill.id


async def test_a_parked_lane_comes_up_again(house: Database):
    await owe_posts(house, "a")
    await record(house, await claim_posts(house), Deferred("500"))

    before = await claim_posts(house, now=NOW + timedelta(seconds=4.9))
    then = await claim_posts(house, now=NOW + timedelta(seconds=5))

    assert (len(before), len(then)) == (0, 1)
    assert then[0].attempts == 1


async def test_an_endpoint_that_rests_is_not_asked(house: Database):
    await owe_posts(house, "abc")
    async with house.writing() as transaction:
        await partners.set_state(transaction, "a", "paused")
        await partners.set_state(transaction, "b", "gone")

    assert [p.destination for p in await claim_posts(house)] == ["c"]

    async with house.writing() as transaction:
        await partners.set_state(transaction, "a", "active")
    assert [p.destination for p in await claim_posts(house)] == ["a"]


async def test_a_lane_whose_parcels_were_cancelled_goes_to_sleep(house: Database):
    await owe_posts(house, "ab")
    async with house.writing() as transaction:
        await transaction.run(
            update(tables.parcels)
            .where(tables.parcels.c.destination == "a")
            .values(state="cancelled")
        )

    claimed = await claim_posts(house)

    found = await lane(house, "a")
    assert [parcel.destination for parcel in claimed] == ["b"]
    assert (found.due, found.lease, found.leased_until) == (None, None, None)


async def test_two_claimers_never_get_the_same_endpoint(postgres: Database):
    names = [f"e{number:02}" for number in range(20)]
    await furnish(postgres, names)
    for _ in range(5):
        await owe_posts(postgres, names)
    flying: Counter[str] = Counter()
    crowded: list[str] = []
    sent: list[str] = []

    async def work() -> None:
        while len(sent) < 100:
            claimed = await claim_posts(postgres, 6)
            flying.update(parcel.destination for parcel in claimed)
            crowded.extend(name for name, number in flying.items() if number > 1)
            await asyncio.sleep(0)
            flying.subtract(parcel.destination for parcel in claimed)
            if claimed:
                await record(postgres, claimed)
            sent.extend(parcel.id for parcel in claimed)

    await asyncio.gather(*(work() for _ in range(3)))

    assert crowded == []
    assert len(sent) == len(set(sent)) == 100


async def test_a_parcel_cancelled_while_it_is_claimed_is_not_sent(postgres: Database):
    await furnish(postgres)
    await owe_posts(postgres, "a")
    cancelled = asyncio.Event()
    go_on = asyncio.Event()

    async def cancel() -> None:
        async with postgres.writing() as transaction:
            # As a careless writer would: without holding the lane.
            await transaction.run(update(tables.parcels).values(state="cancelled"))
            cancelled.set()
            await go_on.wait()

    canceller = asyncio.create_task(cancel())
    await cancelled.wait()
    claimer = asyncio.create_task(claim_posts(postgres))
    await until_somebody_waits(postgres)
    go_on.set()
    await canceller

    assert await claimer == []
    assert await states(postgres) == [("a", "cancelled")]


async def until_somebody_waits(database: Database) -> None:
    async with database.outside() as connection:
        for _ in range(500):
            result = await connection.exec_driver_sql(
                "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
            )
            if result.scalar_one():
                return
            await asyncio.sleep(0.01)
    raise AssertionError("nobody waits")


async def test_publishing_waits_for_a_claim_and_sees_what_it_took(postgres: Database):
    """A newer version follows to the endpoint that is being sent the older one."""
    await furnish(postgres)
    await owe_posts(postgres, "ab")
    newer = a_message(article=FIRST.id, version=2, priority=Priority.KILL)

    async def kill() -> int:
        async with postgres.writing() as transaction:
            await ledger.put(transaction, newer)
            to_holders = partners.among(ledger.holders(FIRST.id), NOW)
            return await ledger.owe_latest(transaction, newer, to_holders)

    async with postgres.writing() as transaction:
        (claimed,) = await claims.claim_posts(
            transaction, "webhook", NOW, 1, partners.reachable()
        )
        killing = asyncio.create_task(kill())
        await until_somebody_waits(postgres)

    assert await killing == 1
    assert sorted(
        (row.destination, row.version, row.state) for row in await parcels(postgres)
    ) == [("a", 1, "sending"), ("a", 2, "waiting"), ("b", 1, "cancelled")]
    assert claimed.destination == "a"


async def test_claims_and_publications_never_wait_in_a_circle(postgres: Database):
    names = [f"e{number:02}" for number in range(30)]
    await furnish(postgres, names)
    stop = asyncio.Event()

    async def publish() -> None:
        for version in range(1, 16):
            article = (FIRST, SECOND)[version % 2]
            message = a_message(
                article=article.id,
                version=version,
                priority=(Priority.NORMAL, Priority.KILL)[version % 3 == 0],
            )
            async with postgres.writing() as transaction:
                await ledger.put(transaction, message)
                await ledger.owe_latest(transaction, message, to(reversed(names)))
        stop.set()

    async def dispatch(places: int) -> None:
        late = NOW + timedelta(days=9)
        while claimed := await claim_posts(postgres, places, late) or not stop.is_set():
            if claimed is True:
                await asyncio.sleep(0)
                continue
            half = len(claimed) // 2
            await record(postgres, claimed[:half], Deferred("500"), NOW)
            await record(postgres, claimed[half:])

    # Nothing here is retried: a deadlock would be an error.
    await asyncio.gather(publish(), dispatch(7), dispatch(11))

    waiting = await parcels(postgres, state="waiting")
    assert waiting == []


# Leases.


async def test_a_lease_in_force_is_respected(house: Database):
    await owe_posts(house, "a")
    await seed_mails(house, 1)
    await claim_posts(house)
    await claim_mail(house)

    async with house.writing() as transaction:
        assert await claims.free_lapsed(transaction, NOW) == 0
    assert len(await parcels(house, state="sending")) == 2


async def test_a_lapsed_lease_is_freed_and_the_attempt_counted(house: Database):
    await owe_posts(house, "a")
    await seed_mails(house, 1)
    posts, mails = await claim_posts(house), await claim_mail(house)
    await let_leases_lapse(house)

    async with house.writing() as transaction:
        assert await claims.free_lapsed(transaction, NOW) == 2

    again = [*await claim_posts(house), *await claim_mail(house)]
    assert [p.id for p in again] == [p.id for p in [*posts, *mails]]
    assert [p.attempts for p in again] == [1, 1]
    assert not {p.lease for p in again} & {p.lease for p in [*posts, *mails]}


@pytest.mark.parametrize("seconds", [59, 61])
async def test_a_post_lease_lasts_a_minute(sqlite: Database, seconds: int):
    await furnish(sqlite)
    await owe_posts(sqlite, "a")
    await claim_posts(sqlite)

    async with sqlite.writing() as transaction:
        later = NOW + timedelta(seconds=seconds)
        freed = await claims.free_lapsed(transaction, later)

    assert freed == int(seconds > 60)


async def test_leases_run_by_the_clock_of_the_database(postgres: Database):
    await seed_mails(postgres, 1)
    await claim_mail(postgres)

    async with postgres.reading() as reading:
        left = select(tables.parcels.c.leased_until - func.now())
        lease = await reading.value(left)

    assert timedelta(minutes=4) < lease <= timedelta(minutes=5)


async def test_a_lapsed_lane_can_be_claimed_before_it_is_freed(house: Database):
    await owe_posts(house, "a")
    await owe_posts(house, "a", article=SECOND.id)
    (first,) = await claim_posts(house)
    await let_leases_lapse(house)

    (second,) = await claim_posts(house)

    assert second.id != first.id


async def test_at_the_start_every_lease_is_void(house: Database):
    await owe_posts(house, "abc")
    await seed_mails(house, 2)
    await claim_posts(house, 2)
    await claim_mail(house)

    async with house.writing() as transaction:
        assert await claims.free_all(transaction, NOW) == 4
        assert await claims.free_all(transaction, NOW) == 0
    assert len(await claim_posts(house)) == 3


async def test_a_freed_lane_is_due_when_its_parcel_is(house: Database):
    await owe_posts(house, "a")
    await claim_posts(house)
    async with house.writing() as transaction:
        await transaction.run(update(tables.lanes).values(due=None))

    async with house.writing() as transaction:
        await claims.free_all(transaction, NOW)

    assert (await lane(house, "a")).due == NOW


async def test_what_is_handed_back_waits_as_before(house: Database):
    await owe_posts(house, "abc")
    claimed = await claim_posts(house)

    async with house.writing() as transaction:
        await claims.hand_back(transaction, claimed[:1], NOW)

    (again,) = await claim_posts(house)
    assert replace(again, lease="") == replace(claimed[0], lease="")


async def test_handing_back_one_leaves_the_other_lanes_in_flight(house: Database):
    await owe_posts(house, "ab")
    await owe_posts(house, "ab", article=SECOND.id)
    first, second = await claim_posts(house)

    async with house.writing() as transaction:
        await claims.hand_back(transaction, [first], NOW)

    assert [p.destination for p in await claim_posts(house)] == ["a"]
    await record(house, [second])
    assert (await lane(house, "b")).lease is None
    assert [p.destination for p in await claim_posts(house)] == ["b"]


async def test_handing_back_what_was_lost_changes_nothing(house: Database):
    await owe_posts(house, "a")
    claimed = await claim_posts(house)
    async with house.writing() as transaction:
        await claims.free_all(transaction, NOW)
    await claim_posts(house)

    async with house.writing() as transaction:
        await claims.hand_back(transaction, claimed, NOW)

    assert await states(house) == [("a", "sending")]


async def test_an_old_version_freed_after_a_kill_is_not_sent(house: Database):
    """The dispatcher died while it sent version 1; the kill went out before it."""
    await owe_posts(house, "a")
    await claim_posts(house)
    kill = a_message(article=FIRST.id, version=2, priority=Priority.KILL)
    async with house.writing() as transaction:
        await ledger.put(transaction, kill)
        assert await ledger.owe_latest(transaction, kill, to("a")) == 1

    async with house.writing() as transaction:
        await claims.free_all(transaction, NOW)

    (claimed,) = await claim_posts(house)
    assert claimed.message == kill.id
    await record(house, [claimed])
    assert await claim_posts(house, now=LATER) == []


async def test_bodies_say_what_is_sent(house: Database):
    first = await owe_posts(house, "a")
    mail = a_mail(body=b"letter", expires=LATER)
    async with house.writing() as transaction:
        await owe(transaction, mail, [1])

    async with house.reading() as reading:
        found = await claims.bodies(reading, [mail.id, first.id, "unknown"])

    assert sorted(found, key=lambda body: body.ladder) == [
        claims.Body(mail.id, "mail", b"letter", None, LATER),
        claims.Body(
            first.id,
            "webhook",
            b"{}",
            None,
            None,
            first.event,
            first.article,
            first.version,
        ),
    ]
