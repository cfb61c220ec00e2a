"""What a real reader, feedparser, makes of our documents."""

import feedparser  # type: ignore[import-untyped]
import pytest

from tests.feeds.samples import (
    ARABIC,
    BURYING,
    ENGLISH,
    FEED,
    KILLED,
    UNSIGNED,
    written,
)

XML = ["atom", "rss"]


def read(feed, format_, *articles):
    parsed = feedparser.parse(
        written(feed, format_, *articles),
        response_headers={"content-type": "application/xml; charset=utf-8"},
    )
    assert not parsed.bozo, parsed.get("bozo_exception")
    return parsed


@pytest.mark.parametrize("format_", XML)
def test_a_reader_sees_the_feeds_head(format_):
    feed = read(BURYING, format_, ARABIC).feed

    assert feed.title == "مركز أبحاث مينا"
    assert feed.link == "https://nashra.example/"
    assert feed.language == "ar"
    assert feed.rights == "جميع حقوق النشر محفوظة لصالح مركز أبحاث مينا."
    assert feed.updated_parsed[:6] == (2026, 11, 22, 18, 5, 1)


@pytest.mark.parametrize("format_", XML)
def test_a_reader_sees_the_entry_whole(format_):
    entry = read(BURYING, format_, ARABIC).entries[0]

    assert entry.id == ARABIC.urn
    assert entry.link.startswith("https://nashra.example/a/3f2a9c1e/")
    assert entry.published_parsed[:6] == (2026, 11, 22, 6, 30, 15)
    assert entry.updated_parsed[:6] == (2026, 11, 22, 18, 5, 0)
    assert [tag.term for tag in entry.tags] == list(ARABIC.topics)
    assert entry.rights == "جميع حقوق النشر محفوظة لصالح مركز أبحاث مينا."
    assert "S-400" in entry.content[0].value
    assert entry.content[0].value != entry.summary


def test_titles_arrive_letter_by_letter():
    entry = read(FEED, "atom", ARABIC).entries[0]

    assert entry.title == "\u200f" + (ARABIC.title or "")


@pytest.mark.parametrize("format_", XML)
def test_all_authors_are_visible(format_):
    entry = read(FEED, format_, ARABIC).entries[0]
    seen = " ".join(author.name for author in entry.authors)

    assert "ليلى حدّاد" in seen
    assert "سامي نجم" in seen


@pytest.mark.parametrize("format_", XML)
def test_an_unsigned_entry_has_the_publisher_for_author(format_):
    assert read(FEED, format_, UNSIGNED).entries[0].author == "مركز أبحاث مينا"


@pytest.mark.parametrize("format_", XML)
def test_a_mixed_feed_keeps_each_language_and_direction(format_):
    arabic, english = read(FEED, format_, ARABIC, ENGLISH).entries

    assert language_of(arabic, format_) == "ar"
    assert language_of(english, format_) == "en"
    assert 'dir="rtl"' in arabic.content[0].value
    assert 'dir="ltr"' in english.content[0].value


def language_of(entry, format_):
    return entry.title_detail.language if format_ == "atom" else entry.language


@pytest.mark.parametrize("format_", XML)
def test_a_killed_article_is_overwritten_under_its_id(format_):
    before = read(FEED, format_, ARABIC).entries[0]
    after = read(BURYING, format_, KILLED).entries[0]

    assert after.id == before.id
    assert after.title == "سُحب هذا المقال"
    assert "سُحب هذا المقال" in after.content[0].value


@pytest.mark.parametrize("format_", XML)
def test_an_empty_feed_is_read(format_):
    assert read(FEED, format_).entries == []
