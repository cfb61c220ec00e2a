"""Atom, RSS and JSON Feed, read back by programs that know nothing of ours."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import httpx
from lxml import etree

from content.arabic import strip_bidi
from content.article import Article
from feeds.feed import Format
from service.demo import faults, reading
from service.demo.scene import Scene
from web.feeds import ENTRIES

_ATOM = "{http://www.w3.org/2005/Atom}"
_CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
# What a feed is read with resolves no entities and asks nobody.
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True)


@dataclass(frozen=True, slots=True)
class Entry:
    """What a feed says of one article."""

    title: str
    html: str


def address(scene: Scene, format_: Format) -> str:
    """Where the main feed is."""
    return f"{scene.places.site}/feeds/all.{format_}"


async def look(
    scene: Scene, client: httpx.AsyncClient, format_: Format
) -> tuple[str, list[str]]:
    """What was found, and what is wrong with it."""
    answer = await client.get(address(scene, format_))
    if answer.status_code != httpx.codes.OK:
        return "", [f"the feed answers {answer.status_code}"]
    entries = _READERS[format_](answer)
    # A feed has room for so many; older ones are in the archive.
    newest = scene.articles[:ENTRIES]
    found = [fault for article in newest for fault in _of(scene, entries, article)]
    return f"{len(newest)} articles with text, attribution and notice", found


def _of(scene: Scene, entries: Mapping[str, Entry], article: Article) -> Iterator[str]:
    entry = entries.get(article.urn)
    if entry is None:
        yield f"{article.urn} is not in the feed"
        return
    if strip_bidi(entry.title) != article.title:
        yield f"{article.urn} has the title “{entry.title}”"
    yield from faults.of_body(
        article,
        scene.publisher,
        reading.passages(entry.html),
        reading.whole(entry.html),
    )


def _atom(answer: httpx.Response) -> dict[str, Entry]:
    root = etree.fromstring(answer.content, _PARSER)
    return {
        entry.findtext(f"{_ATOM}id", ""): Entry(
            entry.findtext(f"{_ATOM}title", ""), entry.findtext(f"{_ATOM}content", "")
        )
        for entry in root.iterfind(f"{_ATOM}entry")
    }


def _rss(answer: httpx.Response) -> dict[str, Entry]:
    root = etree.fromstring(answer.content, _PARSER)
    return {
        item.findtext("guid", ""): Entry(
            item.findtext("title", ""), item.findtext(_CONTENT, "")
        )
        for item in root.iterfind("channel/item")
    }


def _json(answer: httpx.Response) -> dict[str, Entry]:
    return {
        item["id"]: Entry(item["title"], item["content_html"])
        for item in answer.json()["items"]
    }


_READERS = {"atom": _atom, "rss": _rss, "json": _json}
