"""The store of feeds: heads that never move back, entries in order, tombstones."""

from datetime import timedelta, timezone

import pytest

from feeds import store
from feeds.feed import FORMATS, Feed, Format, Tombstone
from feeds.selection import Selection
from storage.engine import Database
from tests.support.rows import NOW, an_article, article_id, keep

DAY = timedelta(days=1)
ALL, CLIMATE = Selection("all"), Selection("climate", "مناخ")
STONE = Tombstone(f"urn:uuid:{article_id(1)}", NOW, "سُحب")


@pytest.fixture
async def house(database: Database) -> Database:
    """Three articles, and the feeds `all` and `climate`, both empty."""
    async with database.writing() as transaction:
        await keep(transaction, *(an_article(number) for number in (1, 2, 3)))
        await store.open_feeds(transaction, [ALL, CLIMATE], NOW)
    return database


async def head(database: Database, name: str = "all") -> Feed:
    async with database.reading() as reading:
        found = await store.head(reading, name)
    assert found is not None
    return found


async def put(transaction, number, version=1, profile="p1"):
    rendered: dict[Format, bytes] = {
        name: f"{name}{number}v{version}".encode() for name in FORMATS
    }
    await store.put(transaction, article_id(number), version, profile, rendered)


async def documents(database: Database, limit: int = 10) -> list[bytes]:
    async with database.reading() as reading:
        return await store.documents(reading, "all", "atom", limit)


async def test_a_feed_is_opened_once(house: Database):
    async with house.writing() as transaction:
        await store.open_feeds(transaction, [ALL], NOW + DAY)

    assert await head(house) == Feed("all", 1, NOW)


async def test_there_is_no_head_of_an_unknown_feed(house: Database):
    async with house.reading() as reading:
        assert await store.head(reading, "nothing") is None


async def test_a_touch_moves_version_and_time(house: Database):
    async with house.writing() as transaction:
        await store.touch(transaction, ["all"], NOW + DAY)

    assert await head(house) == Feed("all", 2, NOW + DAY)
    assert await head(house, "climate") == Feed("climate", 1, NOW, label="مناخ")


@pytest.mark.parametrize("hours", [0, 3, -5])
async def test_a_touch_never_moves_the_time_back(house: Database, hours: int):
    zone = timezone(timedelta(hours=hours))
    async with house.writing() as transaction:
        await store.touch(transaction, ["all"], (NOW + DAY).astimezone(zone))
        await store.touch(transaction, ["all"], (NOW - DAY).astimezone(zone))

    assert await head(house) == Feed("all", 3, NOW + DAY)


async def test_a_bump_moves_the_version_only(house: Database):
    async with house.writing() as transaction:
        await store.bump(transaction, ["all"])

    assert await head(house) == Feed("all", 2, NOW)


async def test_a_feed_is_closed_when_nothing_stands_in_it(house: Database):
    async with house.writing() as transaction:
        await store.open_feeds(transaction, [Selection("topics/x")], NOW)
        await store.join(transaction, ["climate"], article_id(1), NOW)
        await store.bury(transaction, ["topics/x"], STONE, NOW + DAY)
        held = await store.open_head(transaction, "climate")
        await store.leave(transaction, ["climate"], article_id(1))

        assert held is not None
        assert await store.open_head(transaction, "climate") is None
        assert await store.open_head(transaction, "topics/x") is not None
        assert await store.open_head(transaction, "all") is not None
        assert await store.open_head(transaction, "nothing") is None


async def test_entries_come_newest_first_and_only_so_many(house: Database):
    async with house.writing() as transaction:
        for number, days in ((1, 2), (2, 0), (3, 1)):
            await put(transaction, number)
            await store.join(transaction, ["all"], article_id(number), NOW - days * DAY)

    assert await documents(house, 2) == [b"atom2v1", b"atom3v1"]
    async with house.reading() as reading:
        assert await store.documents(reading, "all", "rss", 1) == [b"rss2v1"]
        assert await store.documents(reading, "climate", "atom", 9) == []


async def test_a_later_version_takes_the_place_of_the_entry(house: Database):
    async with house.writing() as transaction:
        await put(transaction, 1)
        await store.join(transaction, ["all"], article_id(1), NOW)
        await put(transaction, 1, version=2)

    assert await documents(house) == [b"atom1v2"]


