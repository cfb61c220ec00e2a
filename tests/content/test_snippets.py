"""A snippet is a piece of the text, and shows what was asked for."""

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.article import Block, Kind
from content.query import parse
from content.snippets import LENGTH, snippet
from tests.support.rows import an_article

LONG = " ".join(f"كلمة{n}" for n in range(100))
RAW = st.lists(
    st.sampled_from(["إيران", "مُسيَّرةً", "«Su-35»", "<b>", "&amp;", "\u2066", "\u2069"])
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=9)
).map(" ".join)


def of(*texts: str, query: str) -> str:
    blocks = tuple(Block(Kind.PARAGRAPH, text) for text in texts)
    return str(snippet(an_article(blocks=blocks), parse(query)))


def raw(marked: str) -> str:
    return html.unescape(re.sub("</?mark>", "", marked))


@pytest.mark.parametrize(
    ("text", "query", "expected"),
    [
        ("أطلقت المُسيّراتِ.", "مسيرة", "أطلقت <mark>المُسيّراتِ</mark>."),
        ("تعاونًا وثيقًا", "تعاون وثيق", "<mark>تعاونًا</mark> <mark>وثيقًا</mark>"),
        ("طائرة Su-35 و35", "su35", "طائرة <mark>Su</mark>-<mark>35</mark> و35"),
        ("a<b> & «غاز»", "غاز", "a&lt;b&gt; &amp; «<mark>غاز</mark>»"),
        (
            "طرق الشحن والطرق",
            '"طرق الشحن"',
            "<mark>طرق</mark> <mark>الشحن</mark> والطرق",
        ),
    ],
)
def test_what_was_found_is_marked_as_it_is_written(text, query, expected):
    assert of(text, query=query) == expected


def test_the_first_block_that_holds_a_word_is_shown():
    assert of("شيء", "غاز هنا", "غاز هناك", query="غاز") == "<mark>غاز</mark> هنا"


def test_words_of_the_title_alone_leave_the_beginning_unmarked():
    assert of("أوّل النصّ", "آخره", query="عنوان") == "أوّل النصّ"


def test_an_article_without_a_paragraph_has_an_empty_snippet():
    assert of(query="غاز") == ""


@given(st.integers(0, 99))
def test_a_long_text_is_cut_between_words_around_what_was_found(number):
    words = LONG.split()
    words[number] = "غاز"

    shown = of(" ".join(words), query="غاز")

    assert "<mark>غاز</mark>" in shown
    assert set(raw(shown).split()) <= set(words)
    assert LENGTH // 2 < len(raw(shown)) <= LENGTH + 20


@given(RAW, st.sampled_from(["ايران", "مسيرات", "su-35", "amp", "ا"]))
def test_a_snippet_is_a_substring_of_the_text_and_closes_what_it_opens(text, query):
    shown = raw(of(text, query=query))

    assert shown in html.unescape(html.escape(text))
    depth = 0
    for letter in shown:
        depth += (letter == "\u2066") - (letter == "\u2069")
        assert depth >= 0
    assert depth == 0


def test_a_text_without_blanks_is_cut_all_the_same():
    shown = of("ا" * 5_000 + "،غاز،" + "ا" * 5_000, query="غاز")

    assert shown.startswith("<mark>غاز</mark>")
    assert len(shown) < 3 * LENGTH


def test_cutting_an_isolate_open_shortens_the_snippet():
    inside = " ".join(["كلمة"] * 60)

    assert raw(of(f"غاز \u2067{inside}\u2069", query="غاز")) == "غاز"
