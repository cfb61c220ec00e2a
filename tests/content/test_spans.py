"""Spans have one form, whoever found them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.article import Span
from content.decoding import normal_line
from content.spans import normal, normal_marked
from content.targets import target
from tests.content.strategies import lines, spans_of

A = "https://a.example/"


def strong(start: int, end: int) -> Span:
    return Span(start, end, "strong")


def link(start: int, end: int, url: str = A) -> Span:
    return Span(start, end, "link", url)


@pytest.mark.parametrize(
    ("found", "kept"),
    [
        ([strong(0, 4), strong(4, 9)], [strong(0, 8)]),
        ([strong(0, 2), strong(1, 3)], [strong(0, 3)]),
        ([strong(3, 4)], []),
        ([strong(-5, 99)], [strong(0, 13)]),
        ([strong(2, 2), strong(5, 4)], []),
        ([link(0, 8), link(4, 13)], [link(0, 8)]),
        ([Span(0, 3, "link", None)], []),
        # A link stays whole, stress is cut at its edge.
        ([strong(0, 6), link(4, 8)], [strong(0, 3), link(4, 8), strong(4, 6)]),
        ([link(4, 8), strong(0, 13)], [strong(0, 13), link(4, 8)]),
        (
            [Span(0, 6, "emphasis"), strong(4, 8)],
            [Span(0, 3, "emphasis"), strong(4, 8), Span(4, 6, "emphasis")],
        ),
    ],
)
def test_spans_come_into_order(found, kept):
    assert normal("abc defg hijk", found) == tuple(kept)


@given(lines.flatmap(lambda text: st.tuples(st.just(text), spans_of(text))))
def test_what_is_normal_stays_as_it_is(made):
    text, spans = made

    assert normal(text, spans) == spans
    assert normal_marked(text, spans) == (text, spans)


@given(lines.flatmap(lambda text: st.tuples(st.just(text), spans_of(text))))
def test_no_span_lies_across_another(made):
    _, spans = made

    for one in spans:
        for other in spans:
            assert not one.start < other.start < one.end < other.end


@given(st.text(max_size=40), st.integers(0, 40), st.integers(0, 40))
def test_spans_of_any_text_stay_within_it(raw, start, end):
    text, spans = normal_marked(raw, [strong(start, end)])

    assert text == normal_line(raw)
    assert all(0 <= span.start < span.end <= len(text) for span in spans)


def test_spans_keep_their_letters_when_the_text_is_put_right():
    raw = "  في\u00a0\u00a0كتاب\u200f قديم  "

    text, spans = normal_marked(raw, [strong(raw.index("كتاب"), raw.index(" قديم"))])

    assert (text, [text[s.start : s.end] for s in spans]) == ("في كتاب قديم", ["كتاب"])


@pytest.mark.parametrize(
    ("written", "whole"),
    [
        ("https://a.example/b?c=d&e#f", "https://a.example/b?c=d&e#f"),
        (" HTTP://A.example ", "http://a.example"),
        ("https://a.example/مقال", "https://a.example/%D9%85%D9%82%D8%A7%D9%84"),
        ("https://موقع.example/", "https://xn--4gbrim.example/"),
        ("https://a.example/100%", "https://a.example/100%25"),
        ("mailto:sami@a.example", "mailto:sami@a.example"),
        ("https://[2001:db8::1]:8080/", "https://[2001:db8::1]:8080/"),
    ],
)
def test_a_target_is_written_in_ascii(written, whole):
    assert target(written) == whole
    assert target(whole) == whole


@pytest.mark.parametrize(
    "written",
    [
        "",
        "#note",
        "/path",
        "javascript:alert(1)",
        "java\nscript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "file:///etc/passwd",
        "ftp://a.example",
        "//a.example",
        "https:///path",
        "https://user:secret@a.example/",
        "https://a.example:99999/",
        "https://[::1",
        "mailto:nobody",
        "https://" + "a" * 2000 + ".example",
    ],
)
def test_what_is_neither_web_nor_mail_is_no_target(written):
    assert target(written) is None


def test_a_relative_address_needs_the_page_it_stood_on():
    assert target("../b", "https://a.example/c/d") == "https://a.example/b"
    assert target("#note", "https://a.example/c/d") is None
    assert target("javascript:x", "https://a.example/") is None


@given(st.text(max_size=60))
def test_no_address_makes_it_fall(written):
    found = target(written, "https://a.example/")

    assert found is None or (found.isascii() and target(found) == found)
