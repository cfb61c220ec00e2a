"""Editions: chosen by identity, frozen once, filled in slices, revised by a kill."""

import asyncio
import json
from datetime import timedelta

import pytest
from sqlalchemy import select

from audience import subscribers
from content.article import Article
from digests import editions as store
from digests.editions import Edition
from digests.newsletters import Newsletter
from newsroom import editions, filling, withdrawing
from newsroom.editions import Frozen, NothingNew
from newsroom.problem import Problem
from newsroom.pushing import Done
from outbox import claims, ledger, tables
from storage.engine import Transaction
from tests.support.dispatching import claim_mail, parcels, record
from tests.support.house import Built, open_list, publish
from tests.support.rows import subscribe

SLOT, NEXT = "2026-11-24", "2026-11-25"


async def freeze(
    built: Built, newsletter: Newsletter, slot: str = SLOT, then="draft"
) -> Edition:
    frozen = await editions.freeze(built.house, newsletter, slot, then=then)
    assert isinstance(frozen, Frozen), frozen
    return frozen.edition


async def edition_of(built: Built, edition: Edition) -> Edition:
    async with built.database.reading() as reading:
        found = await store.load(reading, edition.id)
    assert found is not None
    return found


async def sums(built: Built, edition: Edition) -> dict[str, int]:
    """Where the edition's mails stand, without what is nothing."""
    async with built.database.reading() as reading:
        found = await ledger.sums(reading, edition=edition.id)
    return {name: number for name, number in found["mail"].items() if number}


async def revisions(built: Built) -> list[tuple[str, int, str]]:
    """State and revision of each mail, and its destination."""
    joined = select(
        tables.parcels.c.state, tables.messages.c.revision, tables.parcels.c.destination
    ).join(tables.messages, tables.messages.c.id == tables.parcels.c.message)
    async with built.database.reading() as reading:
        return sorted(tuple(row) for row in await reading.rows(joined))


async def items(built: Built, edition: Edition) -> list[str]:
    async with built.database.reading() as reading:
        return [article for article, _ in await store.items(reading, edition.id)]


def title_of(article: Article) -> str:
    assert article.title is not None
    return article.title


# Choosing.


async def test_an_edition_holds_what_is_new(built: Built):
    newsletter = await open_list(built, 3)
    first, second = await publish(built, 1), await publish(built, 2)

    frozen = await editions.freeze(built.house, newsletter, SLOT)

    assert isinstance(frozen, Frozen)
    assert {article.id for article in frozen.articles} == {first.id, second.id}
    edition = await edition_of(built, frozen.edition)
    assert edition == frozen.edition
    assert (edition.state, edition.revision, edition.frozen) == (
        "draft",
        1,
        built.clock(),
    )
    assert edition.expires == built.clock() + timedelta(hours=36)
    assert title_of(first) in edition.text
    assert title_of(second) in edition.html
    assert await parcels(built.database) == []


async def test_freezing_twice_is_freezing_once(built: Built):
    newsletter = await open_list(built, 3)
    await publish(built, 1)
    edition = await freeze(built, newsletter)
    await publish(built, 2)
    built.clock.move(hours=1)

    again = await editions.freeze(built.house, newsletter, SLOT)

    assert isinstance(again, Frozen)
    assert again.edition == edition
    assert len(again.articles) == 1


async def test_of_eight_who_freeze_at_once_all_get_the_same(built: Built):
    newsletter = await open_list(built, 3)
    await publish(built, 1)

    found = await asyncio.gather(*(freeze(built, newsletter) for _ in range(8)))

    assert len({edition.id for edition in found}) == 1


async def test_two_slots_at_once_do_not_choose_the_same(built: Built):
    newsletter = await open_list(built, 3)
    await publish(built, 1)

    found = await asyncio.gather(
        *(editions.freeze(built.house, newsletter, slot) for slot in (SLOT, NEXT))
    )

    assert sorted(type(each).__name__ for each in found) == ["Frozen", "NothingNew"]


async def test_without_news_there_is_no_edition(built: Built):
    newsletter = await open_list(built, 3)

    found = await editions.freeze(built.house, newsletter, SLOT)

    assert found == NothingNew("tuesday", SLOT)
    assert await editions.preview(built.house, newsletter, SLOT) == found
    async with built.database.reading() as reading:
        assert await store.find(reading, "tuesday", SLOT) is None


