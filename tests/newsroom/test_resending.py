"""Mails that the maildir took for a relay are owed again (decisions A14)."""

from audience import subscribers
from newsroom import filling, resending, withdrawing
from newsroom.resending import Resent
from outbox import claims
from outbox.parcel import Delivered
from tests.newsroom.test_editions import (
    edition_of,
    freeze,
    items,
    revisions,
    sums,
)
from tests.support.dispatching import claim_mail, parcels, record
from tests.support.house import Built, open_list, publish

MAILDIR, RELAY = Delivered("maildir"), Delivered("smtp:mx.example.org", 250, "ok")


async def sent(built: Built, readers: int = 3, *, outcome=MAILDIR, articles: int = 1):
    """An edition of so many articles that has reached all its readers."""
    newsletter = await open_list(built, readers)
    for number in range(articles):
        await publish(built, number)
    edition = await freeze(built, newsletter, then="filling")
    await filling.fill_all(built.house)
    claimed = await claim_mail(built.database, now=built.clock())
    await record(built.database, claimed, outcome, built.clock(), "mail")
    await filling.close_all(built.house)
    return edition


async def test_what_the_maildir_took_waits_again_under_its_own_id(built: Built):
    edition = await sent(built)
    before = {row.id for row in await parcels(built.database)}
    rung = len(built.bell.committed)
    later = built.clock.move(hours=1)

    resent = await resending.resend(built.house, "maildir")

    rows = await parcels(built.database)
    assert resent == Resent(owed=3, left=0)
    assert {row.id for row in rows} == before
    assert await sums(built, edition) == {"owed": 3, "waiting": 3}
    assert {(row.due, row.transport, row.finished) for row in rows} == {
        (later, None, None)
    }
    assert {row.reason for row in rows} == {"resent: maildir"}
    assert ("mail", 3) in built.bell.committed[rung:]


async def test_the_edition_is_on_its_way_again_and_then_done(built: Built):
    edition = await sent(built)
    before = (await edition_of(built, edition)).state

    await resending.resend(built.house, "maildir")
    during = (await edition_of(built, edition)).state
    claimed = await claim_mail(built.database, now=built.clock())
    await record(built.database, claimed, RELAY, built.clock(), "mail")
    await filling.close_all(built.house)

    assert (before, during) == ("done", "sending")
    assert (await edition_of(built, edition)).state == "done"
    assert await sums(built, edition) == {"owed": 3, "delivered": 3}


async def test_what_a_relay_took_is_not_sent_again(built: Built):
    edition = await sent(built, outcome=RELAY)

    assert await resending.resend(built.house, "maildir") == Resent(0, 0)
    assert await sums(built, edition) == {"owed": 3, "delivered": 3}


async def test_twice_is_once(built: Built):
    await sent(built)
    await resending.resend(built.house, "maildir")

    assert await resending.resend(built.house, "maildir") == Resent(0, 0)


async def test_in_slices_nobody_is_left_out(built: Built, monkeypatch):
    monkeypatch.setattr(resending, "SLICE", 2)
    edition = await sent(built, 5)

    assert await resending.resend(built.house, "maildir") == Resent(5, 0)
    assert await sums(built, edition) == {"owed": 5, "waiting": 5}


async def test_what_came_too_late_stays_where_it_is(built: Built):
    edition = await sent(built)
    built.clock.move(days=3)

    assert await resending.resend(built.house, "maildir") == Resent(owed=0, left=3)
    assert await sums(built, edition) == {"owed": 3, "delivered": 3}


async def test_a_text_that_was_killed_meanwhile_does_not_come_back(built: Built):
    edition = await sent(built, 2, articles=2)
    first, _ = await items(built, edition)
    await withdrawing.kill(built.house, first, "")

    await resending.resend(built.house, "maildir")

    assert [(state, n) for state, n, _ in await revisions(built)] == [
        ("waiting", 2),
        ("waiting", 2),
    ]


async def test_an_edition_of_which_nothing_is_left_is_not_sent(built: Built):
    edition = await sent(built)
    (only,) = await items(built, edition)
    await withdrawing.kill(built.house, only, "")

    assert await resending.resend(built.house, "maildir") == Resent(owed=0, left=3)
    assert (await sums(built, edition)).get("waiting") is None


async def test_who_has_left_meanwhile_gets_nothing(built: Built):
    edition = await sent(built)
    await resending.resend(built.house, "maildir")
    gone, *_ = await parcels(built.database)

    async with built.database.writing() as transaction:
        await subscribers.leave(transaction, int(gone.destination), built.clock())
        claimed = await claims.claim_mail(
            transaction, built.clock(), 10, subscribers.reachable
        )

    assert gone.id not in {each.id for each in claimed}
    assert await sums(built, edition) == {"owed": 3, "sending": 2, "cancelled": 1}


async def test_what_is_delivered_while_we_look_is_left_alone(built: Built):
    await sent(built)
    built.clock.move(seconds=-1)

    assert await resending.resend(built.house, "maildir") == Resent(0, 0)
    built.clock.move(seconds=1)
