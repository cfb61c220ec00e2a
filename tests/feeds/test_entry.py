"""What an entry says, in every format alike."""

import json
import re
from dataclasses import replace
from html import unescape

import pytest

from content.arabic import first_strong, strip_bidi
from content.article import State
from feeds.entry import render
from feeds.feed import FORMATS
from feeds.item import item_of
from tests.feeds.samples import (
    ARABIC,
    ENGLISH,
    EVENING,
    FEED,
    KILLED,
    PROFILE,
    UNSIGNED,
    WITHHELD,
    pieces,
    written,
)
from tests.feeds.trees import text, tree


def said(article):
    return json.loads(render(article, PROFILE)["json"])


def plain(html: str) -> str:
    return strip_bidi(unescape(re.sub(r"<[^>]+>", "", html)))


def test_an_entry_is_rendered_in_every_format():
    assert set(render(ARABIC, PROFILE)) == set(FORMATS)


def test_the_id_is_the_same_string_everywhere():
    rendered = render(ARABIC, PROFILE)

    assert f"<id>{ARABIC.urn}</id>".encode() in rendered["atom"]
    assert f'<guid isPermaLink="false">{ARABIC.urn}</guid>'.encode() in rendered["rss"]
    assert said(ARABIC)["id"] == ARABIC.urn


def test_the_id_outlives_title_slug_and_address():
    moved = replace(PROFILE, public_url="http://elsewhere.example")
    renamed = replace(ARABIC, title="عنوان آخر", slug="another")

    assert item_of(renamed, moved).urn == item_of(ARABIC, PROFILE).urn


def test_a_json_item_says_all_its_fields():
    item = said(ARABIC)

    assert item["url"].startswith("https://nashra.example/a/3f2a9c1e/")
    assert item["url"].isascii()
    assert item["date_published"] == "2026-11-22T06:30:15Z"
    assert item["date_modified"] == "2026-11-22T18:05:00Z"
    assert item["authors"] == [
        {"name": "ليلى حدّاد", "url": "https://nashra.example/authors/leila"},
        {"name": "سامي نجم"},
    ]
    assert item["tags"] == ["أمن الطاقة", "المتوسّط"]
    assert item["language"] == "ar"


def test_the_content_holds_every_line_in_order_and_the_notice_once():
    body = plain(said(ARABIC)["content_html"])
    places = [body.index(block.text) for block in ARABIC.blocks]

    assert places == sorted(places)
    assert body.count("جميع حقوق النشر محفوظة لصالح مركز أبحاث مينا.") == 1


@pytest.mark.parametrize("article", [ARABIC, UNSIGNED, KILLED, WITHHELD])
def test_arabic_texts_begin_right_to_left(article):
    item = item_of(article, PROFILE)

    for words in (item.title, item.summary, plain_with_marks(item.html)):
        assert first_strong(words) == "rtl"


def plain_with_marks(html: str) -> str:
    return unescape(re.sub(r"<[^>]+>", "", html))


def test_the_stored_title_has_no_mark_and_the_entrys_needs_one():
    assert item_of(ARABIC, PROFILE).title == "\u200f" + (ARABIC.title or "")
    assert item_of(UNSIGNED, PROFILE).title == UNSIGNED.title


def test_an_english_article_reads_left_to_right_in_an_arabic_feed():
    item = said(ENGLISH)

    assert item["language"] == "en"
    assert item["title"] == "The ports of the south"
    assert '<div lang="en" dir="ltr">' in item["content_html"]
    assert "\u200f" not in item["content_html"]


def test_the_summary_is_plain_and_carries_the_credit():
    assert said(ENGLISH)["summary"].startswith("How three harbours were rebuilt. — ")
    assert "MENA Research Center" in said(ENGLISH)["summary"]


def test_an_article_without_words_has_the_credit_for_a_summary():
    empty = replace(ENGLISH, summary="", blocks=())

    assert said(empty)["summary"].startswith("This article")


def test_an_rss_description_is_html_and_opens_no_tag_of_the_text():
    rss = tree(written(FEED, "rss", replace(ENGLISH, summary="if a<b & c")))

    assert text(rss, "channel/item/description").startswith("if a&lt;b &amp; c — ")


def test_an_unsigned_article_is_the_publishers():
    assert said(UNSIGNED)["authors"] == [{"name": "مركز أبحاث مينا"}]


def test_english_names_are_joined_with_an_english_comma():
    signed = replace(ENGLISH, authors=ARABIC.authors)

    assert item_of(signed, PROFILE).names == "ليلى حدّاد, سامي نجم"


def test_the_articles_own_notice_and_holder_go_before_the_publishers():
    own = replace(ARABIC, notice="الحقوق لصاحبها.", holder="صاحبها")

    assert item_of(own, PROFILE).rights == "الحقوق لصاحبها."
    assert item_of(own, PROFILE).holder == "صاحبها"


def test_what_was_never_updated_counts_from_its_publication():
    fresh = item_of(replace(ARABIC, updated=None), PROFILE)

    assert fresh.updated == fresh.published


def test_an_edit_never_moves_the_day_of_publication():
    edited = replace(ARABIC, title="عنوان آخر", updated=EVENING)

    assert item_of(edited, PROFILE).published == item_of(ARABIC, PROFILE).published


@pytest.mark.parametrize(
    "state", set(State) - {State.USABLE, State.WITHHELD, State.CANCELED}
)
def test_what_is_not_public_is_never_rendered(state):
    with pytest.raises(ValueError, match="not public"):
        render(replace(ARABIC, state=state), PROFILE)


@pytest.mark.parametrize("lacking", [{"title": None}, {"published": None}])
def test_an_entry_without_title_or_date_is_a_mistake(lacking):
    with pytest.raises(ValueError, match="no title or no date"):
        render(replace(ARABIC, **lacking), PROFILE)


@pytest.mark.parametrize(
    ("article", "title"),
    [(KILLED, "سُحب هذا المقال"), (WITHHELD, "حُجب هذا المقال مؤقّتًا")],
)
def test_a_withdrawn_article_stays_in_place_as_its_notice(article, title):
    item = said(article)

    assert item["id"] == ARABIC.urn
    assert item["title"] == title
    assert item["summary"] == title
    assert "22 نوفمبر 2026" in plain(item["content_html"])
    assert item["date_published"] == said(ARABIC)["date_published"]
    assert item["tags"] == []
    assert item["authors"] == [{"name": "مركز أبحاث مينا"}]


@pytest.mark.parametrize("article", [KILLED, WITHHELD])
@pytest.mark.parametrize("format_", FORMATS)
def test_no_piece_of_a_withdrawn_text_is_left_in_a_feed(article, format_):
    document = written(FEED, format_, article).decode()
    seen = strip_bidi(unescape(unescape(document)))

    assert [piece for piece in pieces(article) if piece in seen] == []
    assert "opec" not in seen.lower()
    assert "ليلى" not in seen