async def test_an_article_comes_in_one_edition_only(built: Built):
    newsletter = await open_list(built, 3)
    first = await publish(built, 1)
    await freeze(built, newsletter)
    second = await publish(built, 2)

    edition = await freeze(built, newsletter, NEXT)

    assert await items(built, edition) == [second.id]
    assert title_of(first) not in edition.text
    assert await editions.freeze(built.house, newsletter, "2026-11-26") == NothingNew(
        "tuesday", "2026-11-26"
    )


async def test_a_back_dated_article_is_found(built: Built):
    newsletter = await open_list(built, 3)
    await publish(built, 1)
    await freeze(built, newsletter)
    old = await publish(built, 2, published=built.clock() - timedelta(days=400))

    edition = await freeze(built, newsletter, NEXT)

    assert await items(built, edition) == [old.id]


async def test_what_was_withdrawn_before_is_left_out(built: Built):
    newsletter = await open_list(built, 3)
    gone, stays = await publish(built, 1), await publish(built, 2)
    await withdrawing.withhold(built.house, gone.id, "")

    edition = await freeze(built, newsletter)

    assert await items(built, edition) == [stays.id]


async def test_each_newsletter_has_its_own_edition(built: Built):
    await publish(built, 1)
    for name in ("tuesday", "friday"):
        edition = await freeze(built, await open_list(built, 1, name))
        assert len(await items(built, edition)) == 1


async def test_a_preview_keeps_nothing_and_shows_what_would_be(built: Built):
    newsletter = await open_list(built, 3)
    article = await publish(built, 1)

    preview = await editions.preview(built.house, newsletter, SLOT)

    assert isinstance(preview, Frozen)
    assert title_of(article) in preview.edition.html
    async with built.database.reading() as reading:
        assert await store.find(reading, "tuesday", SLOT) is None
    edition = await freeze(built, newsletter)
    assert edition.html == preview.edition.html
    shown = await editions.preview(built.house, newsletter, SLOT)
    assert isinstance(shown, Frozen)
    assert shown.edition == edition


async def test_whoever_lost_the_slot_makes_nothing(built: Built):
    newsletter = await open_list(built, 3)
    await publish(built, 1)

    async def lost(_: Transaction) -> bool:
        return False

    made = await editions.freeze(built.house, newsletter, SLOT, first=lost)

    assert made is None
    async with built.database.reading() as reading:
        assert await store.find(reading, "tuesday", SLOT) is None


# Filling.


async def test_everybody_is_owed_one_mail(built: Built):
    newsletter = await open_list(built, 7)
    await publish(built, 1)
    edition = await freeze(built, newsletter, then="filling")

    assert await filling.fill_all(built.house, size=3) == 7

    assert await sums(built, edition) == {"owed": 7, "waiting": 7}
    assert (await edition_of(built, edition)).state == "sending"
    assert len({row.destination for row in await parcels(built.database)}) == 7
    assert built.bell.committed[-3:] == [("mail", 3), ("mail", 3), ("mail", 1)]


async def test_filling_again_owes_nothing_more(built: Built):
    newsletter = await open_list(built, 4)
    await publish(built, 1)
    edition = await freeze(built, newsletter, then="filling")

    await filling.fill_all(built.house, size=3)
    again = await filling.fill_all(built.house, size=3)

    assert again == 0
    assert await sums(built, edition) == {"owed": 4, "waiting": 4}


async def test_two_who_fill_at_once_owe_each_reader_once(built: Built):
    newsletter = await open_list(built, 20)
    await publish(built, 1)
    edition = await freeze(built, newsletter, then="filling")

    await asyncio.gather(*(filling.fill_all(built.house, size=2) for _ in range(3)))

    assert await sums(built, edition) == {"owed": 20, "waiting": 20}


class CrashError(Exception):
    pass


