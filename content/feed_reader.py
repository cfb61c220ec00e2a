"""Articles from somebody's feed: Atom, RSS or JSON Feed, as bytes; nothing is fetched."""

import json
import re
from collections.abc import Iterator
from html import escape, unescape
from typing import Any

from lxml import etree

from content.entries import Entry
from content.importing import Refused
from content.xml_reading import NotReadError, elements, line_of, text_of

ATOM = "{http://www.w3.org/2005/Atom}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
_RSS1 = "{http://purl.org/rss/1.0/}"
_XML = "{http://www.w3.org/XML/1998/namespace}"
_TAGS = ("item", f"{_RSS1}item", f"{ATOM}entry")


def looks_like_json(raw: bytes) -> bool:
    """Whether the bytes begin like a JSON Feed."""
    start = raw[:4_000].lstrip(b"\xef\xbb\xbf \t\r\n")
    return start.startswith(b"{") and b"jsonfeed.org/version" in start.replace(
        b"\\", b""
    )


def entries(raw: bytes) -> Iterator[Entry | Refused]:
    """The entries of the feed in their order; a refusal ends them."""
    if looks_like_json(raw):
        yield from _json_entries(raw)
        return
    count = 0
    try:
        for element in elements(raw, _TAGS):
            count += 1
            is_atom = element.tag == f"{ATOM}entry"
            yield _atom_entry(element) if is_atom else _rss_entry(element)
    except NotReadError as error:
        yield error.refused
        return
    if not count:
        yield Refused("no_entries", "The file is no feed with articles in it.")


def _atom_entry(entry: etree._Element) -> Entry:
    content = entry.find(f"{ATOM}content")
    summary = entry.find(f"{ATOM}summary")
    title = entry.find(f"{ATOM}title")
    links = [
        link.get("href", "")
        for link in entry.iterfind(f"{ATOM}link")
        if link.get("rel", "alternate") == "alternate"
    ]
    return Entry(
        original=etree.tostring(entry, encoding="utf-8", with_tail=False),
        guid=text_of(entry, f"{ATOM}id"),
        addresses=links,
        title=_plain(title),
        markup=_markup(content if content is not None else summary),
        summary=_plain(summary) if content is not None else "",
        published=text_of(entry, f"{ATOM}published", f"{ATOM}updated"),
        authors=[
            text_of(each, f"{ATOM}name") for each in entry.iterfind(f"{ATOM}author")
        ],
        topics=[
            each.get("label") or each.get("term") or ""
            for each in entry.iterfind(f"{ATOM}category")
        ],
        language=_inherited(entry, f"{_XML}lang"),
        base=_inherited(entry, f"{_XML}base"),
        line=line_of(entry),
    )


def _rss_entry(item: etree._Element) -> Entry:
    full = text_of(item, _CONTENT)
    short = text_of(item, "description", f"{_RSS1}description")
    link = text_of(item, "link", f"{_RSS1}link")
    return Entry(
        original=etree.tostring(item, encoding="utf-8", with_tail=False),
        guid=text_of(item, "guid") or link,
        addresses=[link, text_of(item, "guid")],
        title=text_of(item, "title", f"{_RSS1}title"),
        markup=full or short,
        published=text_of(item, "pubDate", f"{_DC}date"),
        authors=[_text(each) for each in item.iterfind(f"{_DC}creator")],
        topics=[_text(each) for each in item.iterfind("category")],
        language=text_of(item, f"{_DC}language") or _channel_language(item),
        line=line_of(item),
        remarks=[] if full else [("summary", "the feed has a summary only")],
    )


def _json_entries(raw: bytes) -> Iterator[Entry | Refused]:
    try:
        feed = json.loads(raw)
        items = [item for item in feed["items"] if isinstance(item, dict)]
    except (ValueError, KeyError, TypeError, RecursionError):
        yield Refused("bad_json", "The file is not JSON, or no JSON Feed.")
        return
    if not items:
        yield Refused("no_entries", "The file is no feed with articles in it.")
    for item in items:
        yield _json_entry(item, _word(feed.get("language")))


def _json_entry(item: dict[str, Any], language: str) -> Entry:
    text = _word(item.get("content_text"))
    authors = item.get("authors") or [item.get("author")]
    named = authors if isinstance(authors, list) else []
    tags = item.get("tags")
    return Entry(
        original=json.dumps(item, sort_keys=True).encode(),
        guid=_word(item.get("id")),
        addresses=[_word(item.get("url"))],
        title=_word(item.get("title")),
        markup=_word(item.get("content_html")) or _paragraphs(text),
        summary=_word(item.get("summary")),
        published=_word(item.get("date_published")),
        authors=[_word(one.get("name")) for one in named if isinstance(one, dict)],
        topics=[_word(tag) for tag in tags] if isinstance(tags, list) else [],
        language=_word(item.get("language")) or language,
    )


def _word(value: object) -> str:
    """Of JSON whose ids may be numbers, the text."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return str(value)


def _plain(element: etree._Element | None) -> str:
    """An Atom text construct without its markup (RFC 4287 §3.1)."""
    if element is None:
        return ""
    words = _text(element)
    if element.get("type") != "html" or not set("<&") & set(words):
        return words
    return unescape(re.sub(r"<[^>]*>", "", words))


def _markup(element: etree._Element | None) -> str:
    if element is None:
        return ""
    kind = element.get("type", "text")
    if kind == "xhtml":
        return etree.tostring(element, encoding="unicode", method="html")
    words = _text(element)
    return words if kind in ("html", "text/html") else _paragraphs(words)


def _paragraphs(words: str) -> str:
    return "".join(f"<p>{escape(part)}</p>" for part in words.split("\n\n") if part)


def _text(element: etree._Element) -> str:
    return "".join(str(part) for part in element.itertext()).strip()


def _inherited(element: etree._Element, attribute: str) -> str:
    found = (e.get(attribute) for e in (element, *element.iterancestors()))
    return next((value for value in found if value), "")


def _channel_language(item: etree._Element) -> str:
    parent = item.getparent()
    return "" if parent is None else text_of(parent, "language")
