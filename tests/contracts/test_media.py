"""Pictures stay while a public article shows them; old addresses lead to articles."""

from dataclasses import replace

import pytest

from content import archive, media, moves
from content.article import Article, Block, Kind, Picture, State
from content.image import Image
from content.pictures.reading import read
from storage.engine import Database
from tests.support import pictures
from tests.support.rows import NOW, an_article

IMAGE = read(pictures.png())
assert isinstance(IMAGE, Image)
PICTURE = Picture(IMAGE.sha256, "png", 4, 3, alt="سطح")


def showing(state: State = State.USABLE) -> Article:
    block = Block(Kind.IMAGE, "", picture=PICTURE)
    shown = an_article()
    return replace(shown, state=state, blocks=(*shown.blocks, block, block))


async def kept(database: Database, shown: Article) -> None:
    async with database.writing() as transaction:
        await media.keep(transaction, IMAGE, PICTURE, NOW)  # type: ignore[arg-type]
        await media.keep(transaction, IMAGE, PICTURE, NOW)  # type: ignore[arg-type]
        await archive.add(transaction, shown, NOW)


async def found(database: Database, suffix: str = "png") -> media.Medium | None:
    async with database.reading() as reading:
        public = archive.public()
        return await media.find(reading, PICTURE.sha256, suffix, public)


async def test_a_public_article_shows_its_picture(database: Database):
    await kept(database, showing())

    assert await found(database) == media.Medium("image/png", IMAGE.data)  # type: ignore[union-attr]
    assert await found(database, "jpg") is None
    assert await found(database, "svg") is None


@pytest.mark.parametrize("state", [State.DRAFT, State.WITHHELD, State.CANCELED])
async def test_a_picture_goes_with_its_article(database: Database, state: State):
    await kept(database, showing(state))

    assert await found(database) is None


async def test_a_picture_taken_out_of_the_text_is_served_no_more(database: Database):
    shown = showing()
    await kept(database, shown)

    async with database.writing() as transaction:
        bare = replace(shown, blocks=shown.blocks[:1])
        await archive.save(transaction, bare, NOW)

    assert await found(database) is None


async def test_a_picture_that_nobody_brought_is_missing(database: Database):
    other = replace(PICTURE, sha256="cd" * 32)
    shown = replace(showing(), blocks=(Block(Kind.IMAGE, "", picture=other),))
    await kept(database, showing())

    async with database.reading() as reading:
        assert await media.missing(reading, showing()) is None
        assert await media.missing(reading, shown) == other.sha256


async def test_an_old_address_leads_to_its_article_on_any_host(database: Database):
    moved = replace(an_article(), guid="https://old.example/?p=7")
    async with database.writing() as transaction:
        await archive.add(transaction, moved, NOW)
        addresses = ["https://old.example/2024/%D8%A3/", "https://old.example/?p=7"]
        await moves.remember(transaction, moved, [*addresses, addresses[0]])
        await moves.remember(transaction, replace(moved, guid=None), addresses)

    async with database.reading() as reading:
        for asked in ("/2024/أ", "/2024/%D8%A3/", "/2024/%D8%A3?utm=1", "/?p=7"):
            assert await moves.moved_from(reading, asked) == moved.id
        assert await moves.moved_from(reading, "/?p=8") is None
        assert await moves.moved_from(reading, "/") is None
        assert await moves.known_as(reading, "https://old.example/?p=7") == moved.id
        assert await moves.known_as(reading, "https://old.example/?p=8") is None


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("https://a.example/b/", "/b"),
        ("https://a.example/b/?c=d#e", "/b?c=d"),
        ("https://a.example/%D8%A3%CC%81", "/أ\u0301"),
        ("https://a.example", None),
        ("https://a.example/", None),
        ("https://a.example/?p=1", "/?p=1"),
        ("urn:uuid:1", None),
        ("https://a.example/%FF", None),
        ("https://[::1", None),
        ("https://a.example/%00", None),
        ("https://a.example/" + "b" * 1000, None),
    ],
)
def test_an_address_is_its_path_and_query_in_one_spelling(address, place):
    assert moves.place(address) == place
