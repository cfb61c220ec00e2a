import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import feedparser  # type: ignore[import-untyped]
import pytest

from feeds.feed import FORMATS, Feed
from tests.support.web import NOW, PUBLISHER, URL, House

TYPES = {
    "atom": "application/atom+xml; charset=utf-8",
    "rss": "application/rss+xml; charset=utf-8",
    "json": "application/feed+json; charset=utf-8",
}


@pytest.mark.parametrize("format_", FORMATS)
async def test_a_feed_is_served_whole_with_its_validators(format_):
    house = House()

    async with house.client() as client:
        answer = await client.get(f"/feeds/all.{format_}")

    assert answer.status_code == 200
    headers = answer.headers
    assert headers["content-type"] == TYPES[format_]
    assert headers["etag"].startswith('"')
    assert headers["last-modified"] == "Mon, 23 Nov 2026 07:00:00 GMT"
    assert headers["cache-control"] == "public, max-age=300"
    assert headers["content-length"] == str(len(answer.content))
    assert headers["access-control-allow-origin"] == "*"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["vary"] == "Accept-Encoding"
    assert headers["link"] == f'<{URL}/feeds/all.{format_}>; rel="self"'
    assert "set-cookie" not in headers


async def test_the_documents_can_be_read():
    async with House().client() as client:
        atom, rss, json_feed = [
            (await client.get(f"/feeds/all.{format_}")).content for format_ in FORMATS
        ]

    assert feedparser.parse(atom).version == "atom10"
    assert feedparser.parse(rss).version == "rss20"
    assert json.loads(json_feed)["version"] == "https://jsonfeed.org/version/1.1"


@pytest.mark.parametrize(
    "form", ["{}", "W/{}", '"other", {}', "*", '{}, "other"'], ids=str
)
async def test_who_has_it_gets_304_and_nothing_is_built(form):
    house = House()

    async with house.client() as client:
        tag = (await client.get("/feeds/all.atom")).headers["etag"]
        read = house.entries_read
        answer = await client.get(
            "/feeds/all.atom", headers={"if-none-match": form.format(tag)}
        )

    assert answer.status_code == 304
    assert answer.content == b""
    assert answer.headers["etag"] == tag
    assert answer.headers["cache-control"] == "public, max-age=300"
    assert answer.headers["vary"] == "Accept-Encoding"
    assert house.entries_read == read == 1


async def test_a_304_reads_no_entries_even_in_a_process_that_never_built_it():
    first, second = House(), House()
    async with first.client() as client:
        tag = (await client.get("/feeds/all.rss")).headers["etag"]

    async with second.client() as client:
        answer = await client.get("/feeds/all.rss", headers={"if-none-match": tag})

    assert answer.status_code == 304
    assert second.entries_read == 0


async def test_tags_in_two_lines_are_one_list():
    async with House().client() as client:
        tag = (await client.get("/feeds/all.atom")).headers["etag"]
        answer = await client.get(
            "/feeds/all.atom",
            headers=[("if-none-match", '"other"'), ("if-none-match", tag)],
        )

    assert answer.status_code == 304


@pytest.mark.parametrize(
    ("since", "status"),
    [
        ("Mon, 23 Nov 2026 07:00:00 GMT", 304),
        ("Mon, 23 Nov 2026 06:59:59 GMT", 200),
        ("yesterday", 200),
    ],
)
async def test_a_date_is_compared_as_a_time(since, status):
    async with House().client() as client:
        answer = await client.get(
            "/feeds/all.atom", headers={"if-modified-since": since}
        )

    assert answer.status_code == status


async def test_tags_beat_dates():
    headers = {
        "if-none-match": '"other"',
        "if-modified-since": "Thu, 26 Nov 2026 07:00:00 GMT",
    }

    async with House().client() as client:
        answer = await client.get("/feeds/all.atom", headers=headers)

    assert answer.status_code == 200


async def test_a_document_is_assembled_once_per_version():
    house = House()

    async with house.client() as client:
        first = await client.get("/feeds/all.atom")
        again = await client.get("/feeds/all.atom")
        assert house.entries_read == 1
        house.feed = Feed("all", 8, datetime(2026, 11, 23, 7, 0, tzinfo=UTC))
        newer = await client.get("/feeds/all.atom")

    assert house.entries_read == 2
    assert first.content == again.content
    assert newer.headers["etag"] != first.headers["etag"]


async def test_another_notice_is_another_document():
    house = House()

    async with house.client() as client:
        before = await client.get("/feeds/all.atom")
        house.publisher = replace(PUBLISHER, notice="الحقوق لأصحابها.")
        after = await client.get("/feeds/all.atom")

    assert before.headers["etag"] != after.headers["etag"]
    assert house.entries_read == 2


