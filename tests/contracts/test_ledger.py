"""The ledger: what is owed is the sum of the states, whatever is done."""

from datetime import timedelta

import pytest
from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError

from audience import partners
from content.article import Article
from outbox import claims, ledger, outcomes, tables
from outbox.message import Message, Priority
from outbox.outcomes import Attempt
from outbox.parcel import Deferred, Delivered, Outcome, Refused, Unknown
from storage.engine import Database
from tests.support.rows import (
    MINUTE,
    NOW,
    a_mail,
    a_message,
    an_article,
    an_edition,
    keep,
    keep_edition,
    listen,
    owe,
    to,
)

FIRST, SECOND = an_article(1), an_article(2)


@pytest.fixture
async def house(database: Database) -> Database:
    """Two articles and the endpoints a, b and c."""
    async with database.writing() as transaction:
        await keep(transaction, FIRST, SECOND)
        await listen(transaction, "a", "b", "c")
    return database


def about(article: Article, version: int = 1, **changes) -> Message:
    return a_message(article=article.id, version=version, **changes)


async def parcels(database: Database, *columns):
    """These columns of all parcels, in order."""
    wanted = [tables.parcels.c[name] for name in columns]
    async with database.reading() as reading:
        rows = await reading.rows(select(*wanted))
    return sorted((tuple(row) for row in rows), key=repr)


async def owed(database: Database, **narrowed) -> dict[str, int]:
    """The sums of webhooks, without what is nothing."""
    async with database.reading() as reading:
        found = await ledger.sums(reading, **narrowed)
    for sums in found.values():
        assert sums["owed"] == sum(n for name, n in sums.items() if name != "owed")
    return {name: number for name, number in found["webhook"].items() if number}


async def send(database: Database, outcome: Outcome, places: int = 9, now=NOW) -> int:
    """Claim posts and record this outcome of each; how many there were."""
    async with database.writing() as transaction:
        claimed = await claims.claim_posts(
            transaction, "webhook", now, places, partners.reachable()
        )
    attempts = [Attempt(parcel, "webhook", outcome, now, 5) for parcel in claimed]
    if attempts:
        async with database.writing() as transaction:
            judged = [(attempt, outcomes.judge(attempt, 0.5)) for attempt in attempts]
            await outcomes.record(transaction, judged)
    return len(attempts)


async def lane(database: Database, name: str):
    async with database.reading() as reading:
        return await reading.first(
            select(tables.lanes).where(tables.lanes.c.destination == name)
        )


async def holders(database: Database, article: Article = FIRST) -> list[str]:
    async with database.reading() as reading:
        rows = await reading.rows(ledger.holders(article.id))
    return sorted(row.destination for row in rows)


async def test_owing_says_how_many(house: Database):
    async with house.writing() as transaction:
        assert await owe(transaction, a_message(), "abc") == 3
        assert await owe(transaction, a_mail(), range(1, 6)) == 5

    assert await owed(house) == {"owed": 3, "waiting": 3}


async def test_owing_nobody_is_no_mistake(house: Database):
    nobody = select(tables.parcels.c.destination, tables.parcels.c.due)
    message = a_message()
    async with house.writing() as transaction:
        await ledger.put(transaction, message)
        assert await ledger.owe(transaction, message, nobody) == 0


async def test_a_parcel_carries_what_its_message_says(house: Database):
    urgent = about(SECOND, 4, priority=Priority.KILL)
    async with house.writing() as transaction:
        await owe(transaction, urgent, "a", NOW + MINUTE)
        await owe(transaction, a_message(), "b")

    columns = ("destination", "article", "version", "priority", "due", "attempts")
    assert await parcels(house, *columns) == [
        ("a", SECOND.id, 4, 0, NOW + MINUTE, 0),
        ("b", None, None, 5, NOW, 0),
    ]


async def test_each_parcel_has_an_id_of_its_own(house: Database):
    async with house.writing() as transaction:
        await owe(transaction, a_mail(), range(100))

    ids = {name for (name,) in await parcels(house, "id")}
    assert len(ids) == 100
    assert {len(name) for name in ids} == {32}


async def test_owing_opens_lanes_for_posts_only(house: Database):
    async with house.writing() as transaction:
        await owe(transaction, a_mail(), [1, 2])
        await owe(transaction, a_message(), "a", NOW + MINUTE)

    found = await lane(house, "a")
    assert (found.due, found.urgent, found.failures) == (NOW + MINUTE, None, 0)
    assert await lane(house, "1") is None


async def test_a_lane_wakes_for_the_earliest(house: Database):
    async with house.writing() as transaction:
        for minutes in (5, 2, 9):
            await owe(transaction, a_message(), "a", NOW + minutes * MINUTE)

    assert (await lane(house, "a")).due == NOW + 2 * MINUTE


