"""The reader for a file, by what is in it; a file may hold one article or many."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import PurePath

from content import entries, feed_reader, html_reader, markdown, plain_text, wordpress
from content.article import new_id
from content.entries import Entry, Ways
from content.html_blocks import Beside
from content.importing import LIMIT, Imported, Refused

MARKDOWN = (".md", ".markdown")
HTML = (".html", ".htm", ".xhtml")
MANY = 100_000_000  # bytes of a file of many articles

_XML = (b"<?xml", b"<rss", b"<feed", b"<rdf")


def read(
    name: str,
    raw: bytes,
    *,
    id: str,  # noqa: A002 - the article's own word
    language: str = "ar",
    title: str | None = None,
    published: datetime | None = None,
    limit: int = LIMIT,
    beside: Beside = lambda _: None,
) -> Imported | Refused:
    """The one article in the file: Markdown by its name, HTML, else plain text."""
    suffix = PurePath(name).suffix.lower()
    if suffix in MARKDOWN:
        reader = markdown.read
    elif suffix in HTML or html_reader.looks_like(raw) or _is_xhtml(raw):
        return html_reader.read(
            raw,
            id=id,
            language=language,
            title=title,
            published=published,
            limit=limit,
            beside=beside,
        )
    else:
        reader = plain_text.read
    return reader(
        raw, id=id, language=language, title=title, published=published, limit=limit
    )


def read_all(
    name: str,
    raw: bytes,
    *,
    language: str = "ar",
    limit: int = LIMIT,
    beside: Beside = lambda _: None,
) -> Iterator[Imported | Refused]:
    """Every article in the file, one after another, each with an identity of its own."""
    many = _many(name, raw)
    if many is None:
        yield read(
            name, raw, id=new_id(), language=language, limit=limit, beside=beside
        )
        return
    ways = Ways(language, limit, beside)
    for entry in many:
        yield entry if isinstance(entry, Refused) else entries.imported(entry, ways)


def _many(name: str, raw: bytes) -> Iterator[Entry | Refused] | None:
    """The entries of a file that is made for many; None if it is made for one."""
    if PurePath(name).suffix.lower() in (*MARKDOWN, *HTML):
        return None
    if wordpress.looks_like(raw):
        return wordpress.entries(raw)
    if feed_reader.looks_like_json(raw) or (_is_xml(raw) and not _is_xhtml(raw)):
        return feed_reader.entries(raw)
    return None


def is_for_many(name: str, start: bytes) -> bool:
    """Whether a file that begins so may hold many articles, and be as large."""
    return _many(name, start) is not None


def _is_xml(raw: bytes) -> bool:
    return _start(raw).startswith(_XML)


def _is_xhtml(raw: bytes) -> bool:
    return _is_xml(raw) and b"<html" in _start(raw)


def _start(raw: bytes) -> bytes:
    """How the bytes begin, blanks and marks of encoding aside."""
    return (
        raw[:1_000].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    )
