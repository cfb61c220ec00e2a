"""What feedgen 1.0 leaves out or breaks, and that our extension mends it."""

import locale
from dataclasses import replace

import pytest
from lxml import etree

from feeds.extension import EntryExtension, FeedExtension, Head, Link, Source
from feeds.item import item_of
from tests.feeds import trees
from tests.feeds.samples import (
    ARABIC,
    BURYING,
    ENGLISH,
    EVENING,
    FEED,
    PROFILE,
    TOMBSTONE,
    UNSIGNED,
    everything,
    written,
)
from tests.feeds.trees import NAMES, XML_LANG, text


def tree(*arguments):
    return trees.tree(written(*arguments))


def test_every_link_of_an_entry_keeps_all_it_says():
    """Regression of feedgen issue 135: of an entry's links only href was left."""
    page = Link("https://a.example/1", "alternate", "text/html", "ar", "نص")
    sound = Link("https://a.example/1.mp3", "enclosure", "audio/mpeg", length=0)
    extension = EntryExtension()
    extension.item = item_of(ARABIC, PROFILE)
    extension.links = (page, sound)
    extension.source = Source("urn:x", "مصدر", "ar", EVENING, page, "حقوق")
    entry = etree.fromstring(
        '<entry><id/><link href="x"/><link href="y"/><summary/></entry>'
    )

    extension.extend_atom(entry)

    assert [dict(link.attrib) for link in entry.findall("link")] == [
        {
            "href": "https://a.example/1",
            "rel": "alternate",
            "type": "text/html",
            "hreflang": "ar",
            "title": "نص",
        },
        {
            "href": "https://a.example/1.mp3",
            "rel": "enclosure",
            "type": "audio/mpeg",
            "length": "0",
        },
    ]
    assert [child.tag for child in entry][:4] == ["id", "link", "link", "summary"]


def test_the_entrys_page_is_named_with_its_type_and_language():
    link = tree(FEED, "atom", ENGLISH).find("a:entry/a:link", NAMES)

    assert dict(link.attrib) == {
        "href": "https://nashra.example/a/8c41d7f0/the-ports-of-the-south",
        "rel": "alternate",
        "type": "text/html",
        "hreflang": "en",
    }


def test_the_channel_links_to_the_site_and_itself():
    channel = tree(FEED, "rss", ARABIC).find("channel")
    link = channel.find("a:link", NAMES)

    assert channel.findtext("link") == "https://nashra.example/"
    assert dict(link.attrib) == {
        "href": "https://nashra.example/feeds/all.rss",
        "rel": "self",
        "type": "application/rss+xml",
    }


def test_the_source_is_whole_and_stands_after_the_entrys_links():
    entry = tree(FEED, "atom", ENGLISH).find("a:entry", NAMES)
    tags = [etree.QName(child).localname for child in entry]
    link = entry.find("a:source/a:link", NAMES)

    assert tags.index("source") > tags.index("link")
    assert text(entry, "a:source/a:id") == "https://nashra.example/feeds/all.atom"
    assert text(entry, "a:source/a:title") == "مركز أبحاث مينا"
    assert text(entry, "a:source/a:updated") == "2026-11-22T06:30:15Z"
    assert text(entry, "a:source/a:rights").startswith("جميع حقوق")
    assert link.attrib["rel"] == "self"
    assert entry.find("a:source", NAMES).attrib[XML_LANG] == "ar"


def test_an_item_says_what_rss_has_no_word_for():
    item = tree(FEED, "rss", UNSIGNED, ARABIC).findall("channel/item")[1]

    assert text(item, "dc:creator") == "ليلى حدّاد، سامي نجم"
    assert len(item.findall("dc:creator", NAMES)) == 1
    assert text(item, "dc:language") == "ar"
    assert text(item, "dc:rights") == "جميع حقوق النشر محفوظة لصالح مركز أبحاث مينا."
    assert text(item, "dcterms:rightsHolder") == "مركز أبحاث مينا"
    assert text(item, "a:updated") == "2026-11-22T18:05:00Z"
    assert text(item, "pubDate") == "Sun, 22 Nov 2026 06:30:15 +0000"
    assert text(item, "source") == "مركز أبحاث مينا"
    assert item.find("source").attrib["url"] == "https://nashra.example/feeds/all.rss"
    assert item.find("dcterms:valid", NAMES) is None


@pytest.mark.parametrize(
    ("format_", "path"), [("atom", "a:entry"), ("rss", "channel/item")]
)
def test_the_time_of_use_is_said_where_there_is_one(format_, path):
    embargoed = replace(UNSIGNED, embargo_until=EVENING)

    entry = tree(FEED, format_, embargoed).find(path, NAMES)

    assert text(entry, "dcterms:valid") == (
        "start=2026-11-22T18:05:00Z; end=2027-11-22T00:00:00Z; scheme=W3C-DTF"
    )


def test_each_entry_has_its_own_language():
    feed = tree(FEED, "atom", ARABIC, ENGLISH)

    languages = [entry.attrib[XML_LANG] for entry in feed.findall("a:entry", NAMES)]

    assert feed.attrib[XML_LANG] == "ar"
    assert languages == ["ar", "en"]


def test_a_tombstone_says_who_when_and_why_before_the_entries():
    feed = tree(BURYING, "atom", ARABIC)
    grave = feed.find("at:deleted-entry", NAMES)

    assert dict(grave.attrib) == {"ref": ARABIC.urn, "when": "2026-11-22T18:05:01Z"}
    assert text(grave, "at:by/a:name") == "مركز أبحاث مينا"
    assert text(grave, "at:comment") == TOMBSTONE.comment
    assert feed.index(grave) < feed.index(feed.find("a:entry", NAMES))


def test_rss_knows_no_tombstones():
    assert b"tombstones" not in written(BURYING, "rss", ARABIC)


def test_only_a_feed_with_tombstones_names_their_namespace():
    assert b"tombstones" in written(BURYING, "atom", ARABIC)
    assert b"tombstones" not in written(FEED, "atom", ARABIC)


@pytest.mark.parametrize("format_", ["atom", "rss"])
def test_no_entry_declares_a_namespace_of_its_own(format_):
    made = written(BURYING, format_, ARABIC, UNSIGNED)
    head, _, rest = made.partition(b"<id>" if format_ == "atom" else b"<channel>")

    assert b"xmlns" in head
    assert b"xmlns" not in rest
    assert b"<ns0:" not in made


def test_the_locale_of_the_process_is_never_touched(monkeypatch):
    """Feedgen sets it three times a date, for all threads (feeds B7)."""

    def refuse(*_):
        raise AssertionError("the locale of the process was touched")

    monkeypatch.setattr(locale, "setlocale", refuse)

    assert all(everything())


def test_an_unforeseen_feedgen_is_told_by_name():
    extension = FeedExtension()
    extension.head = Head("https://a.example/", "ناشر", EVENING, ())
    rss = etree.fromstring("<rss><channel/></rss>")

    with pytest.raises(LookupError, match="feedgen wrote no link"):
        extension.extend_rss(rss)
