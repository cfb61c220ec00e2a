"""JSON Feed 1.1; it knows no rights and no tombstones, so the content says them."""

import json
from collections.abc import Sequence
from typing import Any

from content.article import Author
from feeds.feed import Feed, Profile
from feeds.item import Item
from feeds.moments import rfc3339
from feeds.titles import address_of, language_of, subtitle_of, title_of

_END = b"]}"


def document(feed: Feed, entries: Sequence[bytes], profile: Profile) -> bytes:
    """The document over these rendered items, as json.dumps would write it."""
    head = _dumped(_head(feed, profile)).removesuffix(_END)
    return b"".join((head, b",".join(entries), _END))


def entry(item: Item) -> bytes:
    """The item's bytes."""
    said = {
        "id": item.urn,
        "url": item.url,
        "title": item.title,
        "content_html": item.html,
        "summary": item.summary,
        "date_published": rfc3339(item.published),
        "date_modified": rfc3339(item.updated),
        "authors": [_person(author) for author in item.authors],
        "tags": list(item.topics),
        "language": item.language,
    }
    return _dumped(said)


def _head(feed: Feed, profile: Profile) -> dict[str, Any]:
    publisher = profile.publisher
    language = language_of(feed, publisher)
    site = f"{profile.public_url}/"
    return {
        "version": "https://jsonfeed.org/version/1.1",  # the spec wants it first
        "title": title_of(feed, publisher),
        "home_page_url": site,
        "feed_url": address_of(feed.name, "json", profile),
        "description": subtitle_of(feed, publisher),
        "language": language,
        "authors": [{"name": publisher.name_in(language), "url": site}],
        "items": [],
    }


def _person(author: Author) -> dict[str, str]:
    person = {"name": author.name}
    return person if author.uri is None else person | {"url": author.uri}


def _dumped(value: dict[str, Any]) -> bytes:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.encode()
