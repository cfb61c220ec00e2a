"""Feeds D2-D6: who has the document already, and who must get it again."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.feed import FORMATS
from feeds.profile import digest
from feeds.validators import etag, is_fresh
from tests.feeds.samples import FEED, PROFILE

DIGEST = digest(PROFILE)
AT = datetime(2026, 11, 22, 8, 0, 0, 700_000, tzinfo=UTC)
SAME = "Sun, 22 Nov 2026 08:00:00 GMT"
BEFORE = "Sun, 22 Nov 2026 07:59:59 GMT"
AFTER = "Sun, 22 Nov 2026 08:00:01 GMT"


def test_a_tag_is_strong_quoted_ascii():
    tag = etag(FEED, "atom", DIGEST)

    assert tag[0] == tag[-1] == '"'
    assert tag.isascii()
    assert not set(tag[1:-1]) & set('", \t')


def test_feed_format_version_and_profile_each_have_their_own_tag():
    tags = {
        *(etag(FEED, format_, DIGEST) for format_ in FORMATS),
        etag(replace(FEED, name="languages/ar"), "atom", DIGEST),
        etag(replace(FEED, name="topics/أمن"), "atom", DIGEST),
        etag(replace(FEED, version=FEED.version + 1), "atom", DIGEST),
        etag(FEED, "atom", "another profile"),
    }

    assert len(tags) == 7


def test_two_publications_within_a_second_have_two_tags():
    first, second = FEED, replace(FEED, version=FEED.version + 1)

    assert first.updated == second.updated
    assert etag(first, "rss", DIGEST) != etag(second, "rss", DIGEST)


@pytest.mark.parametrize(
    ("sent", "fresh"),
    [
        ('"x"', True),
        ('W/"x"', True),
        ('"a", "x"', True),
        ('"a","x","b"', True),
        ('"a,b", "x"', True),  # a comma may stand inside a tag
        ('"a", W/"x"', True),
        ("*", True),
        (" * ", True),
        ('"x-gzip"', True),  # what Apache makes of our tag
        ('"x;gzip"', True),  # what Jetty makes of it
        ('"x-br"', True),
        ('W/"x-zstd"', True),
        ('"y"', False),
        ('"x-other"', False),
        ('"xx"', False),
        ('"X"', False),
        ('"a*"', False),
        ("x", False),  # a tag has quotes
        ("", False),
        ('"', False),
    ],
)
def test_tags_are_compared_as_lists_and_weakly(sent, fresh):
    assert is_fresh('"x"', AT, sent, None) is fresh
    assert is_fresh('"x-gzip"', AT, sent, None) is fresh
    assert is_fresh('W/"x"', AT, sent, None) is fresh


@pytest.mark.parametrize(
    ("sent", "fresh"),
    [
        (SAME, True),  # the header has no fraction of a second
        (AFTER, True),
        (BEFORE, False),
        ("Sun, 22 Nov 2026 11:00:00 +0300", True),
        ("Sunday, 22-Nov-26 08:00:00 GMT", True),  # RFC 850
        ("Sun Nov 22 08:00:00 2026", True),  # asctime
        ("Sun Nov 22 07:59:59 2026", False),
        ("yesterday", False),
        ("", False),
        ("0", False),
        ("2026-11-22T08:00:00Z", False),
        ("Sun, 99 Nov 2026 08:00:00 GMT", False),
    ],
)
def test_a_date_is_compared_as_a_time_and_nonsense_is_not(sent, fresh):
    assert is_fresh('"x"', AT, None, sent) is fresh


@pytest.mark.parametrize(
    ("tags", "date", "fresh"),
    [
        (None, None, False),
        ('"y"', AFTER, False),
        ("nonsense", AFTER, False),
        ('"x"', BEFORE, True),
        ('"x"', "nonsense", True),
    ],
)
def test_a_date_counts_only_without_tags(tags, date, fresh):
    assert is_fresh('"x"', AT, tags, date) is fresh


@given(tags=st.none() | st.text(), date=st.text())
def test_no_header_breaks_the_answer(tags, date):
    assert is_fresh('"x"', AT, tags, date) in (True, False)
