"""Readers: on a list once, off it for good, and each in exactly one slice."""

from datetime import timedelta
from itertools import chain

import pytest

from audience import subscribers
from audience.subscribers import Subscription
from digests import newsletters
from storage.engine import Database
from tests.support.rows import NOW, a_newsletter, subscribe


@pytest.fixture
async def house(database: Database) -> Database:
    async with database.writing() as transaction:
        for name in ("tuesday", "friday"):
            await newsletters.add(transaction, a_newsletter(name))
    return database


async def readers(database: Database, count: int, name: str = "tuesday") -> list[int]:
    async with database.writing() as transaction:
        addresses = [f"reader{number}@mena.example" for number in range(count)]
        return await subscribe(transaction, name, *addresses)


async def slices(database: Database, size: int, through: int | None = None):
    """The destinations of each slice, as an edition is filled."""
    found, after = [], 0
    async with database.reading() as reading:
        if through is None:
            through = await subscribers.newest(reading, "tuesday")
        while (
            end := await subscribers.slice_end(reading, "tuesday", after, through, size)
        ) is not None:
            wanted = subscribers.recipients("tuesday", after, end, NOW)
            rows = await reading.rows(wanted)
            found.append(sorted(int(row.destination) for row in rows))
            after = end
    return found


async def test_a_reader_is_on_the_list(house: Database):
    (number,) = await readers(house, 1)

    async with house.reading() as reading:
        found = await subscribers.subscription(reading, number)
        assert found == Subscription(
            number, "tuesday", "reader0@mena.example", "ar", "confirmed"
        )
        assert await subscribers.count(reading, "tuesday") == 1
        assert await subscribers.count(reading, "friday") == 0


async def test_an_address_is_on_a_list_once(house: Database):
    async with house.writing() as transaction:
        consent = await subscribers.record_consent(transaction, "نعم", "form", NOW)
        first, again = [
            await subscribers.subscribe(
                transaction,
                "tuesday",
                "a@b.example",
                language="ar",
                consent=consent,
                at=NOW,
            )
            for _ in range(2)
        ]

    assert (first.is_new, again.is_new) == (True, False)
    assert first.subscription == again.subscription


async def test_one_reader_may_be_on_two_lists(house: Database):
    (tuesday,) = await readers(house, 1, "tuesday")
    (friday,) = await readers(house, 1, "friday")

    assert tuesday != friday
    async with house.reading() as reading:
        found = await subscribers.by_numbers(reading, [friday, tuesday, 99])
    assert {each.newsletter for each in found} == {"tuesday", "friday"}


async def test_leaving_twice_is_leaving_once(house: Database):
    number, _ = await readers(house, 2)
    async with house.writing() as transaction:
        first = await subscribers.leave(transaction, number, NOW)
        again = await subscribers.leave(transaction, number, NOW + timedelta(days=1))
        unknown = await subscribers.leave(transaction, 999, NOW)

    assert (first, again, unknown) == (True, False, False)
    async with house.reading() as reading:
        assert await subscribers.count(reading, "tuesday") == 1
        ((gone, at),) = await subscribers.who_left(reading)
    assert (gone.id, gone.standing, at) == (number, "left", NOW)


async def test_who_left_is_not_brought_back_by_a_list(house: Database):
    (number,) = await readers(house, 1)
    async with house.writing() as transaction:
        await subscribers.leave(transaction, number, NOW)

    assert await readers(house, 1) == [number]
    async with house.reading() as reading:
        assert await subscribers.count(reading, "tuesday") == 0


async def test_who_left_one_list_stays_on_the_other(house: Database):
    (tuesday,) = await readers(house, 1, "tuesday")
    (friday,) = await readers(house, 1, "friday")
    async with house.writing() as transaction:
        await subscribers.leave(transaction, tuesday, NOW)

    async with house.reading() as reading:
        wanted = [str(tuesday), str(friday), "999"]
        assert await subscribers.reachable(reading, wanted) == {str(friday)}
        assert await subscribers.reachable(reading, []) == set()


@pytest.mark.parametrize("size", [1, 3, 7, 10, 11])
async def test_slices_cover_everybody_exactly_once(house: Database, size: int):
    numbers = await readers(house, 10)
    await readers(house, 4, "friday")

    found = await slices(house, size)

    assert [len(each) for each in found[:-1]] == [size] * (len(found) - 1)
    assert sorted(chain(*found)) == numbers


async def test_slices_pass_over_who_left_and_who_came_too_late(house: Database):
    numbers = await readers(house, 8)
    async with house.writing() as transaction:
        for gone in (numbers[0], numbers[3], numbers[7]):
            await subscribers.leave(transaction, gone, NOW)

    found = await slices(house, 2, through=numbers[5])

    assert list(chain(*found)) == [numbers[n] for n in (1, 2, 4, 5)]


async def test_a_list_without_readers_has_no_slice(house: Database):
    async with house.reading() as reading:
        assert await subscribers.newest(reading, "tuesday") == 0
    assert await slices(house, 5) == []


async def test_recipients_are_due_when_said(house: Database):
    (number,) = await readers(house, 1)

    async with house.reading() as reading:
        wanted = subscribers.recipients("tuesday", 0, number, NOW)
        assert [tuple(row) for row in await reading.rows(wanted)] == [
            (str(number), NOW)
        ]


async def test_a_suppressed_address_is_known_by_its_fingerprint(house: Database):
    async with house.writing() as transaction:
        for reason in ("bounce", "complaint"):
            await subscribers.suppress(transaction, "1:abc", reason, NOW)

    async with house.reading() as reading:
        found = await subscribers.suppressed(reading, ["2:abc", "1:abc"])
        assert found == {"1:abc"}
        assert await subscribers.suppressed(reading, []) == set()
