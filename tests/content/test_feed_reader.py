"""Feeds and exports become articles that keep who they were and where they stood."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.article import Author, Kind
from content.importing import Imported, Refused
from content.readers import read_all

HERE = Path(__file__).parent
FEEDS = HERE / "feeds"
EXPORT = HERE / "wordpress" / "export.xml"
RSS = '<rss version="2.0"><channel>{}</channel></rss>'


def imported(path: Path) -> list[Imported]:
    results = list(read_all(path.name, path.read_bytes()))
    assert all(isinstance(result, Imported) for result in results), results
    return results  # type: ignore[return-value]


def refused(raw: bytes, name: str = "x.xml") -> str:
    *_, last = read_all(name, raw)
    assert isinstance(last, Refused), last
    return last.code


def test_the_items_of_rss_keep_their_identity_and_address():
    first, second = imported(FEEDS / "rss.xml")

    article = first.article
    assert article.title == "مقال في البنّ & الهيل"
    assert article.guid == article.urn == "https://old.example/?p=12"
    assert article.published == datetime(2023, 5, 7, 3, tzinfo=UTC)
    assert article.authors == (Author("سامي"),)
    assert article.topics == ("قهوة",)
    assert article.language == "ar"
    assert [b.text for b in article.blocks] == ["نصّ أوّل فيه رابط.", "نصّ ثانٍ."]
    assert article.blocks[0].spans[0].url == "https://old.example/about"
    assert first.addresses == (
        "https://old.example/2023/%D8%A8%D9%86/",
        "https://old.example/?p=12",
    )
    assert second.article.guid is None
    assert second.article.urn.startswith("urn:uuid:")
    assert {d.decision for d in second.report} >= {"summary", "guid", "published"}


def test_the_entries_of_atom_keep_their_language_and_directions():
    (result,) = imported(FEEDS / "atom.xml")

    article = result.article
    assert article.title == "Cool roofs & streets"
    assert article.guid == "tag:old.example,2024:roofs"
    assert (article.language, article.direction) == ("en", "ltr")
    assert article.published == datetime(2024, 1, 1, 6, tzinfo=UTC)
    assert (article.summary, article.topics) == ("What shade is worth.", ("Cities",))
    assert result.addresses == ("https://old.example/roofs",)
    arabic = article.blocks[1]
    assert (arabic.text, arabic.language, arabic.direction) == (
        "سطح أبيض.",
        "ar",
        "rtl",
    )


def test_the_items_of_a_json_feed_are_read():
    first, second = imported(FEEDS / "feed.json")

    assert (first.article.guid, first.article.title) == ("7", "السابع")
    assert first.article.summary == "خلاصة."
    assert [b.text for b in second.article.blocks] == ["فقرة.", "فقرة أخرى <b>."]


def test_an_export_of_wordpress_keeps_posts_and_drafts():
    post, draft = imported(EXPORT)

    article = post.article
    assert article.title == "أوّل منشور"
    assert article.authors == (Author("ليلى حدّاد"),)
    assert article.topics == ("مدن",)
    assert article.summary == "خلاصة المنشور."
    assert article.published == datetime(2021, 3, 1, 9, 59, tzinfo=UTC)
    assert [(b.kind, b.text) for b in article.blocks] == [
        (Kind.PARAGRAPH, "فقرة أولى فيها كلمة."),
        (Kind.PARAGRAPH, "فقرة ثانية بلا وسوم."),
        (Kind.HEADING, "فرع"),
        (Kind.PARAGRAPH, "وخاتمة."),
    ]
    assert post.addresses == (
        "https://old.example/2021/03/first-post/",
        "https://old.example/?p=41",
        "/?p=41",
    )
    assert draft.article.published is None
    assert "status" in {decision.decision for decision in draft.report}


def test_each_article_of_a_file_has_an_identity_and_a_source_of_its_own():
    results = imported(EXPORT)

    assert len({result.article.id for result in results}) == 2
    assert len({result.sha256 for result in results}) == 2
    assert all(result.original for result in results)
    again = imported(EXPORT)
    assert [r.sha256 for r in again] == [r.sha256 for r in results]


LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol">
<!ENTITY lol2 "&lol;&lol;&lol;&lol;">]><rss><channel><item><title>&lol2;</title>
<description>x</description></item></channel></rss>"""
OUTSIDE = b"""<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>
<rss><channel><item><description>&x;</description></item></channel></rss>"""

ELSEWHERE = b"""<?xml version="1.0"?><!DOCTYPE rss SYSTEM "http://evil.example/x.dtd">
<rss><channel><item><description>x</description></item></channel></rss>"""


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (LAUGHS, "xml_entities"),
        (OUTSIDE, "xml_entities"),
        (LAUGHS.decode().encode("utf-16"), "xml_entities"),
        (ELSEWHERE, "xml_entities"),
        (b"<rss><channel><item>", "bad_xml"),
        (b"<?xml version='1.0'?><other/>", "no_entries"),
        (RSS.format("").encode(), "no_entries"),
        (RSS.format("<item><title>x</title></item>").encode(), "empty"),
        (b"<rss>" + b"<a>" * 5_000, "bad_xml"),
        (b'{"version": "https://jsonfeed.org/version/1", "items": 7}', "bad_json"),
        (b'{"version": "https://jsonfeed.org/version/1", "items": []}', "no_entries"),
    ],
)
def test_what_is_no_feed_or_more_than_one_is_refused(raw, code):
    assert refused(raw) == code


def test_one_bad_item_does_not_take_the_others_with_it():
    raw = RSS.format(
        "<item><title>x</title></item><item><description>نصّ.</description></item>"
    )

    kinds = [type(result) for result in read_all("x.xml", raw.encode())]

    assert kinds == [Refused, Imported]


def test_a_language_said_once_holds_for_every_item():
    items = "<item><description>Roof.</description></item>" * 3
    raw = RSS.format(f"<language>fr</language>{items}")

    results = list(read_all("x.xml", raw.encode()))

    assert [r.article.language for r in results if isinstance(r, Imported)] == [
        "fr"
    ] * 3


@given(st.sampled_from([b"<?xml", b"<rss", b"<feed", b"{"]), st.binary(max_size=200))
def test_no_bytes_make_it_fall(start, raw):
    for result in read_all("x", start + raw):
        assert isinstance(result, Imported | Refused)


@given(st.text(max_size=60), st.text(max_size=60))
def test_no_words_in_an_item_make_it_fall(one, other):
    from content.entries import Entry, Ways
    from content.entries import imported as article_of

    entry = Entry(
        b"x", guid=one, addresses=[other], title=one, published=other, markup=one
    )

    assert isinstance(article_of(entry, Ways()), Imported | Refused)