@pytest.mark.parametrize("survived", [0, 1, 2, 3])
async def test_a_crash_between_slices_loses_and_doubles_nobody(
    built: Built, survived: int, monkeypatch: pytest.MonkeyPatch
):
    newsletter = await open_list(built, 7)
    await publish(built, 1)
    edition = await freeze(built, newsletter, then="filling")
    owe, slices = ledger.owe, 0

    async def crash(transaction, message, to):
        nonlocal slices
        number = await owe(transaction, message, to)
        if slices == survived:
            raise CrashError
        slices += 1
        return number

    monkeypatch.setattr(ledger, "owe", crash)
    with pytest.raises(CrashError):
        await filling.fill_all(built.house, size=2)
    monkeypatch.undo()
    assert (await sums(built, edition)).get("owed", 0) == survived * 2

    await filling.fill_all(built.house, size=2)

    assert await sums(built, edition) == {"owed": 7, "waiting": 7}


async def test_mails_leave_with_the_first_slice(built: Built):
    newsletter = await open_list(built, 4)
    await publish(built, 1)
    await freeze(built, newsletter, then="filling")

    await filling._fill_slice(built.house, (await newest(built)).id, 2)

    assert len(await claim_mail(built.database)) == 2


async def newest(built: Built) -> Edition:
    async with built.database.reading() as reading:
        found = await store.newest(reading, "tuesday")
    assert found is not None
    return found


async def test_who_comes_after_the_freeze_is_not_in_it(built: Built):
    newsletter = await open_list(built, 3)
    await publish(built, 1)
    edition = await freeze(built, newsletter, then="filling")
    async with built.database.writing() as transaction:
        (late,) = await subscribe(transaction, "tuesday", "late@mena.example")

    await filling.fill_all(built.house)

    destinations = {row.destination for row in await parcels(built.database)}
    assert len(destinations) == 3
    assert str(late) not in destinations
    assert (await edition_of(built, edition)).state == "sending"


async def test_who_leaves_before_their_slice_is_not_owed(built: Built):
    newsletter = await open_list(built, 3)
    await publish(built, 1)
    edition = await freeze(built, newsletter, then="filling")
    async with built.database.writing() as transaction:
        number = await subscribers.newest(transaction, "tuesday")
        await subscribers.leave(transaction, number, built.clock())

    await filling.fill_all(built.house)

    assert await sums(built, edition) == {"owed": 2, "waiting": 2}


async def test_a_list_without_readers_is_done_at_once(built: Built):
    newsletter = await open_list(built, 0)
    await publish(built, 1)
    edition = await freeze(built, newsletter, then="filling")

    await filling.fill_all(built.house)
    closed = await filling.close_all(built.house)

    assert closed == 1
    assert (await edition_of(built, edition)).state == "done"


# The way of an edition.


async def test_a_draft_waits_until_it_is_sent(built: Built):
    newsletter = await open_list(built, 3)
    await publish(built, 1)
    edition = await freeze(built, newsletter)
    assert await filling.fill_all(built.house) == 0

    sent = await editions.send(built.house, edition.id)

    assert isinstance(sent, Edition)
    assert sent.state == "filling"
    assert await filling.fill_all(built.house) == 3
    assert await editions.send(built.house, edition.id) == await edition_of(
        built, edition
    )


async def test_a_held_edition_goes_no_further_until_it_is_approved(built: Built):
    newsletter = await open_list(built, 5)
    await publish(built, 1)
    edition = await freeze(built, newsletter, then="filling")
    await filling._fill_slice(built.house, edition.id, 2)

    held = await editions.hold(built.house, edition.id)
    assert isinstance(held, Edition)
    assert held.state == "held"
    assert await filling.fill_all(built.house, size=2) == 0
    assert await editions.hold(built.house, edition.id) == held

    await editions.approve(built.house, edition.id)
    assert await filling.fill_all(built.house, size=2) == 3
    assert await sums(built, edition) == {"owed": 5, "waiting": 5}


async def test_a_held_edition_sends_nothing_that_is_owed_already(built: Built):
    newsletter = await open_list(built, 3)
    await publish(built, 1)
    edition = await freeze(built, newsletter, then="filling")
    await filling.fill_all(built.house)

    await editions.hold(built.house, edition.id)
    assert await claim_mail(built.database) == []

    await editions.approve(built.house, edition.id)
    await filling.fill_all(built.house)
    assert len(await claim_mail(built.database)) == 3


async def test_a_draft_goes_out_when_its_hour_comes(built: Built):
    newsletter = await open_list(built, 3)
    await publish(built, 1)
    draft = await freeze(built, newsletter)

    again = await freeze(built, newsletter, then="filling")

    assert (again.id, again.state) == (draft.id, "filling")
    assert await filling.fill_all(built.house) == 3


