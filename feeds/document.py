"""Feed documents, put together from kept entries without rendering them again."""

from collections.abc import Sequence
from dataclasses import dataclass

from feeds import generator, json_feed
from feeds.feed import Feed, Format, Profile
from feeds.generator import XmlFormat

_TAILS: dict[XmlFormat, bytes] = {"atom": b"</feed>", "rss": b"</channel></rss>"}


@dataclass(frozen=True, slots=True)
class Frame:
    """The document without its entries: what stands before and after them."""

    head: bytes
    tail: bytes


def assemble(
    feed: Feed, format_: Format, entries: Sequence[bytes], profile: Profile
) -> bytes:
    """The document over these entries, byte for byte what feedgen would make."""
    if format_ == "json":
        return json_feed.document(feed, entries, profile)
    around = frame(feed, format_, profile)
    return b"".join((around.head, *entries, around.tail))


def frame(feed: Feed, format_: XmlFormat, profile: Profile) -> Frame:
    """The empty document, open where entries go."""
    tail = _TAILS[format_]
    made = generator.document(feed, (), format_, profile)
    return Frame(made.removesuffix(tail), tail)
