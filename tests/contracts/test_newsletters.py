"""Newsletters are found by name, and a name is taken once."""

from dataclasses import replace

import pytest

from digests import newsletters
from digests.newsletters import NewsletterExistsError
from storage.engine import Database
from tests.support.rows import a_newsletter


async def test_a_newsletter_comes_back_as_kept(database: Database):
    weekly = a_newsletter(cadence="weekly", weekday=6, since_event=7)
    async with database.writing() as transaction:
        await newsletters.add(transaction, weekly)

    async with database.reading() as reading:
        assert await newsletters.find(reading, "tuesday") == weekly
        assert await newsletters.find(reading, "friday") is None


async def test_a_name_is_taken_once(database: Database):
    async with database.writing() as transaction:
        await newsletters.add(transaction, a_newsletter())
        with pytest.raises(NewsletterExistsError, match="tuesday"):
            await newsletters.add(transaction, replace(a_newsletter(), title="أخرى"))

    async with database.reading() as reading:
        assert await newsletters.listing(reading) == [a_newsletter()]


async def test_newsletters_are_listed_by_name(database: Database):
    async with database.writing() as transaction:
        for name in ("b", "c", "a"):
            await newsletters.add(transaction, a_newsletter(name))

    async with database.reading() as reading:
        assert [n.name for n in await newsletters.listing(reading)] == ["a", "b", "c"]
