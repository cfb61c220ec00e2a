"""The publisher's record is one row, written over."""

from dataclasses import replace

from sqlalchemy import func, select

from content import imprint
from storage.engine import Database
from tests.support.rows import PUBLISHER


async def test_a_new_database_has_no_publisher(database: Database):
    async with database.reading() as reading:
        assert await imprint.load(reading) is None


async def test_the_publisher_comes_back_as_kept(database: Database):
    async with database.writing() as transaction:
        await imprint.save(transaction, PUBLISHER)

    async with database.reading() as reading:
        assert await imprint.load(reading) == PUBLISHER


async def test_a_later_record_takes_the_place_of_the_first(database: Database):
    renamed = replace(PUBLISHER, name="مركز آخر", reply_to="desk@mena.example")
    async with database.writing() as transaction:
        await imprint.save(transaction, PUBLISHER)
        await imprint.save(transaction, renamed)

    async with database.reading() as reading:
        rows = await reading.value(select(func.count()).select_from(imprint.imprint))
        assert await imprint.load(reading) == renamed
        assert rows == 1
