"""Editions: one for a slot, an article in one of them, and what a withdrawal leaves."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from digests import editions, newsletters
from digests.editions import EditionState
from storage.engine import Database
from tests.support.rows import (
    NOW,
    a_newsletter,
    an_article,
    an_edition,
    article_id,
    keep,
    keep_edition,
)

FIRST, SECOND, THIRD = (an_article(number) for number in (1, 2, 3))


@pytest.fixture
async def house(database: Database) -> Database:
    async with database.writing() as transaction:
        await keep(transaction, FIRST, SECOND, THIRD)
        await newsletters.add(transaction, a_newsletter("friday"))
    return database


async def test_an_edition_comes_back_as_kept(house: Database):
    edition = an_edition()
    async with house.writing() as transaction:
        await keep_edition(transaction, edition, SECOND, FIRST)

    async with house.reading() as reading:
        assert await editions.load(reading, edition.id) == edition
        assert await editions.load(reading, "unknown") is None
        assert await editions.find(reading, "tuesday", "2026-11-24") == edition
        assert await editions.find(reading, "tuesday", "2026-11-24", "daily") == edition
        assert await editions.find(reading, "tuesday", "2026-11-24", "weekly") is None
        assert await editions.find(reading, "friday", "2026-11-24") is None
        assert await editions.items(reading, edition.id) == [
            (SECOND.id, 1),
            (FIRST.id, 1),
        ]


async def test_a_slot_has_one_edition(house: Database):
    async with house.writing() as transaction:
        await keep_edition(transaction, an_edition(), FIRST)

    with pytest.raises(IntegrityError):
        async with house.writing() as transaction:
            await keep_edition(transaction, an_edition(), SECOND)


async def test_an_article_stands_in_one_edition_of_a_newsletter(house: Database):
    async with house.writing() as transaction:
        await keep_edition(transaction, an_edition(), FIRST)

    with pytest.raises(IntegrityError):
        async with house.writing() as transaction:
            await keep_edition(transaction, an_edition("2026-11-25"), FIRST)


async def test_another_newsletter_may_hold_it_too(house: Database):
    friday = an_edition(newsletter="friday")
    async with house.writing() as transaction:
        await keep_edition(transaction, an_edition(), FIRST)
        await keep_edition(transaction, friday, FIRST)

    async with house.reading() as reading:
        used = await reading.rows(editions.used("friday", "daily"))
        none = await reading.rows(editions.used("friday", "weekly"))
        assert [row.article for row in used] == [FIRST.id]
        assert none == []


async def test_the_newest_edition_is_the_one_frozen_last(house: Database):
    older = an_edition("2026-11-25", frozen=NOW - timedelta(days=1))
    newer = an_edition("2026-11-24")
    async with house.writing() as transaction:
        await keep_edition(transaction, newer, FIRST)
        await keep_edition(transaction, older, SECOND)

    async with house.reading() as reading:
        assert await editions.newest(reading, "tuesday") == newer
        assert await editions.newest(reading, "friday") is None
        assert await editions.in_state(reading, "draft") == [older, newer]


@pytest.mark.parametrize(
    ("state", "is_there"),
    [
        ("draft", True),
        ("held", True),
        ("filling", True),
        ("sending", True),
        ("done", True),
        ("expired", False),
        ("cancelled", False),
    ],
)
async def test_who_still_holds_the_article(
    house: Database, state: EditionState, is_there: bool
):
    edition = an_edition(state=state)
    async with house.writing() as transaction:
        await keep_edition(transaction, edition, FIRST, SECOND)

    async with house.writing() as transaction:
        found = await editions.holding(transaction, FIRST.id)
        assert found == ([edition] if is_there else [])
        assert await editions.holding(transaction, THIRD.id) == []


async def test_an_article_withdrawn_before_anything_was_owed_may_come_later(
    house: Database,
):
    edition = an_edition(state="filling")
    async with house.writing() as transaction:
        await keep_edition(transaction, edition, FIRST, SECOND)
        await editions.withdraw(transaction, edition, FIRST.id)
        assert await editions.holding(transaction, FIRST.id) == []

    async with house.reading() as reading:
        used = await reading.rows(editions.used("tuesday", "daily"))
        assert [row.article for row in used] == [SECOND.id]
        assert await editions.items(reading, edition.id) == [(SECOND.id, 1)]


async def test_an_article_withdrawn_later_stays_used_and_names_the_revision(
    house: Database,
):
    edition = an_edition(state="sending", filled_to=5, revision=2)
    async with house.writing() as transaction:
        await keep_edition(transaction, edition, FIRST, SECOND)
        await editions.withdraw(transaction, edition, FIRST.id)

    async with house.reading() as reading:
        used = await reading.rows(editions.used("tuesday", "daily"))
        withdrawn = await reading.value(
            select(editions.edition_items.c.withdrawn).where(
                editions.edition_items.c.article == article_id(1)
            )
        )
        assert len(used) == 2
        assert withdrawn == 3
        assert await editions.items(reading, edition.id) == [(SECOND.id, 1)]


async def test_an_edition_is_saved_and_moved(house: Database):
    edition = an_edition()
    changed = replace(edition, subject="آخر", filled_to=7, high_water=9)
    async with house.writing() as transaction:
        await keep_edition(transaction, edition, FIRST)
        assert not await editions.any_open(transaction)
        await editions.save(transaction, changed)
        moved = await editions.move(transaction, changed, "sending")

    async with house.reading() as reading:
        assert moved == replace(changed, state="sending")
        assert await editions.load(reading, edition.id) == moved
        assert await editions.any_open(reading)


def test_an_edition_is_read_at_the_address_of_its_slot():
    assert an_edition().path == "/newsletters/tuesday/2026-11-24"
