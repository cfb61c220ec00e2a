"""The list of all feeds."""

from datetime import timedelta

from lxml import etree

from feeds.feed import Feed
from feeds.opml import document
from tests.feeds.samples import EVENING, FEED, PROFILE

TOPIC = Feed("topics/عمران-ومناخ", 1, EVENING + timedelta(hours=1), label="عمران ومناخ")
ENGLISH = Feed("languages/en", 1, EVENING)


def outlines(*feeds: Feed) -> list[dict[str, str]]:
    root = etree.fromstring(document(feeds, PROFILE))
    found = root.iterfind("body/outline")
    return [{str(k): str(v) for k, v in each.attrib.items()} for each in found]


def test_every_feed_is_an_outline_with_its_address_and_language():
    main, topic, english = outlines(FEED, TOPIC, ENGLISH)

    assert main["xmlUrl"] == "https://nashra.example/feeds/all.atom"
    assert topic["xmlUrl"] == (
        "https://nashra.example/feeds/topics/"
        "%D8%B9%D9%85%D8%B1%D8%A7%D9%86-%D9%88%D9%85%D9%86%D8%A7%D8%AE.atom"
    )
    assert topic["text"] == topic["title"] == "مركز أبحاث مينا: عمران ومناخ"
    assert [each["language"] for each in (main, topic, english)] == ["ar", "ar", "en"]
    assert {each["type"] for each in (main, topic, english)} == {"rss"}


def test_it_is_as_new_as_the_newest_feed():
    root = etree.fromstring(document([FEED, TOPIC], PROFILE))

    assert root.findtext("head/dateModified") == "Sun, 22 Nov 2026 19:05:00 +0000"


def test_without_feeds_it_is_an_empty_list():
    assert outlines() == []
    assert document([], PROFILE).startswith(b"<?xml version='1.0' encoding='UTF-8'?>")