async def test_a_held_draft_does_not_go_out_when_its_hour_comes(built: Built):
    newsletter = await open_list(built, 3)
    await publish(built, 1)
    draft = await freeze(built, newsletter)
    await editions.hold(built.house, draft.id)

    again = await freeze(built, newsletter, then="filling")

    assert again.state == "held"
    assert await filling.fill_all(built.house) == 0


async def test_what_a_late_draft_held_stands_in_a_later_edition(built: Built):
    newsletter = await open_list(built, 3)
    article = await publish(built, 1)
    draft = await freeze(built, newsletter)
    built.clock.move(hours=37)

    assert await filling.close_all(built.house) == 1

    assert (await edition_of(built, draft)).state == "expired"
    later = await editions.freeze(built.house, newsletter, "2026-12-01")
    assert isinstance(later, Frozen)
    assert [each.id for each in later.articles] == [article.id]


async def test_an_edition_of_which_nothing_waits_is_done(built: Built):
    newsletter = await open_list(built, 2)
    await publish(built, 1)
    edition = await freeze(built, newsletter, then="filling")
    await filling.fill_all(built.house)
    assert await filling.close_all(built.house) == 0

    first, second = await claim_mail(built.database)
    await record(built.database, [first])
    assert await filling.close_all(built.house) == 0
    await record(built.database, [second])

    assert await filling.close_all(built.house) == 1
    assert (await edition_of(built, edition)).state == "done"
    assert await filling.close_all(built.house) == 0


@pytest.mark.parametrize(("slices", "state"), [(1, "expired"), (9, "done")])
async def test_an_edition_that_is_no_news_any_more_goes_no_further(
    built: Built, slices: int, state: str
):
    newsletter = await open_list(built, 5)
    await publish(built, 1)
    edition = await freeze(built, newsletter, then="filling")
    for _ in range(slices):
        await filling._fill_slice(built.house, edition.id, 2)
    owed = (await sums(built, edition))["owed"]
    built.clock.move(hours=36)

    await filling.close_all(built.house)

    assert (await edition_of(built, edition)).state == state
    assert await sums(built, edition) == {"owed": owed, "cancelled": owed}
    assert {row.reason for row in await parcels(built.database)} == {"expired"}
    assert await filling.fill_all(built.house) == 0


@pytest.mark.parametrize("change", [editions.hold, editions.send])
async def test_an_unknown_edition_is_a_problem(built: Built, change):
    problem = await change(built.house, "unknown")

    assert isinstance(problem, Problem)
    assert problem.code == "unknown_edition"


@pytest.mark.parametrize("change", [editions.hold, editions.send])
async def test_a_cancelled_edition_stays_so(built: Built, change):
    newsletter = await open_list(built, 1)
    article = await publish(built, 1)
    edition = await freeze(built, newsletter)
    await withdrawing.kill(built.house, article.id, "")

    problem = await change(built.house, edition.id)

    assert isinstance(problem, Problem)
    assert (problem.code, problem.fields) == ("wrong_state", {"state": "cancelled"})


# A kill after the freeze.


async def test_waiting_mails_carry_the_next_revision_and_sent_ones_are_untouched(
    built: Built,
):
    newsletter = await open_list(built, 3)
    killed, stays = await publish(built, 1), await publish(built, 2)
    edition = await freeze(built, newsletter, then="filling")
    await filling.fill_all(built.house)
    (sent,) = await claim_mail(built.database, 1)
    await record(built.database, [sent])
    (flying,) = await claim_mail(built.database, 1)
    built.clock.move(minutes=5)

    done = await withdrawing.kill(built.house, killed.id, "")

    assert isinstance(done, Done)
    revised = await edition_of(built, edition)
    assert (revised.revision, revised.state) == (2, "sending")
    assert title_of(killed) not in revised.html + revised.text + revised.subject
    assert title_of(stays) in revised.html
    assert [(state, revision) for state, revision, _ in await revisions(built)] == [
        ("delivered", 1),
        ("sending", 1),
        ("waiting", 2),
    ]
    (waiting,) = await claim_mail(built.database)
    async with built.database.reading() as reading:
        (old,) = await claims.bodies(reading, [flying.message])
        (new,) = await claims.bodies(reading, [waiting.message])
    assert title_of(killed) in old.data.decode()
    assert title_of(killed) not in new.data.decode()
    assert json.loads(new.data)["html"] == revised.html


