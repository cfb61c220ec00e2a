"""An article from a page in HTML: its text, links, stress and pictures, nothing else."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from content import fields, reading
from content.arabic import direction_of, majority
from content.article import Author
from content.decoding import decode
from content.draft import Given, Line
from content.fields import BadValueError
from content.folding import fold
from content.html_blocks import Beside, Source, gather, known_language
from content.html_head import Head, declared_encoding, head_of
from content.importing import LIMIT, Decision, Imported, Refused
from content.reading import Found
from content.targets import target

# What old Arabic pages were written in; anything else is UTF-8 or refused.
_ENCODINGS = {
    "windows-1256": "cp1256",
    "cp1256": "cp1256",
    "iso-8859-6": "iso8859-6",
    "windows-1252": "cp1252",
    "iso-8859-1": "cp1252",
}
# The fields that a head may fill, with the names it has for them.
_META = {
    "published": ("article:published_time", "dc.date", "date"),
    "authors": ("author", "article:author", "dc.creator"),
}


def read(
    raw: bytes,
    *,
    id: str,  # noqa: A002 - the article's own word
    language: str = "ar",
    title: str | None = None,
    published: datetime | None = None,
    limit: int = LIMIT,
    beside: Beside = lambda _: None,
) -> Imported | Refused:
    """The article in the page, or why there is none; nothing is fetched."""
    text = decode(_in_utf8(raw), limit)
    if isinstance(text, Refused):
        return text
    markup = "\n".join(text.lines)
    head = head_of(markup)
    gathered = gather(markup, Source(target(head.canonical), beside))
    if isinstance(gathered, Refused):
        return gathered
    if not gathered.lines:
        return Refused("empty", "The file holds no text of an article.", 1)
    report = [*gathered.report]
    values = dict(_said(head, gathered.lines, report))
    named = _title(title, gathered.title, head, report)
    lines = _without_second_title(gathered.title, named, gathered.lines)
    found = Found(lines, values | ({"title": named} if named else {}), report)
    given = Given(id, language, title, published)
    made = reading.imported(raw, given, text, reading.without_rights(found))
    return replace(made, images=gathered.images)


def looks_like(raw: bytes) -> bool:
    """Whether the bytes begin like a page."""
    start = raw[:1_000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return start.startswith((b"<!doctype html", b"<html"))


def _in_utf8(raw: bytes) -> bytes:
    """The bytes; those of a page that names an old encoding, in a new one."""
    known = _ENCODINGS.get(declared_encoding(raw) or "")
    if known is None:
        return raw
    try:
        raw.decode()
    except UnicodeDecodeError:
        return raw.decode(known, errors="replace").encode()
    return raw


def _title(
    given: str | None, heading: str | None, head: Head, report: list[Decision]
) -> str | None:
    if given is not None:
        return None
    if heading:
        report.append(Decision(1, "title", 0.99, "the first heading of the page"))
    elif head.title:
        said = "the page has no first heading; this is its <title>"
        report.append(Decision(1, "title", 0.6, said))
    return heading or head.title or None


def _without_second_title(
    heading: str | None, title: str | None, lines: list[Line]
) -> list[Line]:
    """Some pages say the title once more above the text."""
    known = fold(title or heading or "")
    twice = known and not lines[0].picture and fold(lines[0].text) == known
    return lines[1:] if twice and len(lines) > 1 else lines


def _said(
    head: Head, lines: list[Line], report: list[Decision]
) -> Iterator[tuple[str, Any]]:
    body = "\n".join(line.text for line in lines)
    if language := known_language(head.language):
        if direction_of(language, body) == (majority(body) or "rtl"):
            yield "language", language
        else:
            said = f"the page says it is in {language}, its letters say otherwise"
            report.append(Decision(1, "language", 0.9, said))
    if published := _published(head.fields):
        yield "published", published
    authors = (head.fields.get(name, "") for name in _META["authors"])
    if author := next((_line(a) for a in authors if _line(a)), None):
        yield "authors", (Author(author),)


def _published(said: Mapping[str, str]) -> datetime | None:
    for name in _META["published"]:
        try:
            return fields.moment(said.get(name))
        except BadValueError:
            continue
    return None


def _line(text: str) -> str | None:
    """A name; an address in its place is none."""
    try:
        line = fields.text(text)
    except BadValueError:
        return None
    return None if "://" in line else line
