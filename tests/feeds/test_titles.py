from dataclasses import replace

import pytest

from content.arabic import first_strong
from feeds.feed import FORMATS, Feed
from feeds.titles import (
    MEDIA_TYPES,
    address_of,
    language_of,
    path_of,
    subtitle_of,
    title_of,
)
from tests.feeds.samples import EVENING, PROFILE, PUBLISHER


def feed(name: str, label: str | None = None) -> Feed:
    return Feed(name, version=1, updated=EVENING, label=label)


@pytest.mark.parametrize(
    ("name", "label", "title"),
    [
        ("all", None, "مركز أبحاث مينا"),
        ("topics/أمن-الطاقة", None, "مركز أبحاث مينا: أمن الطاقة"),
        ("topics/x7", "أمن الطاقة", "مركز أبحاث مينا: أمن الطاقة"),
        ("authors/leila", "ليلى حدّاد", "مركز أبحاث مينا: ليلى حدّاد"),
        ("languages/ar", None, "مركز أبحاث مينا: المقالات باللغة العربية"),
        ("languages/en", None, "MENA Research Center: articles in English"),
        ("languages/fr", None, "MENA Research Center: articles in French"),
        ("languages/xx-none", None, "MENA Research Center: articles in xx-none"),
        ("languages/1", None, "MENA Research Center: articles in 1"),
        ("corrections", None, "مركز أبحاث مينا: التصحيحات"),
        ("somewhere", None, "مركز أبحاث مينا: somewhere"),
    ],
)
def test_a_feed_is_named_after_what_it_selects(name, label, title):
    assert title_of(feed(name, label), PUBLISHER) == title


def test_a_feed_by_language_speaks_it_and_any_other_the_publishers():
    assert language_of(feed("languages/en"), PUBLISHER) == "en"
    assert language_of(feed("topics/ports"), PUBLISHER) == "ar"
    assert language_of(feed("languages"), PUBLISHER) == "ar"


def test_an_arabic_title_never_begins_left_to_right():
    latin = replace(PUBLISHER, name="MENA مركز أبحاث")

    assert first_strong(title_of(feed("all"), latin)) == "rtl"


@pytest.mark.parametrize(
    "kind", ["all", "topics/x", "authors/x", "languages/ar", "corrections"]
)
def test_every_feed_says_what_it_holds(kind):
    assert subtitle_of(feed(kind), PUBLISHER).endswith(".")
    assert "{" not in subtitle_of(feed(kind), PUBLISHER)


def test_addresses_are_ascii_and_made_of_the_public_one():
    assert path_of("all", "atom") == "/feeds/all.atom"
    assert path_of("topics/أمن", "json") == "/feeds/topics/%D8%A3%D9%85%D9%86.json"
    assert address_of("all", "rss", PROFILE) == "https://nashra.example/feeds/all.rss"


def test_every_format_has_a_media_type():
    assert set(MEDIA_TYPES) == set(FORMATS)