async def test_a_kill_between_slices_reaches_the_later_ones(built: Built):
    newsletter = await open_list(built, 4)
    killed, _ = await publish(built, 1), await publish(built, 2)
    edition = await freeze(built, newsletter, then="filling")
    await filling._fill_slice(built.house, edition.id, 2)

    await withdrawing.kill(built.house, killed.id, "")
    await filling.fill_all(built.house)

    assert await sums(built, edition) == {"owed": 4, "waiting": 4}
    assert {revision for _, revision, _ in await revisions(built)} == {2}


async def test_two_kills_are_two_revisions(built: Built):
    newsletter = await open_list(built, 2)
    first, second, stays = [await publish(built, number) for number in (1, 2, 3)]
    edition = await freeze(built, newsletter, then="filling")
    await filling.fill_all(built.house)

    await withdrawing.kill(built.house, first.id, "")
    await withdrawing.withhold(built.house, second.id, "")

    assert (await edition_of(built, edition)).revision == 3
    assert await items(built, edition) == [stays.id]
    assert {revision for _, revision, _ in await revisions(built)} == {3}


async def test_an_edition_left_empty_is_cancelled(built: Built):
    newsletter = await open_list(built, 3)
    killed = await publish(built, 1)
    edition = await freeze(built, newsletter, then="filling")
    await filling.fill_all(built.house)

    await withdrawing.kill(built.house, killed.id, "")

    assert (await edition_of(built, edition)).state == "cancelled"
    assert await sums(built, edition) == {"owed": 3, "cancelled": 3}
    assert {row.reason for row in await parcels(built.database)} == {"withdrawn"}
    assert await claim_mail(built.database) == []


async def test_a_restored_article_comes_in_a_later_edition_if_nobody_got_it(
    built: Built,
):
    newsletter = await open_list(built, 3)
    article = await publish(built, 1)
    await freeze(built, newsletter)
    await withdrawing.withhold(built.house, article.id, "")
    await withdrawing.restore(built.house, article.id, "")

    edition = await freeze(built, newsletter, NEXT)

    assert await items(built, edition) == [article.id]


async def test_a_kill_leaves_the_page_of_an_edition_that_is_done(built: Built):
    newsletter = await open_list(built, 1)
    killed, _ = await publish(built, 1), await publish(built, 2)
    edition = await freeze(built, newsletter, then="filling")
    await filling.fill_all(built.house)
    await record(built.database, await claim_mail(built.database))
    await filling.close_all(built.house)

    await withdrawing.kill(built.house, killed.id, "")

    revised = await edition_of(built, edition)
    assert (revised.state, revised.revision) == ("done", 2)
    assert title_of(killed) not in revised.html


async def test_a_kill_and_a_slice_at_once_leave_no_mail_with_the_killed_text(
    built: Built,
):
    newsletter = await open_list(built, 30)
    killed, _ = await publish(built, 1), await publish(built, 2)
    edition = await freeze(built, newsletter, then="filling")

    await asyncio.gather(
        filling.fill_all(built.house, size=2),
        withdrawing.kill(built.house, killed.id, ""),
        filling.close_all(built.house),
    )
    await filling.fill_all(built.house)

    assert await sums(built, edition) == {"owed": 30, "waiting": 30}
    assert {revision for _, revision, _ in await revisions(built)} == {2}
    revised = await edition_of(built, edition)
    assert (revised.revision, revised.state) == (2, "sending")
    assert title_of(killed) not in revised.html


async def test_a_freeze_and_a_kill_at_once_leave_no_edition_with_the_killed_text(
    built: Built,
):
    newsletter = await open_list(built, 3)
    killed, stays = await publish(built, 1), await publish(built, 2)

    await asyncio.gather(
        editions.freeze(built.house, newsletter, SLOT, then="filling"),
        withdrawing.kill(built.house, killed.id, ""),
    )

    edition = await newest(built)
    assert await items(built, edition) == [stays.id]
    assert title_of(killed) not in edition.html