async def test_three_formats_have_three_tags():
    async with House().client() as client:
        tags = {
            (await client.get(f"/feeds/all.{format_}")).headers["etag"]
            for format_ in FORMATS
        }

    assert len(tags) == 3


async def test_a_publish_between_head_and_entries_moves_both():
    house = House()

    def publish() -> None:
        house.feed = Feed("all", 8, datetime(2026, 11, 24, 7, 0, tzinfo=UTC))

    house.before_content = publish

    async with house.client() as client:
        raced = await client.get("/feeds/all.atom")
        later = await client.get("/feeds/all.atom")

    assert raced.headers["etag"] == later.headers["etag"]
    assert raced.headers["last-modified"] == "Tue, 24 Nov 2026 07:00:00 GMT"
    assert raced.content == later.content


async def test_a_feed_that_closes_meanwhile_is_404():
    house = House()

    def close() -> None:
        house.feed = None

    house.before_content = close

    async with house.client() as client:
        answer = await client.get("/feeds/all.atom")

    assert answer.status_code == 404


async def test_a_change_is_never_later_than_the_answer():
    house = House(feed=Feed("all", 1, NOW + timedelta(hours=3)))

    async with house.client() as client:
        answer = await client.get("/feeds/all.atom")

    assert answer.headers["last-modified"] == "Thu, 26 Nov 2026 08:00:00 GMT"


async def test_head_is_get_without_the_body():
    async with House().client() as client:
        head = await client.head("/feeds/all.atom")
        get = await client.get("/feeds/all.atom")

    assert head.headers == get.headers
    assert head.content == b""


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
async def test_other_methods_are_told_which_there_are(method):
    async with House().client() as client:
        answer = await client.request(method, "/feeds/all.atom")

    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET, HEAD"


@pytest.mark.parametrize(
    "path", ["none.atom", "all.xml", "all", "all.", ".atom", "all.atom/x", "a/b.json"]
)
async def test_an_unknown_feed_is_404_in_words(path):
    async with House().client() as client:
        answer = await client.get(f"/feeds/{path}")

    assert answer.status_code == 404
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert "no feed at this address" in answer.text


async def test_unknown_parameters_and_odd_headers_change_nothing():
    house = House()
    browser = {"accept": "text/html", "sec-fetch-dest": "document"}

    async with house.client() as client:
        plain = await client.get("/feeds/all.atom")
        odd = await client.get("/feeds/all.atom?utm_source=x", headers=browser)

    assert odd.content == plain.content
    assert odd.headers["content-type"] == TYPES["atom"]
    assert house.entries_read == 1


async def test_addresses_in_a_feed_believe_no_host():
    headers = {"host": "evil.example", "x-forwarded-host": "evil.example"}

    async with House().client() as client:
        answer = await client.get("/feeds/all.atom", headers=headers)

    assert "evil" not in answer.text
    assert "evil" not in str(answer.headers)


async def test_old_documents_make_room_for_new_ones():
    house = House()

    async with house.client() as client:
        for version in range(70):
            house.feed = Feed("all", version, datetime(2026, 11, 23, tzinfo=UTC))
            await client.get("/feeds/all.atom")
        house.feed = Feed("all", 0, datetime(2026, 11, 23, tzinfo=UTC))
        await client.get("/feeds/all.atom")

    assert house.entries_read == 71


SLUG = "topics/عمران-ومناخ"
ENCODED = "topics/%D8%B9%D9%85%D8%B1%D8%A7%D9%86-%D9%88%D9%85%D9%86%D8%A7%D8%AE"
TOPIC = Feed(SLUG, 1, datetime(2026, 11, 23, tzinfo=UTC), label="عمران ومناخ")


@pytest.mark.parametrize("format_", FORMATS)
async def test_a_feed_with_an_arabic_name_calls_itself_by_its_address(format_):
    address = f"/feeds/{ENCODED}.{format_}"

    async with House(feed=TOPIC).client() as client:
        encoded = await client.get(address)
        small = await client.get(address.lower())
        plain = await client.get(f"/feeds/{SLUG}.{format_}")

    assert encoded.status_code == 200
    assert encoded.content == plain.content == small.content
    assert encoded.headers["link"] == f'<{URL}{address}>; rel="self"'
    assert f'"{URL}{address}"' in encoded.text


async def test_all_feeds_are_one_file_for_readers():
    async with House(feed=TOPIC).client() as client:
        answer = await client.get("/feeds.opml")

    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/x-opml; charset=utf-8"
    assert f'xmlUrl="{URL}/feeds/{ENCODED}.atom"' in answer.text
