"""One article's bytes in every format, rendered once and cut from its document."""

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import lru_cache

from content.article import Article
from feeds import document, generator, json_feed
from feeds.feed import Feed, Format, Profile
from feeds.generator import XmlFormat
from feeds.item import Item, item_of
from feeds.titles import MAIN

# Any feed would do: entries do not depend on the head above them.
_BLANK = Feed(MAIN, version=0, updated=datetime(1970, 1, 1, tzinfo=UTC))


def render(
    article: Article, profile: Profile, translations: Sequence[Article] = ()
) -> dict[Format, bytes]:
    """The article's entry in each format; equal values give equal bytes.

    Only public translations are given, one for a language.
    """
    item = item_of(article, profile, translations)
    return {
        "atom": _slice(item, "atom", profile),
        "rss": _slice(item, "rss", profile),
        "json": json_feed.entry(item),
    }


def _slice(item: Item, format_: XmlFormat, profile: Profile) -> bytes:
    """What feedgen writes between head and tail of a document of one entry."""
    frame = _frame(format_, profile)
    made = generator.document(_BLANK, (item,), format_, profile)
    return made.removeprefix(frame.head).removesuffix(frame.tail)


@lru_cache(maxsize=8)
def _frame(format_: XmlFormat, profile: Profile) -> document.Frame:
    return document.frame(_BLANK, format_, profile)
