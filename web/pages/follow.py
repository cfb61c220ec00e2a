"""How to get the articles without coming here."""

from collections.abc import Iterator, Sequence
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from content.article import State
from feeds.feed import Feed
from web.answers import page
from web.press import FeedLink, Frame, Press
from web.words import words_in

SHOWN = 8  # topics; the others fold away
# Readers on the web that take an address in their own.
_READERS = (
    ("Feedly", "https://feedly.com/i/subscription/feed/{}"),
    ("Inoreader", "https://www.inoreader.com/feed/{}"),
    ("NewsBlur", "https://www.newsblur.com/?url={}"),
)


async def show(press: Press, request: Request) -> Response:
    """Three ways: by mail, in a reader, on a site of one's own."""
    frame = await press.frame(request)
    tally = await press.site.tally(press.site.now())
    topics = await press.site.shelves("topics")
    feeds = await press.site.feeds()
    drawn = press.draw(
        "follow.html",
        frame,
        total=tally.count(State.USABLE),
        topics=topics[:SHOWN],
        more=topics[SHOWN:],
        known={feed.name for feed in feeds},
        languages=list(_languages(frame, feeds)),
        readers=readers(frame.feeds[0].href),
        contact=contact(frame),
    )
    return page(drawn)


def _languages(
    frame: Frame, feeds: Sequence[Feed]
) -> Iterator[tuple[str, str, tuple[FeedLink, ...]]]:
    """Each language that articles have, in its own words."""
    for feed in feeds:
        kind, _, language = feed.name.partition("/")
        if kind == "languages":
            title = words_in(language).in_language
            yield language, title, frame.feeds_of(feed.name, title)


def readers(address: str) -> list[tuple[str, str]]:
    """The readers, each with the address that subscribes there."""
    return [(name, to.format(quote(address, safe=""))) for name, to in _READERS]


def contact(frame: Frame) -> str:
    """Where to write to the publisher, if it has said."""
    address = frame.publisher.reply_to or frame.publisher.email
    return "" if address.endswith("@localhost") else address
