"""Documents put together from slices are those that feedgen makes."""

import hashlib
import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from feeds import generator
from feeds.document import assemble
from feeds.entry import render
from feeds.feed import FORMATS, Feed
from feeds.item import item_of
from tests.feeds.samples import (
    ARABIC,
    BURYING,
    ENGLISH,
    EVENING,
    FEED,
    KILLED,
    MORNING,
    PROFILE,
    everything,
    numbered,
    written,
)
from tests.feeds.trees import text, tree

HEADS = {
    "main": FEED,
    "tombstones": BURYING,
    "language": Feed("languages/en", version=1, updated=MORNING),
    "topic": Feed("topics/أمن-الطاقة", version=9, updated=EVENING),
}


@pytest.mark.parametrize("count", [0, 1, 20])
@pytest.mark.parametrize("feed", HEADS.values(), ids=HEADS)
@pytest.mark.parametrize("format_", ["atom", "rss"])
def test_slices_joined_are_feedgens_own_document(format_, feed, count):
    articles = [ARABIC, ENGLISH, KILLED, *numbered(17)][:count]
    items = [item_of(article, PROFILE) for article in articles]

    joined = written(feed, format_, *articles)

    assert joined == generator.document(feed, items, format_, PROFILE)


@pytest.mark.parametrize("count", [0, 1, 20])
def test_a_joined_json_feed_is_one_that_json_would_write(count):
    made = written(FEED, "json", *numbered(count))
    read = json.loads(made)

    assert json.dumps(read, ensure_ascii=False, separators=(",", ":")).encode() == made
    assert len(read["items"]) == count


def test_a_json_feed_names_its_version_first():
    read = json.loads(written(FEED, "json", ARABIC))

    assert next(iter(read)) == "version"
    assert read["version"] == "https://jsonfeed.org/version/1.1"
    assert read["feed_url"] == "https://nashra.example/feeds/all.json"
    assert read["home_page_url"] == "https://nashra.example/"
    assert read["language"] == "ar"
    assert read["authors"] == [
        {"name": "مركز أبحاث مينا", "url": "https://nashra.example/"}
    ]


@pytest.mark.parametrize("format_", FORMATS)
def test_a_feed_without_articles_is_a_document(format_):
    made = written(FEED, format_)

    if format_ == "json":
        assert json.loads(made)["items"] == []
    else:
        assert len(tree(made)) > 0


@pytest.mark.parametrize("format_", ["atom", "rss"])
def test_documents_are_utf8_without_doctype(format_):
    made = written(FEED, format_, ARABIC)

    assert made.startswith(b"<?xml version='1.0' encoding='UTF-8'?>")
    assert b"<!DOCTYPE" not in made
    assert "الإنتاج".encode() in made


def test_the_feeds_date_is_the_one_it_was_given():
    rss = tree(written(FEED, "rss", ARABIC))
    feed = tree(written(FEED, "atom", ARABIC))

    assert text(rss, "channel/lastBuildDate") == "Sun, 22 Nov 2026 18:05:00 +0000"
    assert text(feed, "a:updated") == "2026-11-22T18:05:00+00:00"


def test_a_head_says_whose_it_all_is():
    rss = tree(written(FEED, "rss"))
    feed = tree(written(FEED, "atom"))

    assert text(rss, "channel/copyright") == PROFILE.publisher.notice
    assert text(feed, "a:rights") == PROFILE.publisher.notice
    assert text(feed, "a:author/a:name") == PROFILE.publisher.name


def test_the_bytes_follow_the_values_alone():
    assert everything() == everything()


def test_entries_do_not_depend_on_the_order_of_rendering():
    alone = render(ENGLISH, PROFILE)
    other = replace(PROFILE, public_url="https://other.example")
    render(ARABIC, other)

    assert render(ENGLISH, PROFILE) == alone
    assert render(ENGLISH, other) != alone


def test_another_process_in_another_place_writes_the_same_bytes():
    """B6, B7: neither locale, zone, hash seed nor clock is in the bytes."""
    script = (
        "import hashlib, locale, contextlib\n"
        "with contextlib.suppress(locale.Error): locale.setlocale(locale.LC_ALL, '')\n"
        "from tests.feeds.samples import everything\n"
        "print(hashlib.sha256(b''.join(everything())).hexdigest())"
    )
    environment = {
        "LC_ALL": "ar_EG.UTF-8",
        "TZ": "Asia/Riyadh",
        "PYTHONHASHSEED": "7",
        "PYTHONUTF8": "1",
    }

    there = subprocess.run(  # noqa: S603 - our own interpreter and words
        [sys.executable, "-c", script],
        env=environment,
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=True,
    )

    here = hashlib.sha256(b"".join(everything())).hexdigest()
    assert there.stdout.strip() == here


def test_json_entries_may_be_none():
    assert json.loads(assemble(FEED, "json", [], PROFILE))["items"] == []
