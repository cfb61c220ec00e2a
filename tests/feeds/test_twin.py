"""A whole article of the publisher's shape: no letter of it is lost in any feed."""

import json
import re
from dataclasses import replace
from html import unescape
from pathlib import Path

import feedparser  # type: ignore[import-untyped]
import pytest

from content.arabic import strip_bidi
from content.article import Article, Kind, State
from content.event import Event, EventType
from content.importing import Imported
from content.plain_text import read
from feeds.feed import FORMATS
from feeds.payload import envelope
from tests.feeds.samples import EVENING, FEED, MORNING, PROFILE, written

TWIN = Path(__file__).parents[1] / "content" / "articles" / "twin.txt"


@pytest.fixture
def twin() -> Article:
    imported = read(
        TWIN.read_bytes(),
        id="5d0c7b1e-2f3a-4b4c-9d5e-6f708192a3b4",
        title="توأم المقال",
        published=MORNING,
    )
    assert isinstance(imported, Imported)
    return replace(imported.article, state=State.USABLE, version=1, updated=EVENING)


def content_of(article: Article, format_: str) -> str:
    made = written(FEED, format_, article)  # type: ignore[arg-type]
    if format_ == "json":
        return str(json.loads(made)["items"][0]["content_html"])
    return str(feedparser.parse(made).entries[0].content[0].value)


@pytest.mark.parametrize("format_", FORMATS)
def test_every_line_arrives_whole_and_in_order(twin, format_):
    lines = re.findall(r"<(p|h2)[^>]*>(.*?)</\1>", content_of(twin, format_), re.DOTALL)

    seen = [
        (tag, strip_bidi(unescape(re.sub(r"<[^>]+>", "", line)))) for tag, line in lines
    ]

    tags = {Kind.HEADING: "h2", Kind.PARAGRAPH: "p"}
    wanted = [(tags[block.kind], block.text) for block in twin.blocks]
    assert [tag for tag, _ in wanted].count("h2") == 5
    assert seen[: len(wanted)] == wanted


@pytest.mark.parametrize("format_", FORMATS)
def test_the_notice_and_the_link_to_the_article_stand_once(twin, format_):
    content = content_of(twin, format_)
    text = strip_bidi(unescape(re.sub(r"<[^>]+>", "", content)))

    assert text.count(twin.notice or PROFILE.publisher.notice) == 1
    assert content.count('href="https://nashra.example/a/5d0c7b1e/') == 1


def test_a_webhook_carries_it_within_20_kilobytes(twin):
    event = Event(1, EventType.PUBLISHED, twin.id, 1, 0, EVENING)

    assert len(envelope(event, twin, PROFILE)) < 20_000
