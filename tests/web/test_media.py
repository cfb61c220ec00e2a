"""Pictures and old addresses."""

from dataclasses import replace

import pytest

from content.article import State
from content.slugs import article_path
from tests.support.web import ROOFS, FakeMedium, House

NAME = f"{'ab' * 32}.png"
BYTES = b"\x89PNG\r\n\x1a\n"


def house() -> House:
    return House(media={NAME: FakeMedium("image/png", BYTES)})


async def test_a_picture_is_kept_for_ever_and_can_do_nothing():
    async with house().client() as client:
        answer = await client.get(f"/media/{NAME}")

    assert (answer.status_code, answer.content) == (200, BYTES)
    assert answer.headers["content-type"] == "image/png"
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert answer.headers["cross-origin-resource-policy"] == "cross-origin"


async def test_a_picture_that_is_known_is_not_sent_again():
    async with house().client() as client:
        tag = (await client.get(f"/media/{NAME}")).headers["etag"]
        answer = await client.get(f"/media/{NAME}", headers={"if-none-match": tag})

    assert (answer.status_code, answer.content) == (304, b"")


@pytest.mark.parametrize(
    "name",
    ["x.png", f"{'cd' * 32}.png", f"{'ab' * 32}.svg", f"{'ab' * 32}", f"..%2f{NAME}"],
)
async def test_other_names_are_no_pictures(name):
    async with house().client() as client:
        answer = await client.get(f"/media/{name}")

    assert answer.status_code == 404


@pytest.mark.parametrize(
    "asked", ["/2024/05/roofs/", "/?p=123", "/archive.php?id=7&lang=ar", "/feed.php"]
)
async def test_an_old_address_leads_to_the_article(asked):
    async with House(moved={asked: ROOFS}).client() as client:
        answer = await client.get(asked, headers={"host": "evil.example"})

    assert answer.status_code == 301
    assert answer.headers["location"] == article_path(ROOFS)
    assert answer.headers["cache-control"] == "public, max-age=60"


async def test_the_title_of_a_withdrawn_article_is_not_told_on_the_way():
    killed = replace(ROOFS, state=State.CANCELED)

    async with House(moved={"/old": killed}).client() as client:
        answer = await client.get("/old")

    assert answer.headers["location"] == f"/a/{ROOFS.key}"


@pytest.mark.parametrize(
    "article", [replace(ROOFS, version=0), replace(ROOFS, state=State.SCHEDULED)]
)
async def test_an_article_that_is_not_public_was_nowhere(article):
    async with House(moved={"/old": article}).client() as client:
        answer = await client.get("/old")

    assert answer.status_code == 404


async def test_the_front_page_stays_with_a_query_that_nobody_knows():
    async with House().client() as client:
        answer = await client.get("/?utm_source=x")

    assert answer.status_code == 200