async def test_a_kill_makes_its_lane_urgent(house: Database):
    async with house.writing() as transaction:
        await owe(transaction, a_message(), "ab", NOW + MINUTE)
        kill = about(FIRST, priority=Priority.KILL)
        await owe(transaction, kill, "bc", NOW + 2 * MINUTE)

    found = {name: await lane(house, name) for name in "abc"}
    assert [(found[n].due - NOW) // MINUTE for n in "abc"] == [1, 1, 2]
    assert [found[n].urgent for n in "abc"] == [None] + [NOW + 2 * MINUTE] * 2


async def test_the_latest_takes_the_place_of_what_waits(house: Database):
    async with house.writing() as transaction:
        await owe(transaction, about(FIRST), "abc")
        await owe(transaction, about(SECOND), "a")
        newer = about(FIRST, 2)
        await ledger.put(transaction, newer)
        number = await ledger.owe_latest(transaction, newer, to("ab"))

    assert number == 2
    assert await owed(house, article=FIRST.id) == {
        "owed": 5,
        "waiting": 2,
        "cancelled": 3,
    }
    assert await owed(house, article=SECOND.id) == {"owed": 1, "waiting": 1}
    cancelled = ("cancelled", "superseded", NOW)
    assert cancelled in await parcels(house, "state", "reason", "finished")


async def test_sums_hold_at_every_step(house: Database):
    async with house.writing() as transaction:
        await owe(transaction, about(FIRST), "abc")
    assert await owed(house) == {"owed": 3, "waiting": 3}

    async with house.writing() as transaction:
        reachable = partners.reachable()
        claimed = await claims.claim_posts(transaction, "webhook", NOW, 2, reachable)
    assert await owed(house) == {"owed": 3, "waiting": 1, "sending": 2}

    async with house.writing() as transaction:
        await claims.hand_back(transaction, claimed, NOW)
    assert await owed(house) == {"owed": 3, "waiting": 3}

    assert await send(house, Delivered("https"), places=1) == 1
    assert await send(house, Refused("400"), places=1) == 1
    assert await owed(house) == {"owed": 3, "waiting": 1, "delivered": 1, "refused": 1}

    async with house.writing() as transaction:
        newer = about(FIRST, 2)
        await ledger.put(transaction, newer)
        await ledger.owe_latest(transaction, newer, to("abc"))
    assert await owed(house) == {
        "owed": 6,
        "waiting": 3,
        "delivered": 1,
        "refused": 1,
        "cancelled": 1,
    }
    assert await owed(house, destination="a") == {
        "owed": 2,
        "waiting": 1,
        "delivered": 1,
    }


async def test_sums_and_lines_of_an_edition(house: Database):
    edition = an_edition()
    mail = a_mail(edition=edition.id, revision=1)
    async with house.writing() as transaction:
        await keep_edition(transaction, edition, FIRST)
        await owe(transaction, mail, [1, 2])
        await owe(transaction, a_mail(), [3])

    async with house.reading() as reading:
        sums = await ledger.sums(reading, edition=edition.id)
        lines = await ledger.lines(reading, edition=edition.id)
        assert sums["mail"]["owed"] == sums["mail"]["waiting"] == 2
        assert sorted(line.destination for line in lines) == ["1", "2"]
        assert {line.edition for line in lines} == {edition.id}
        assert await ledger.is_open(reading, edition.id)
        assert not await ledger.is_open(reading, "another")


async def test_waiting_parcels_are_redirected_and_others_are_not(house: Database):
    edition = an_edition()
    first, second, third = (
        a_mail(edition=edition.id, revision=number) for number in (1, 2, 3)
    )
    async with house.writing() as transaction:
        await keep_edition(transaction, edition, FIRST)
        await owe(transaction, first, range(4))
        await owe(transaction, a_mail(), [9])
        await set_state(transaction, "0", "sending")
        await set_state(transaction, "1", "delivered")
        await ledger.put(transaction, second)
        moved = await ledger.redirect(transaction, edition.id, second)
        await set_state(transaction, "2", "delivered")
        await ledger.put(transaction, third)
        again = await ledger.redirect(transaction, edition.id, third)

    found = dict(await parcels(house, "destination", "message"))
    assert (moved, again) == (2, 1)
    assert [found[str(n)] for n in range(4)] == [
        first.id,
        first.id,
        second.id,
        third.id,
    ]
    async with house.reading() as reading:
        assert await ledger.message_of(reading, edition.id, 2) == second
        with pytest.raises(LookupError, match="revision 9"):
            await ledger.message_of(reading, edition.id, 9)


async def set_state(transaction, destination, state):
    here = tables.parcels.c.destination == destination
    await transaction.run(update(tables.parcels).where(here).values(state=state))


async def test_a_cancelled_edition_goes_nowhere(house: Database):
    edition = an_edition()
    async with house.writing() as transaction:
        await keep_edition(transaction, edition, FIRST)
        await owe(transaction, a_mail(edition=edition.id, revision=1), [1, 2])
        await owe(transaction, a_mail(), [3])
        await set_state(transaction, "2", "delivered")
        await ledger.cancel_edition(transaction, edition.id, "expired", NOW)

    assert await parcels(house, "destination", "state") == [
        ("1", "cancelled"),
        ("2", "delivered"),
        ("3", "waiting"),
    ]


async def test_a_cancelled_destination_is_asked_no_more(house: Database):
    async with house.writing() as transaction:
        await owe(transaction, about(FIRST), "ab")
        await owe(transaction, about(SECOND, priority=Priority.KILL), "a")
        await ledger.cancel_destination(transaction, "webhook", "a", "gone", NOW)

    found = await lane(house, "a")
    assert (found.due, found.urgent) == (None, None)
    assert await parcels(house, "destination", "state") == [
        ("a", "cancelled"),
        ("a", "cancelled"),
        ("b", "waiting"),
    ]


async def test_who_took_an_article_holds_it(house: Database):
    async with house.writing() as transaction:
        await owe(transaction, about(FIRST), "ab")
        await owe(transaction, about(SECOND), "c")
    assert await holders(house) == []

    await send(house, Delivered("https"))

    assert await holders(house) == ["a", "b"]
    assert await holders(house, SECOND) == ["c"]


@pytest.mark.parametrize(
    "outcome", [Deferred("500"), Unknown("cut off"), Refused("too often")]
)
async def test_who_may_have_taken_it_holds_it_too(house: Database, outcome: Outcome):
    async with house.writing() as transaction:
        await owe(transaction, about(FIRST), "ab")

    await send(house, outcome, places=1)

    assert await holders(house) == ["a"]


async def test_who_is_being_sent_it_holds_it(house: Database):
    async with house.writing() as transaction:
        await owe(transaction, about(FIRST), "ab")
        await claims.claim_posts(transaction, "webhook", NOW, 1, partners.reachable())

    assert await holders(house) == ["a"]


async def test_what_a_dead_dispatcher_held_may_have_arrived(house: Database):
    async with house.writing() as transaction:
        await owe(transaction, about(FIRST), "abc")
        claimed = await claims.claim_posts(
            transaction, "webhook", NOW, 2, partners.reachable()
        )
        not_begun = [parcel for parcel in claimed if parcel.destination == "a"]
        await claims.hand_back(transaction, not_begun, NOW)
        await claims.free_all(transaction, NOW)

    assert await holders(house) == ["b"]


async def test_nothing_is_next_where_nothing_waits(house: Database):
    async with house.reading() as reading:
        assert await ledger.next_due(reading, "mail") is None
        assert await ledger.next_due(reading, "webhook") is None
        assert await ledger.waiting_by(reading, NOW) == (0, 0)


async def test_the_next_mail_is_the_earliest(house: Database):
    async with house.writing() as transaction:
        await owe(transaction, a_mail(), [1], NOW + 5 * MINUTE)
        await owe(transaction, a_mail(), [2], NOW + 3 * MINUTE)
        await owe(transaction, a_message(), "a", NOW)

    async with house.reading() as reading:
        assert await ledger.next_due(reading, "mail") == NOW + 3 * MINUTE
        assert await ledger.waiting_by(reading, NOW + 4 * MINUTE) == (3, 2)


async def next_post(database: Database):
    async with database.reading() as reading:
        return await ledger.next_due(reading, "webhook", partners.reachable())


async def test_the_next_post_waits_for_its_parked_lane_unless_it_is_a_kill(
    house: Database,
):
    async with house.writing() as transaction:
        await owe(transaction, about(FIRST), "a")
        await owe(transaction, about(SECOND), "a", NOW + timedelta(seconds=1))
    await send(house, Deferred("500"))  # parked for 5 s
    assert await next_post(house) == NOW + timedelta(seconds=5)

    async with house.writing() as transaction:
        kill = about(SECOND, 2, priority=Priority.KILL)
        await owe(transaction, kill, "a", NOW + timedelta(seconds=2))
    assert await next_post(house) == NOW + timedelta(seconds=2)


async def test_no_turn_comes_of_a_lane_that_is_leased_asleep_or_not_asked(
    house: Database,
):
    async with house.writing() as transaction:
        await owe(transaction, about(FIRST), "abc")
        await claims.claim_posts(transaction, "webhook", NOW, 1, partners.reachable())
        await partners.set_state(transaction, "b", "paused")
        await ledger.cancel_destination(transaction, "webhook", "c", "gone", NOW)

    assert await next_post(house) is None


async def test_a_message_needs_its_article(house: Database):
    async with house.writing() as transaction:
        with pytest.raises(IntegrityError):
            await ledger.put(transaction, a_message(article="unknown"))


async def test_a_destination_is_owed_a_message_once(house: Database):
    message = a_message()
    async with house.writing() as transaction:
        await owe(transaction, message, "a")
        with pytest.raises(IntegrityError):
            await ledger.owe(transaction, message, to("a"))


async def test_a_lane_that_sleeps_is_woken_by_a_later_parcel(house: Database):
    async with house.writing() as transaction:
        await transaction.run(
            insert(tables.lanes).values(channel="webhook", destination="a", failures=3)
        )
        await owe(transaction, about(FIRST), "a")

    found = await lane(house, "a")
    assert (found.due, found.failures) == (NOW, 3)