async def test_joining_twice_is_joining_once(house: Database):
    async with house.writing() as transaction:
        await put(transaction, 1)
        for _ in range(2):
            await store.join(transaction, ["all", "climate"], article_id(1), NOW)

    async with house.reading() as reading:
        assert await store.feeds_of(reading, article_id(1)) == ["all", "climate"]
    assert await documents(house) == [b"atom1v1"]


async def test_what_is_to_leave_stays_until_then(house: Database):
    async with house.writing() as transaction:
        await put(transaction, 1)
        await store.join(transaction, ["all"], article_id(1), NOW)
        await store.let_leave(transaction, article_id(1), NOW + DAY)
        early = await store.clean(transaction, NOW + DAY - timedelta(seconds=1))
        before = await store.documents(transaction, "all", "atom", 9)
        late = await store.clean(transaction, NOW + DAY)

    assert (early, late) == (0, 1)
    assert before == [b"atom1v1"]
    assert await documents(house) == []
    assert await head(house) == Feed("all", 2, NOW + DAY)


async def test_joining_again_takes_the_leave_back(house: Database):
    async with house.writing() as transaction:
        await put(transaction, 1)
        await store.join(transaction, ["all"], article_id(1), NOW)
        await store.let_leave(transaction, article_id(1), NOW)
        await store.join(transaction, ["all"], article_id(1), NOW)
        assert await store.clean(transaction, NOW + DAY) == 0

    assert await documents(house) == [b"atom1v1"]


async def test_tombstones_stand_in_their_feeds_newest_first(house: Database):
    second = Tombstone(f"urn:uuid:{article_id(2)}", NOW + DAY, "")
    async with house.writing() as transaction:
        await store.bury(transaction, ["all", "climate"], STONE, NOW + 365 * DAY)
        await store.bury(transaction, ["all"], second, NOW + 366 * DAY)

    assert (await head(house)).tombstones == (second, STONE)
    assert (await head(house, "climate")).tombstones == (STONE,)


async def test_a_tombstone_falls_when_its_time_is_over(house: Database):
    async with house.writing() as transaction:
        await store.bury(transaction, ["all", "climate"], STONE, NOW + 365 * DAY)
        early = await store.clean(transaction, NOW + 364 * DAY)
        late = await store.clean(transaction, NOW + 365 * DAY)

    assert (early, late) == (0, 2)
    assert (await head(house)).tombstones == ()
    assert (await head(house)).version == 2


async def test_cleaning_what_is_clean_changes_nothing(house: Database):
    async with house.writing() as transaction:
        assert await store.clean(transaction, NOW + 999 * DAY) == 0

    assert await head(house) == Feed("all", 1, NOW)


async def test_entries_of_another_profile_are_found(house: Database):
    async with house.writing() as transaction:
        await put(transaction, 1, profile="a")
        await put(transaction, 2, profile="m")
        await put(transaction, 3, profile="z")

    async with house.reading() as reading:
        others = await store.rendered_otherwise(reading, "m", 10)
        one = await store.rendered_otherwise(reading, "m", 1)

    assert sorted(others) == [article_id(1), article_id(3)]
    assert len(one) == 1


async def test_a_feed_has_the_label_it_was_opened_with_last(house: Database):
    async with house.writing() as transaction:
        await store.open_feeds(transaction, [Selection("climate", "المناخ")], NOW)

    assert (await head(house, "climate")).label == "المناخ"


async def test_who_leaves_a_feed_stays_in_the_others(house: Database):
    async with house.writing() as transaction:
        await store.join(transaction, ["all", "climate"], article_id(1), NOW)
        await store.leave(transaction, ["climate"], article_id(1))

        assert await store.feeds_of(transaction, article_id(1)) == ["all"]
        assert await store.is_empty(transaction, "climate")
        assert not await store.is_empty(transaction, "all")


async def test_only_feeds_that_hold_something_are_listed(house: Database):
    async with house.writing() as transaction:
        await store.open_feeds(transaction, [Selection("authors/x", "س")], NOW)
        await store.join(transaction, ["all", "authors/x"], article_id(1), NOW)
        await store.join(transaction, ["all"], article_id(2), NOW)

    async with house.reading() as reading:
        assert await store.listing(reading) == [
            (Feed("all", 1, NOW), 2),
            (Feed("authors/x", 1, NOW, label="س"), 1),
        ]
